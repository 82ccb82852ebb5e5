import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/testing/seeded-random.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { turns } from '../../../support/turns.js';
import { copyOf } from '../../journal/kit.js';
import { startLive } from './kit.js';

const KEYS = ['k1', 'k2', 'k3', 'k4', undefined, undefined];
const TEXTS = ['a', 'b,c', '!', ''];

/**
 * A run of `run`, as far as it matters here: folds chunks, commits what is folded with its position now and then, is cut
 * off at any moment and begins again from its last commit, on the files as they were then.
 */
test('what was acknowledged is in the state once, after any crashes, with any keys and any commits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const random = seededRandom(seed);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
      let directory = await temporaryDirectory();
      let committed: { readonly position: unknown; readonly texts: readonly string[] } = {
        position: undefined,
        texts: [],
      };
      const keyed = new Map<string, string>();
      /** Each acknowledged batch has a name of its own. */
      const acknowledged: string[] = [];
      const maybe = new Set<string>();
      let next = 0;
      for (let life = 0; life < 4; life++) {
        const run = await startLive(directory, {
          segmentBytes: 400,
          mostRows: 5,
          resume: committed.position,
        });
        const base = committed.texts;
        for (let round = Math.ceil(random() * 5); round > 0; round--) {
          const sent = Array.from({ length: Math.ceil(random() * 6) }, async () => {
            const key = pick(KEYS);
            const name = `n${next++}`;
            const kind = pick(TEXTS);
            const known = key === undefined ? undefined : keyed.get(key);
            const text =
              known !== undefined && random() < 0.7
                ? known
                : kind === 'a'
                  ? name
                  : kind.replace(/[abc]/g, name);
            const status = await run.send(text, key);
            if (text.includes('!')) expect([400, 422]).toContain(status);
            else if (status === 200 && key !== undefined) {
              if (keyed.has(key)) expect(text).toBe(keyed.get(key));
              else if (text !== '') acknowledged.push(text);
              keyed.set(key, text);
            } else if (status === 200 && text !== '') acknowledged.push(text);
            else if (status === 422) expect(text).not.toBe(keyed.get(key ?? ''));
          });
          await Promise.all(sent);
          if (random() < 0.4) {
            const position = run.chunks.at(-1)?.position;
            committed = { position, texts: [...base, ...run.texts()] };
            await run.acknowledge(position);
          }
        }
        // Some are under way when it crashes: they may count or not, and whole.
        const release = run.hold();
        const late = Array.from({ length: 3 }, () => {
          const name = `n${next++}`;
          maybe.add(name);
          return run.send(name);
        });
        await turns(Math.floor(random() * 20));
        const crashed = await copyOf(directory);
        release();
        await run.stop();
        await Promise.all(late);
        directory = crashed;
      }
      const last = await startLive(directory, { resume: committed.position });
      const all = [...committed.texts, ...last.texts()].filter((text) => !maybe.has(text));
      expect(all.sort()).toEqual(acknowledged.flatMap((text) => text.split(',')).sort());
      const every = [...committed.texts, ...last.texts()].filter((text) => maybe.has(text));
      expect(new Set(every).size).toBe(every.length);
      await last.stop();
    }),
    { numRuns: 25 },
  );
});
