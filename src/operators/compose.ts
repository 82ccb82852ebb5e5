import type { Batch } from './batch.js';
import { defineOperator, type Machine, type Operator, type OperatorBalance } from './operator.js';

/**
 * Operators one after the other as a single operator, so that a runner has one machine and one state to keep.
 *
 * @example
 * ```ts
 * import { compose, count, top, tumbling } from 'tidemark/operators';
 *
 * const busiest = compose(
 *   tumbling({ size: '1m', by: ['section'], measures: { hits: count<{ time: number; section: string }>() } }),
 *   top({ by: 'hits', n: 10 }),
 * );
 * ```
 */
export function compose<A, B>(a: Operator<A, B>): Operator<A, B>;
export function compose<A, B, C>(a: Operator<A, B>, b: Operator<B, C>): Operator<A, C>;
export function compose<A, B, C, D>(a: Operator<A, B>, b: Operator<B, C>, c: Operator<C, D>): Operator<A, D>;
export function compose<A, B, C, D, E>(
  a: Operator<A, B>,
  b: Operator<B, C>,
  c: Operator<C, D>,
  d: Operator<D, E>,
): Operator<A, E>;
export function compose<A, B, C, D, E, F>(
  a: Operator<A, B>,
  b: Operator<B, C>,
  c: Operator<C, D>,
  d: Operator<D, E>,
  e: Operator<E, F>,
): Operator<A, F>;
export function compose<A, B, C, D, E, F, G>(
  a: Operator<A, B>,
  b: Operator<B, C>,
  c: Operator<C, D>,
  d: Operator<D, E>,
  e: Operator<E, F>,
  f: Operator<F, G>,
): Operator<A, G>;
export function compose(...operators: readonly Operator<never, unknown>[]): Operator<never, unknown>;
export function compose(...operators: readonly Operator<never, unknown>[]): Operator<never, unknown> {
  const machines = operators.map((operator) => operator.machine as Machine<unknown, unknown, unknown>);
  // What places the rows that come in; what follows places others.
  const grid = machines.find(regroups)?.grid;
  const machine: Machine<unknown, unknown, unknown[]> = {
    init: () => machines.map((one) => one.init()),
    step: (states, batch) =>
      machines.reduce<Batch<unknown>>((flowing, one, i) => one.step(states[i], flowing), batch),
    save: (states) => machines.map((one, i) => (one.save === undefined ? states[i] : one.save(states[i]))),
    load: (saved) =>
      machines.map((one, i) => {
        const state = (saved as readonly unknown[])[i];
        return one.load === undefined ? state : one.load(state);
      }),
    balance: (states) => chainBalance(machines, states) ?? { counted: 0, filtered: 0, rejected: 0 },
    unshown: (states) => unshownOf(machines, states),
    ...(grid !== undefined && { grid }),
    ...(machines.some((one) => one.regroups === true) && { regroups: true }),
  };
  const composed = defineOperator(
    operators.map((operator) => operator.operatorName).join(' ▸ '),
    machine,
    operators.map((operator) => operator.signature),
  );
  return Object.assign(composed, {
    parts: operators.flatMap((one) => one.parts ?? [one]),
    skips: operators.flatMap(({ skips }) => skips ?? []),
  });
}

const regroups = (machine: Machine<never, unknown, unknown>): boolean =>
  machine.grid !== undefined || machine.regroups === true;

/** Rows that came into a chain of machines and are in nothing that came out of its first windows so far. */
export function unshownOf(
  machines: readonly Machine<never, unknown, unknown>[],
  states: readonly unknown[],
): number {
  const first = machines.findIndex((machine) => machine.unshown !== undefined);
  return first === -1 ? 0 : (machines[first]?.unshown?.(states[first]) ?? 0);
}

/** What became of the rows that came into a chain of machines; undefined where none of them counts. */
export function chainBalance(
  machines: readonly Machine<never, unknown, unknown>[],
  states: readonly unknown[],
): OperatorBalance | undefined {
  // Behind the first windows the rows are no longer those that came in.
  const windows = machines.findIndex(regroups);
  const same = windows === -1 ? machines : machines.slice(0, windows + 1);
  const balances = same.flatMap((machine, i) => machine.balance?.(states[i]) ?? []);
  if (balances.length === 0) return undefined;
  return balances.reduce((sum, one) => ({
    counted: one.counted,
    filtered: sum.filtered + one.filtered,
    rejected: sum.rejected + one.rejected,
  }));
}
