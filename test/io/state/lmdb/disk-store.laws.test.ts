import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiskStore, diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { memoryStore } from '../../../../src/io/state/memory-store.js';
import type { Commit, OutboxEntry } from '../../../../src/io/state/state-store.js';
import { settled } from '../../../contracts/state-store/marks.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

/** Any string at all: lone surrogates, NULs, and some that are as good as equal for a long way. */
const text = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.constantFrom('', '\0', '\0\0', '__proto__', 'constructor', '\ud800', '\udc00'),
  fc.nat(3).map((last) => 'k'.repeat(10_000) + last),
);

const anything = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.anything({
      key: text,
      maxDepth: 3,
      withBigInt: true,
      withBoxedValues: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    }),
  },
  // Node holds two invalid dates for different, so what is compared has valid ones only.
  { weight: 1, arbitrary: fc.date({ noInvalidDate: true }) },
);

const names = fc.constantFrom('', 'a', 'b', 'a\0', 'x'.repeat(5_000), 'x'.repeat(5_001));

interface Step {
  readonly pipeline: string;
  /** Added to the sequence that is stored; 0 is right. */
  readonly off: number;
  readonly commit: Omit<Commit, 'id' | 'outbox' | 'kept'>;
  readonly added: readonly unknown[];
  /** Shares of the outbox. */
  readonly done: readonly number[];
  readonly reopen: boolean;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const changes = fc
  .array(fc.tuple(text, fc.option(anything, { nil: undefined, freq: 3 })))
  .map((entries) => new Map(entries));

const steps = fc.array(
  fc.record<Step>({
    pipeline: names,
    off: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 2 })),
    commit: fc.record({
      position: anything,
      remembered: changes,
      states: fc.dictionary(text, anything),
      keyed: fc.dictionary(names, changes),
      sinks: fc.dictionary(text, anything),
    }),
    added: fc.array(anything, { maxLength: 4 }),
    done: fc.array(share, { maxLength: 4 }),
    reopen: fc.boolean(),
  }),
  { maxLength: 12 },
);

test('holds after any commits, and after it was opened anew, what a store in memory holds', async () => {
  const parent = await temporaryDirectory();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const directory = `${parent}/${runs++}`;
      const memory = memoryStore();
      let disk: DiskStore = await diskStore({ directory });
      // Unlike the matchers of vitest, this is not led astray by a field named "constructor".
      const same = async (pipeline: string): Promise<void> => {
        const key = { pipeline };
        expect(isDeepStrictEqual(await disk.load(key), await memory.load(key))).toBe(true);
      };
      try {
        let number = 1;
        const committed = new Set<string>();
        for (const { pipeline, off, commit, added, done, reopen } of all) {
          const owners = [await memory.claim({ pipeline }), await disk.claim({ pipeline })] as const;
          const waiting = await owners[0].waiting('stdout', 0, 100);
          expect(isDeepStrictEqual(await owners[1].waiting('stdout', 0, 100), waiting)).toBe(true);
          const next: Commit = {
            ...commit,
            id: String(number),
            kept: {},
            outbox: {
              added: added.map((body) => entryOf(number++, body)),
              done: done.flatMap((part) => waiting[Math.floor(part * waiting.length)] ?? []).map(settled),
            },
          };
          const expected = (owners[0].saved?.sequence ?? 0) + off;
          const outcomes = await Promise.allSettled(owners.map((owner) => owner.commit(expected, next)));
          expect(outcomes.map(({ status }) => status)).toEqual(
            off === 0 ? ['fulfilled', 'fulfilled'] : ['rejected', 'rejected'],
          );
          if (off === 0) committed.add(pipeline);
          if (reopen) {
            await disk.close();
            disk = await diskStore({ directory });
          }
          await same(pipeline);
        }
        expect(await disk.list()).toEqual([...committed].sort().map((pipeline) => ({ pipeline })));
        for (const pipeline of committed) await same(pipeline);
      } finally {
        await disk.close();
      }
    }),
    { numRuns: 30 },
  );
});

const entryOf = (number: number, body: unknown): OutboxEntry => ({
  number,
  sink: 'stdout',
  at: number,
  bytes: (number % 3) * 1000,
  delivery: { id: `d${number}`, body, rows: number % 4 },
});
