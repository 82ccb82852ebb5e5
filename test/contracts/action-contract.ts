import { describe, expect } from 'vitest';
import type { Action } from '../../src/io/actions/action.js';
import type { Timed } from '../../src/operators/batch.js';
import { contractLaws, type Exception } from './contract-laws.js';

export interface ActionSubject<I extends Timed, O extends Timed> {
  /** The action as a new process has it, in the same world. */
  open(): Action<I, O>;
  /** Rows of different things, two or more; the world is ready for all of them. */
  readonly rows: readonly I[];
  /** Whether an outcome says that it went well. */
  isGood(outcome: O): boolean;
  /** What there is in the world, but for when it came there. */
  world(): Promise<unknown>;
  /** Lets what is performed from here on fail, until the answer is called. */
  fail(): Promise<() => Promise<void>>;
  /** Lets what is performed from here on last until it is aborted, or the answer is called. Absent where a test has no hand in that. */
  hang?(): Promise<() => Promise<void>>;
}

export interface ActionContractOptions<I extends Timed, O extends Timed> {
  /** Called once or more in each test: the same world as at the beginning each time. What it opens, it closes with `onTestFinished`. */
  readonly make: () => Promise<ActionSubject<I, O>>;
  readonly skip?: readonly Exception[];
}

/** An attempt that nobody gives up. */
const attempt = (again = false, signal = new AbortController().signal) => ({ signal, again });

