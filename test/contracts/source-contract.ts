import { describe, expect, onTestFinished } from 'vitest';
import type { Source } from '../../src/io/sources/source.js';
import type { Chunk } from '../../src/operators/chunk.js';
import type { VirtualClock } from '../../src/testing/virtual-clock.js';
import { collect } from '../support/collect.js';
import { startAfter, startAt } from '../support/start-at.js';
import { until } from '../support/until.js';
import { whileTimePasses } from '../support/while-time-passes.js';
import { contractLaws, type Exception } from './contract-laws.js';

/** A source that ends, and what it has to give: several rows, in more than one chunk. */
export interface FiniteSubject<T> {
  readonly source: Source<T>;
  readonly rows: readonly T[];
}

/** A source that waits for more. */
export interface LiveSubject<T> {
  readonly source: Source<T>;
  /** The clock that the source was given. */
  readonly clock: VirtualClock;
  /** Adds a few rows to the input, complete when this resolves, and answers with them. */
  append(): Promise<readonly T[]>;
}

export interface SourceContractOptions<T> {
  /** Called once in each test; what it opens, it closes with `onTestFinished`. */
  readonly make: () => Promise<FiniteSubject<T>>;
  readonly makeLive: () => Promise<LiveSubject<T>>;
  readonly skip?: readonly Exception[];
}

const rowsOf = <T>(chunks: readonly Chunk<T>[]): T[] => chunks.flatMap((chunk) => [...chunk.rows]);

