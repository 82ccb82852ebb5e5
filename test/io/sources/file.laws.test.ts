import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { file } from '../../../src/io/sources/file.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collect } from '../../support/collect.js';
import { startAfter, startAt } from '../../support/start-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.nat(), fc.string({ unit: 'grapheme', maxLength: 8 })).map(([n, s]) => `${n} ${s}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('', '#unit s', '#unit é', 'broken') },
);
const content = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, ended]) => Buffer.from(lines.join('\n') + (ended ? '\n' : '')));

/** What the codec makes of all the bytes at once; with `end`, of a partial last line too. */
const decodeWhole = (bytes: Buffer, end: boolean) => {
  const decoder = wordsCodec.decoder('all');
  const { rows, rejected } = decoder.decode(bytes);
  const last = end ? decoder.end() : { rows: [], rejected: [] };
  return { rows: [...rows, ...last.rows], rejected: [...rejected, ...last.rejected] };
};

const joined = (chunks: readonly Chunk<Word>[]) => ({
  rows: chunks.flatMap(({ rows }) => rows),
  rejected: chunks.flatMap(({ rejected }) => rejected),
});

it('gives the same rows and rejects for any number of bytes at a time, stopped and resumed anywhere', async () => {
  const path = join(await temporaryDirectory(), 'words.txt');
  await fc.assert(
    fc.asyncProperty(
      content,
      fc.integer({ min: 1, max: 40 }),
      fc.nat(40),
      async (bytes, readBytes, stopAfter) => {
        await writeFile(path, bytes);
        const source = file({ path, codec: wordsCodec, fields: 'all', clock: virtualClock(), readBytes });
        const first: Chunk<Word>[] = [];
        for await (const chunk of source.read(startAt())) {
          first.push(chunk);
          if (first.length > stopAfter) break;
        }
        const resumed = source.read(startAfter(first));
        const rest = first.length === 0 ? [] : await collect(resumed);
        expect(joined([...first, ...rest])).toEqual(decodeWhole(bytes, true));
      },
    ),
    { numRuns: 200 },
  );
});

it('gives the same rows however the file grows while it is followed', async () => {
  const path = join(await temporaryDirectory(), 'words.txt');
  const cuts = fc.array(fc.nat(400), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(content, cuts, fc.integer({ min: 1, max: 100 }), async (bytes, at, readBytes) => {
      await writeFile(path, '');
      const clock = virtualClock();
      const source = file({ path, codec: wordsCodec, fields: 'all', clock, readBytes, follow: true });
      const run = source.read(startAt())[Symbol.asyncIterator]();
      const chunks: Chunk<Word>[] = [];
      const edges = [0, ...at.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      for (const [i, from] of edges.entries()) {
        await appendFile(path, bytes.subarray(from, edges[i + 1] ?? from));
        for (let caughtUp = false; !caughtUp; ) {
          const { value, done } = await whileTimePasses(clock, run.next());
          if (done) throw new Error('A followed file ended by itself.');
          chunks.push(value);
          caughtUp = value.now !== undefined;
        }
      }
      await run.return?.(undefined);
      expect(joined(chunks)).toEqual(decodeWhole(bytes, false));
    }),
    { numRuns: 60 },
  );
});
