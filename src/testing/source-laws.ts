import assert from 'node:assert/strict';
import type { Source, SourceStart } from '../io/sources/source.js';
import type { Chunk } from '../operators/chunk.js';
import { type ContractLaw, contractLaws } from './contract-law.js';

/** A source that ends, and what it has to give: several rows, in more than one chunk. */
export interface SourceSubject<T> {
  readonly source: Source<T>;
  readonly rows: readonly T[];
}

/**
 * What every source that ends keeps, whatever it reads: all rows in their order, from any position exactly the rest, runs
 * that know nothing of each other, and an end soon after it is asked to stop. `make` is called once for each law.
 *
 * @example
 * ```ts
 * import type { Source, Timed } from 'tidemark';
 * import { sourceLaws } from 'tidemark/testing';
 * import { test } from 'vitest';
 *
 * const rows = [{ time: 1_000 }, { time: 2_000 }];
 * const source: Source<Timed> = {
 *   async *read({ position, stop }) {
 *     for (let n = Number(position ?? 0); n < rows.length && !stop.aborted; n++) {
 *       yield { rows: rows.slice(n, n + 1), rejected: [], position: n + 1 };
 *     }
 *   },
 * };
 * for (const law of sourceLaws(async () => ({ source, rows }))) test(law.name, () => law.check());
 * ```
 */
export const sourceLaws = <T>(make: () => Promise<SourceSubject<T>>): readonly ContractLaw[] =>
  contractLaws({
    'yields its rows in order and ends': async () => {
      const { source, rows } = await make();
      const chunks = await collect(source.read(startAt()));
      assert.deepEqual(rowsOf(chunks), rows);
      assert.ok(chunks.length > 1, 'the subject must need more than one chunk');
    },

    'resumes from every position with exactly the rows that come after it': async () => {
      const { source, rows } = await make();
      const whole = await collect(source.read(startAt()));
      for (let chunks = 1; chunks <= whole.length; chunks++) {
        const before = whole.slice(0, chunks);
        const rest = await collect(source.read(startAfter(before)));
        assert.deepEqual(rowsOf(rest), rows.slice(rowsOf(before).length));
      }
    },

    'rejects after a resume what it would have rejected, at the same offsets': async () => {
      const { source } = await make();
      const whole = await collect(source.read(startAt()));
      const first = whole.slice(0, 1);
      const rest = await collect(source.read(startAfter(first)));
      const rejected = (chunks: readonly Chunk<T>[]) => chunks.flatMap((chunk) => [...chunk.rejected]);
      assert.deepEqual([...rejected(first), ...rejected(rest)], rejected(whole));
    },

    'never changes a position, or what it remembers, once it has given it away': async () => {
      const { source } = await make();
      const given: [said: unknown, then: unknown][] = [];
      for await (const { position, remembered } of source.read(startAt())) {
        given.push([[position, remembered], structuredClone([position, remembered])]);
      }
      for (const [said, then] of given) assert.deepEqual(said, then);
    },

    'is told what is committed while it is read and after its end, until it is closed': async () => {
      const { source, rows } = await make();
      const run = source.read(startAt());
      const got: T[] = [];
      let last: unknown;
      for await (const chunk of run) {
        got.push(...chunk.rows);
        last = chunk.position;
        await run.acknowledge?.(last);
      }
      await run.acknowledge?.(last);
      await run.close?.();
      assert.deepEqual(got, rows);
    },

    'can be closed without having been read, and read again after that': async () => {
      const { source, rows } = await make();
      await source.read(startAt()).close?.();
      assert.deepEqual(rowsOf(await collect(source.read(startAt()))), rows);
    },

    'never changes rows that it has given away': async () => {
      const { source, rows } = await make();
      const given: T[] = [];
      for await (const chunk of source.read(startAt())) given.push(...chunk.rows);
      assert.deepEqual(given, rows);
    },

    'ends without a chunk when it was aborted before the first pull': async () => {
      const { source } = await make();
      assert.deepEqual(await collect(source.read(startAt(undefined, AbortSignal.abort()))), []);
    },

    'ends without a further chunk when it is aborted between two pulls': async () => {
      const { source } = await make();
      const controller = new AbortController();
      const run = source.read(startAt(undefined, controller.signal))[Symbol.asyncIterator]();
      assert.equal((await run.next()).done, false);
      controller.abort();
      assert.equal((await run.next()).done, true);
    },

    'gives every run of the same source all of its rows': async () => {
      const { source, rows } = await make();
      assert.deepEqual(rowsOf(await collect(source.read(startAt()))), rows);
      assert.deepEqual(rowsOf(await collect(source.read(startAt()))), rows);
    },

    'keeps two runs at the same time apart': async () => {
      const { source, rows } = await make();
      const runs = [source.read(startAt()), source.read(startAt())].map((run) => ({
        iterator: run[Symbol.asyncIterator](),
        rows: [] as T[],
      }));
      for (let open = runs; open.length > 0; ) {
        const still: typeof runs = [];
        for (const run of open) {
          const { value, done } = await run.iterator.next();
          if (done) continue;
          run.rows.push(...value.rows);
          still.push(run);
        }
        open = still;
      }
      assert.deepEqual(
        runs.map((run) => run.rows),
        [rows, rows],
      );
    },

    'can be read again after a consumer that left early': async () => {
      const { source, rows } = await make();
      for await (const _ of source.read(startAt())) break;
      assert.deepEqual(rowsOf(await collect(source.read(startAt()))), rows);
    },

    'counts as lines what became rows and what was rejected': async () => {
      const { source } = await make();
      const run = source.read(startAt());
      const chunks = await collect(run);
      const out = chunks.reduce((sum, { rows, rejected }) => sum + rows.length + rejected.length, 0);
      assert.equal(run.lines ?? out, out);
    },

    'says no time when it is not live': async () => {
      const { source } = await make();
      for await (const chunk of source.read(startAt())) assert.equal(chunk.now, undefined);
    },
  });

const rowsOf = <T>(chunks: readonly Chunk<T>[]): T[] => chunks.flatMap((chunk) => [...chunk.rows]);

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
};

const startAt = (position?: unknown, stop = new AbortController().signal): SourceStart => ({
  position,
  remembered: new Map(),
  stop,
  abandon: new AbortController().signal,
  view: { view: () => undefined },
});

/** The start of a run after these chunks, as a store gives it back. */
const startAfter = (chunks: readonly Chunk<unknown>[]): SourceStart => {
  const remembered = new Map<string, unknown>();
  for (const chunk of chunks) {
    for (const [key, value] of chunk.remembered ?? []) {
      if (value === undefined) remembered.delete(key);
      else remembered.set(key, value);
    }
  }
  return { ...startAt(structuredClone(chunks.at(-1)?.position)), remembered: structuredClone(remembered) };
};
