import { describe, expect, onTestFinished } from 'vitest';
import type { Source } from '../../src/io/sources/source.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { type SourceSubject, sourceLaws } from '../../src/testing/source-laws.js';
import type { VirtualClock } from '../../src/testing/virtual-clock.js';
import { startAt } from '../support/start-at.js';
import { until } from '../support/until.js';
import { whileTimePasses } from '../support/while-time-passes.js';
import { contractLaws, type Exception } from './contract-laws.js';

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
  readonly make: () => Promise<SourceSubject<T>>;
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
        ...Object.fromEntries(sourceLaws(make).map((law) => [law.name, law.check])),

        'has lines to count': async () => {
          const { source } = await make();
          const run = source.read(startAt());
          await run[Symbol.asyncIterator]().next();
          expect(run.lines).toBeGreaterThanOrEqual(0);
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
