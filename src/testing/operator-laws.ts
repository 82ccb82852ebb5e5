import { isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import type { Timed } from '../operators/batch.js';
import type { Chunk } from '../operators/chunk.js';
import type { Operator } from '../operators/operator.js';
import { NONE_REJECTED } from '../operators/rejected.js';
import { cutInto, interleave } from './cuts.js';
import { plain } from './plain.js';
import { withPoisonedClock } from './poisoned-clock.js';
import { chunkOf, END, type Outcome, runBatches, runChunks } from './run-chunks.js';
import { lateExactlyIfClosed, onceAndInOrder } from './window-laws.js';

export interface OperatorLawsOptions {
  /** Lateness in milliseconds that the rows are run with. Default 2000. */
  readonly lateness?: number;
  /** fast-check's seed; printed with every failure. */
  readonly seed?: number;
  /** Cases for each law. Default 100. */
  readonly runs?: number;
}

/** One property; `check` throws with the shrunk counter-example and its seed. */
export interface Law {
  readonly name: string;
  check(): void;
}

/**
 * The laws that every operator of Tidemark keeps, as fast-check properties over rows of your making. Give an
 * operator that works on rows with a `time`; to test one that follows windows, compose it with them.
 *
 * @example
 * ```ts
 * import fc from 'fast-check';
 * import { count, tumbling } from 'tidemark';
 * import { operatorLaws } from 'tidemark/testing';
 * import { test } from 'vitest';
 *
 * const row = fc.record({ time: fc.integer({ min: 0, max: 60_000 }), host: fc.constantFrom('a', 'b') });
 * const windows = tumbling({ size: '10s', by: ['host'], measures: { hits: count<{ time: number; host: string }>() } });
 * for (const law of operatorLaws(windows, row)) test(law.name, () => law.check());
 * ```
 */
export function operatorLaws<I extends Timed, O>(
  operator: Operator<I, O>,
  row: fc.Arbitrary<I>,
  options: OperatorLawsOptions = {},
): readonly Law[] {
  const { lateness = 2000, seed, runs = 100 } = options;
  // fast-check's own choice of size would rarely go beyond ten rows.
  const rows = fc.array(row, { maxLength: 30, size: 'max' });
  const cuts = fc.infiniteStream(fc.nat({ max: 7 }));
  const law = <T extends [unknown, ...unknown[]]>(
    name: string,
    arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
    holds: (...values: T) => void,
  ): Law => ({
    name,
    check: () =>
      fc.assert(fc.property<T>(...arbitraries, holds), {
        numRuns: runs,
        ...(seed !== undefined && { seed }),
      }),
  });
  const run = (chunks: readonly Chunk<I>[]): Outcome<O> =>
    runChunks(operator, chunks, { lateness, confirm: 1 });
  const whole = (all: readonly I[]): Outcome<O> => run([chunkOf(all), END]);
  const inOrder = (all: readonly I[]): I[] =>
    all.filter((one) => Number.isFinite(one.time)).sort((a, b) => a.time - b.time);

  return [
    law('any chunking gives the same outputs', [rows, cuts], (all, sizes) => {
      same(run([...cutInto(all, sizes).map((part) => chunkOf(part)), END]), whole(all));
    }),
    law('any interleaving of partitions gives the same outputs', [rows, cuts], (all, picks) => {
      const sorted = inOrder(all);
      const partitions = [sorted.filter((_, i) => i % 2 === 0), sorted.filter((_, i) => i % 2 === 1)];
      const one = run(interleave(partitions, picks));
      const other = run(interleave(partitions, [][Symbol.iterator]()));
      same(unordered(one), unordered(other));
    }),
    law('saving and loading after any batch changes nothing', [rows, cuts], (all, sizes) => {
      const { machine } = operator;
      const chunks = [...cutInto(all, sizes).map((part) => chunkOf(part)), END];
      const resumed = runChunks(operator, chunks, {
        lateness,
        confirm: 1,
        between: (state) => {
          const stored: unknown = deserialize(
            serialize(machine.save === undefined ? state : machine.save(state)),
          );
          return machine.load === undefined ? stored : machine.load(stored);
        },
      });
      same(resumed, run(chunks));
    }),
    ...(operator.machine.keyed === undefined
      ? []
      : [law('saving changes only, and loading them, changes nothing', [rows, cuts], savedByChanges)]),
    law('counted, filtered and rejected rows add up to the rows that came in', [rows], (all) => {
      const { balance, rejected } = whole(all);
      if (balance === undefined) throw new Error(`${operator.operatorName} keeps no balance.`);
      const before = rejected.filter(({ reason }) => reason === 'no-time' || reason === 'future').length;
      const sum = balance.counted + balance.filtered + balance.rejected + before;
      if (sum !== all.length) throw new Error(`${all.length} rows came in and ${sum} are accounted for.`);
      if (balance.rejected !== rejected.length - before) {
        throw new Error(
          `${balance.rejected} rows are tallied as rejected and ${rejected.length - before} came out.`,
        );
      }
    }),
    law('a row is late exactly if every window that would hold it has closed', [rows], (all) => {
      lateExactlyIfClosed(operator, all, lateness);
    }),
    law(
      'every window comes once and in order, also when a watermark repeats',
      [rows, cuts],
      (all, repeats) => {
        onceAndInOrder(operator, all, lateness, repeats);
      },
    ),
    law(
      'rows shuffled within the lateness change nothing',
      [rows, fc.infiniteStream(fc.nat())],
      (all, jitter) => {
        const sorted = inOrder(all);
        const moved = sorted.map(
          (one) => [one.time + ((jitter.next().value ?? 0) % (lateness + 1)), one] as const,
        );
        const shuffled = moved.sort(([a], [b]) => a - b).map(([, one]) => one);
        same(unordered(run([chunkOf(shuffled), END])), unordered(run([chunkOf(sorted), END])));
      },
    ),
    ...(operator.machine.merge === undefined
      ? []
      : [law('the merged states of two halves equal the whole', [rows], mergedHalves)]),
    law('no clock is read and nothing is left to chance', [rows], (all) => {
      withPoisonedClock(() => whole(all));
    }),
  ];

  function savedByChanges(all: I[], sizes: Iterator<number>): void {
    const { keyed } = operator.machine;
    if (keyed === undefined) return;
    const chunks = [...cutInto(all, sizes).map((part) => chunkOf(part)), END];
    const kept = new Map<string, unknown>();
    const resumed = runChunks(operator, chunks, {
      lateness,
      confirm: 1,
      between: (state, index) => {
        // Not after every batch: several batches' changes come together in one delta.
        if (index % 2 === 1) return state;
        const changes = keyed.delta(state);
        // Whoever stores them may have to do so more than once.
        if (!isDeepStrictEqual([...changes], [...changes])) {
          throw new Error('The changes are not the same when they are read again.');
        }
        for (const [key, value] of changes) {
          if (value === undefined) kept.delete(key);
          else kept.set(key, stored(value));
        }
        return keyed.load(
          stored(keyed.head(state)),
          new Map([...kept].map(([key, value]) => [key, stored(value)])),
        );
      },
    });
    same(resumed, run(chunks));
  }

  function mergedHalves(all: I[]): void {
    const { machine } = operator;
    const open = (part: readonly I[]): unknown => {
      const state = machine.init();
      machine.step(state, { rows: part, watermark: -Infinity, rejected: NONE_REJECTED });
      return state;
    };
    const finite = inOrder(all);
    const halves = [finite.filter((_, i) => i % 3 === 0), finite.filter((_, i) => i % 3 !== 0)] as const;
    const end = { rows: [], watermark: Infinity, rejected: NONE_REJECTED };
    const expected = machine.step(open(finite), end).rows.map(plain).join('\n');
    for (const [a, b] of [halves, [halves[1], halves[0]] as const]) {
      const merged = machine.merge?.(open(a), open(b));
      const got = machine.step(merged, end).rows.map(plain).join('\n');
      if (got !== expected) throw new Error(`Merged:\n${got}\nWhole:\n${expected}`);
    }
  }
}

const stored = (value: unknown): unknown => deserialize(serialize(value));

function same(got: Outcome<unknown>, expected: Outcome<unknown>): void {
  const [a, b] = [got, expected].map((outcome) =>
    [...outcome.rows.map(textOf), '--- rejected', ...outcome.rejected.map(plain).sort()].join('\n'),
  );
  if (a !== b) throw new Error(`Got:\n${a}\nExpected:\n${b}`);
  if (plain(got.balance) !== plain(expected.balance))
    throw new Error(`Tallies differ: ${plain(got.balance)}`);
}

/** Rows that were put in order are texts already. */
const textOf = (row: unknown): string => (typeof row === 'string' ? row : plain(row));

const unordered = <O>({ rows, rejected, balance }: Outcome<O>): Outcome<string> => ({
  rows: rows.map(plain).sort(),
  rejected,
  balance,
});

/**
 * Runs an operator over one batch, for tests of what does not depend on time.
 *
 * @example
 * ```ts
 * import { where } from 'tidemark';
 * import { runOnce } from 'tidemark/testing';
 *
 * runOnce(where(({ time }: { time: number }) => time > 1), [{ time: 1 }, { time: 2 }]); // [{ time: 2 }]
 * ```
 */
export const runOnce = <I, O>(operator: Operator<I, O>, rows: readonly I[]): readonly O[] =>
  runBatches(operator, [{ rows, watermark: Infinity, rejected: NONE_REJECTED }]).rows;