/** What every source keeps, whatever it reads. */
export const sourceContract = <T>(name: string, options: SourceContractOptions<T>): void => {
  const { make, makeLive, skip } = options;

  /** A run of a live source, pulled by hand while time passes. */
  const startLive = async () => {
    const { source, clock, append } = await makeLive();
    const controller = new AbortController();
    const run = source.read(startAt(undefined, controller.signal))[Symbol.asyncIterator]();
    onTestFinished(async () => {
      controller.abort();
      await whileTimePasses(clock, Promise.resolve(run.return?.(undefined)));
    });
    const pull = () => whileTimePasses(clock, run.next());
    /** Pulls up to and including the next chunk that says the time. */
    const pullUntilNow = async (): Promise<Chunk<T>[]> => {
      const chunks: Chunk<T>[] = [];
      for (;;) {
        const { value, done } = await pull();
        if (done) throw new Error('A live source ended by itself.');
        chunks.push(value);
        if (value.now !== undefined) return chunks;
      }
    };
    return { clock, append, controller, run, pullUntilNow };
  };

  describe(`${name} keeps the contract of a source`, () => {
    contractLaws(
      {
        'yields its rows in order and ends': async () => {
          const { source, rows } = await make();
          const chunks = await collect(source.read(startAt()));
          expect(rowsOf(chunks)).toEqual(rows);
          expect(chunks.length, 'the subject must need more than one chunk').toBeGreaterThan(1);
        },

        'resumes from every position with exactly the rows that come after it': async () => {
          const { source, rows } = await make();
          const whole = await collect(source.read(startAt()));
          for (let chunks = 1; chunks <= whole.length; chunks++) {
            const before = whole.slice(0, chunks);
            const rest = await collect(source.read(startAfter(before)));
            expect(rowsOf(rest)).toEqual(rows.slice(rowsOf(before).length));
          }
        },

        'rejects after a resume what it would have rejected, at the same offsets': async () => {
          const { source } = await make();
          const whole = await collect(source.read(startAt()));
          const first = whole.slice(0, 1);
          const rest = await collect(source.read(startAfter(first)));
          const rejected = (chunks: readonly Chunk<T>[]) => chunks.flatMap((chunk) => [...chunk.rejected]);
          expect([...rejected(first), ...rejected(rest)]).toEqual(rejected(whole));
        },

        'never changes a position, or what it remembers, once it has given it away': async () => {
          const { source } = await make();
          const given: [said: unknown, then: unknown][] = [];
          for await (const { position, remembered } of source.read(startAt())) {
            given.push([[position, remembered], structuredClone([position, remembered])]);
          }
          for (const [said, then] of given) expect(said).toEqual(then);
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
          expect(got).toEqual(rows);
        },

        'can be closed without having been read, and read again after that': async () => {
          const { source, rows } = await make();
          await source.read(startAt()).close?.();
          expect(rowsOf(await collect(source.read(startAt())))).toEqual(rows);
        },

        'never changes rows that it has given away': async () => {
          const { source, rows } = await make();
          const given: T[] = [];
          for await (const chunk of source.read(startAt())) given.push(...chunk.rows);
          expect(given).toEqual(rows);
        },

        'ends without a chunk when it was aborted before the first pull': async () => {
          const { source } = await make();
          expect(await collect(source.read(startAt(undefined, AbortSignal.abort())))).toEqual([]);
        },

        'ends without a further chunk when it is aborted between two pulls': async () => {
          const { source } = await make();
          const controller = new AbortController();
          const run = source.read(startAt(undefined, controller.signal))[Symbol.asyncIterator]();
          expect((await run.next()).done).toBe(false);
          controller.abort();
          expect((await run.next()).done).toBe(true);
        },

        'gives every run of the same source all of its rows': async () => {
          const { source, rows } = await make();
          expect(rowsOf(await collect(source.read(startAt())))).toEqual(rows);
          expect(rowsOf(await collect(source.read(startAt())))).toEqual(rows);
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
          expect(runs.map((run) => run.rows)).toEqual([rows, rows]);
        },

        'can be read again after a consumer that left early': async () => {
          const { source, rows } = await make();
          for await (const _ of source.read(startAt())) break;
          expect(rowsOf(await collect(source.read(startAt())))).toEqual(rows);
        },

        'counts as lines what became rows and what was rejected': async () => {
          const { source } = await make();
          const run = source.read(startAt());
          const chunks = await collect(run);
          const out = chunks.reduce((sum, { rows, rejected }) => sum + rows.length + rejected.length, 0);
          expect(run.lines).toBe(out);
        },

        'says no time when it is not live': async () => {
          const { source } = await make();
          for await (const chunk of source.read(startAt())) expect(chunk).not.toHaveProperty('now');
        },

        'yields what is appended while it waits, each row once and in order': async () => {
          const { append, pullUntilNow } = await startLive();
          const expected: T[] = [];
          const got: T[] = [];
          for (let round = 0; round < 3; round++) {
            expected.push(...(await append()));
            got.push(...rowsOf(await pullUntilNow()));
            got.push(...rowsOf(await pullUntilNow()));
          }
          expect(got).toEqual(expected);
        },

        'says the time only when everything that was there before has been handed over': async () => {
          const { append, pullUntilNow } = await startLive();
          for (let round = 0; round < 3; round++) {
            const appended = await append();
            expect(rowsOf(await pullUntilNow())).toEqual(appended);
          }
        },

        'never says an earlier time than before, nor one that has not come': async () => {
          const { clock, append, pullUntilNow } = await startLive();
          let latest = Number.NEGATIVE_INFINITY;
          for (let round = 0; round < 4; round++) {
            if (round % 2 === 1) await append();
            const now = (await pullUntilNow()).at(-1)?.now ?? Number.NaN;
            expect(now).toBeGreaterThanOrEqual(latest);
            expect(now).toBeLessThanOrEqual(clock.now());
            latest = now;
          }
          expect(latest, 'time must pass').toBeGreaterThan(0);
        },

        'ends when it is aborted while it waits': async () => {
          const { clock, append, controller, run, pullUntilNow } = await startLive();
          await append();
          await pullUntilNow();
          const waiting = run.next();
          await until(() => clock.sleeping > 0);
          controller.abort();
          // Time stands still from here on: only the signal can end it.
          expect((await waiting).done).toBe(true);
          expect(clock.sleeping).toBe(0);
        },
      },
      skip,
    );
  });
};