/** What every action keeps, whatever it does. */
export const actionContract = <I extends Timed, O extends Timed>(
  name: string,
  { make, skip }: ActionContractOptions<I, O>,
): void => {
  /** What performing each row once, and finishing it, leaves. */
  const done = async (finished: boolean): Promise<unknown> => {
    const { open, rows, world } = await make();
    const action = open();
    for (const row of rows) {
      const outcome = await action.perform(row, attempt());
      if (finished) await action.finish?.(row, outcome);
    }
    return world();
  };

  describe(`${name} keeps the contract of an action`, () => {
    contractLaws(
      {
        'resolves with a good outcome where all is well': async () => {
          const { open, rows, isGood } = await make();
          const action = open();
          for (const row of rows) expect(isGood(await action.perform(row, attempt()))).toBe(true);
        },

        'resolves with an outcome of its own also where the world fails': async () => {
          const { open, rows, isGood, fail } = await make();
          await fail();
          const action = open();
          for (const row of rows) expect(isGood(await action.perform(row, attempt()))).toBe(false);
        },

        'gives outcomes with a time: that of the row, where it says so': async () => {
          const { open, rows, fail } = await make();
          const action = open();
          const outcomes: [I, O | undefined][] = [];
          for (const row of rows) {
            outcomes.push([row, await action.perform(row, attempt())]);
            outcomes.push([row, action.missed(row, 'running')], [row, action.missed(row, 'crash')]);
          }
          await fail();
          for (const row of rows) outcomes.push([row, await action.perform(row, attempt())]);
          for (const [row, outcome] of outcomes) {
            if (outcome === undefined) continue;
            expect(Number.isFinite(outcome.time)).toBe(true);
            if (action.keepsTime) expect(outcome.time).toBe(row.time);
          }
        },

        'has rows and outcomes that a store can keep': async () => {
          const { open, rows, fail } = await make();
          const action = open();
          const kept = async (): Promise<void> => {
            for (const row of rows) {
              expect(structuredClone(row)).toEqual(row);
              const said = [action.missed(row, 'running'), await action.perform(row, attempt())];
              for (const outcome of said) expect(structuredClone(outcome)).toEqual(outcome);
            }
          };
          await kept();
          await fail();
          await kept();
        },

        'has one key for each thing, the same for a row that a store has kept and in a new process':
          async () => {
            const { open, rows } = await make();
            const action = open();
            expect(new Set(rows.map((row) => action.key(row))).size).toBe(rows.length);
            for (const row of rows) {
              const key = action.key(row);
              await action.perform(row, attempt());
              expect([action.key(row), open().key(structuredClone(row))]).toEqual([key, key]);
            }
          },

        'touches nothing for a row that it only names or misses, and never changes one': async () => {
          const { open, rows, world } = await make();
          const action = open();
          const [before, given] = [await world(), structuredClone(rows)];
          for (const row of rows) {
            action.key(row);
            action.missed(row, 'running');
            action.missed(row, 'crash');
          }
          expect(await world()).toEqual(before);
          for (const row of rows) await action.finish?.(row, await action.perform(row, attempt()));
          expect(rows).toEqual(given);
        },

        'leaves the same when rows are performed at once as one after the other': async () => {
          const { open, rows, isGood, world } = await make();
          const action = open();
          const outcomes = await Promise.all(rows.map((row) => action.perform(row, attempt())));
          expect(outcomes.every(isGood)).toBe(true);
          expect(await world()).toEqual(await done(false));
        },

        'leaves nothing twice when a new process performs again what was performed': async () => {
          const { open, rows, isGood, world } = await make();
          const action = open();
          for (const row of rows) await action.perform(row, attempt());
          const next = open();
          for (const row of rows) {
            expect(isGood(await next.perform(structuredClone(row), attempt(true)))).toBe(true);
          }
          expect(await world()).toEqual(await done(false));
        },

        'performs again what was never begun, or failed, as if for the first time': async () => {
          const { open, rows, isGood, world, fail } = await make();
          const heal = await fail();
          const action = open();
          for (const row of rows.slice(1)) await action.perform(row, attempt());
          await heal();
          const next = open();
          for (const row of rows) {
            expect(isGood(await next.perform(structuredClone(row), attempt(true)))).toBe(true);
          }
          expect(await world()).toEqual(await done(false));
        },

        'ends soon when it is aborted, before it was begun or while it lasts': async () => {
          const { open, rows, hang } = await make();
          await hang?.();
          const action = open();
          for (const row of rows) {
            await action.perform(row, attempt(false, AbortSignal.abort())).catch(() => undefined);
            const controller = new AbortController();
            const performing = action.perform(row, attempt(false, controller.signal));
            controller.abort();
            await performing.catch(() => undefined);
          }
        },

        'performs again what was aborted, and leaves what performing once leaves': async () => {
          const { open, rows, isGood, world, hang } = await make();
          const goOn = await hang?.();
          const action = open();
          for (const row of rows) {
            const controller = new AbortController();
            const performing = action.perform(row, attempt(false, controller.signal));
            controller.abort();
            await performing.catch(() => undefined);
          }
          await goOn?.();
          const next = open();
          for (const row of rows) {
            expect(isGood(await next.perform(structuredClone(row), attempt(true)))).toBe(true);
          }
          expect(await world()).toEqual(await done(false));
        },

        'may be told twice to finish, the second time by a new process': async () => {
          const { open, rows, world } = await make();
          const action = open();
          for (const row of rows) {
            const outcome = await action.perform(row, attempt());
            await action.finish?.(row, outcome);
            await open().finish?.(structuredClone(row), structuredClone(outcome));
          }
          expect(await world()).toEqual(await done(true));
        },

        'loses nothing when what failed is finished: it can be performed when the world is well again':
          async () => {
            const { open, rows, isGood, world, fail } = await make();
            const heal = await fail();
            const action = open();
            for (const row of rows) await action.finish?.(row, await action.perform(row, attempt()));
            await heal();
            for (const row of rows) {
              const outcome = await action.perform(row, attempt());
              expect(isGood(outcome)).toBe(true);
              await action.finish?.(row, outcome);
            }
            expect(await world()).toEqual(await done(true));
          },

        'can be closed, with and without having performed anything, and what it did stays': async () => {
          const { open, rows, world } = await make();
          await open().close?.();
          const action = open();
          for (const row of rows) await action.perform(row, attempt());
          await action.close?.();
          expect(await world()).toEqual(await done(false));
        },
      },
      skip,
    );
  });
};
