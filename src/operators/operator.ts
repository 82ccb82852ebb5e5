import { defer, map, type OperatorFunction } from 'rxjs';
import type { Batch } from './batch.js';

/** What became of the rows that a machine has seen since `init`; the parts add up to the rows that came in. */
export interface Tally {
  /** Rows passed on or counted in at least one window. */
  readonly counted: number;
  /** Rows left out on purpose. */
  readonly filtered: number;
  /** Rows that left through `rejected`. */
  readonly rejected: number;
}

/** The grid of a windowing machine, for the laws and for documentation. */
export interface WindowGrid {
  readonly size: number;
  readonly every: number;
  readonly alignTo: number;
}

/** The core of an operator: no clock, no I/O, no randomness, nothing shared between runs. */
export interface Machine<I, O, S> {
  init(): S;
  /** Folds one batch into the state, which it may change in place, and answers with what comes out. */
  step(state: S, batch: Batch<I>): Batch<O>;
  /** Structured-clonable form of the state; identity where it is plain already. */
  save?(state: S): unknown;
  load?(saved: unknown): S;
  /** For large keyed states: what changed since the last call, by key; undefined means gone. */
  delta?(state: S): Iterable<readonly [key: string, value: unknown]>;
  /** Joins two states of disjoint inputs; present where the aggregate allows it. */
  merge?(into: S, from: S): S;
  /** Where the rows went. */
  tally?(state: S): Tally;
  /** Present on machines that place rows in windows. */
  readonly grid?: WindowGrid;
}

/** An ordinary RxJS operator that still knows its machine, so a runner can step, save and restore it. */
export type Operator<I, O> = OperatorFunction<Batch<I>, Batch<O>> & {
  readonly operatorName: string;
  /** The state's type is known to the machine alone; a runner passes it through untouched. */
  readonly machine: Machine<I, O, unknown>;
};

/** The state of one running machine, where a runner can save and restore it between two batches. */
export interface Holder<S> {
  state: S;
}

/** Lifts a machine into RxJS over a state that the caller holds: one batch comes out for each that goes in. */
export const liftMachine = <I, O, S>(
  machine: Machine<I, O, S>,
  holder: Holder<S>,
): OperatorFunction<Batch<I>, Batch<O>> => map((batch) => machine.step(holder.state, batch));

/** Makes a machine an operator for everybody's use: each subscription has a state of its own. */
export function defineOperator<I, O, S>(name: string, machine: Machine<I, O, S>): Operator<I, O> {
  const operator: OperatorFunction<Batch<I>, Batch<O>> = (source) =>
    defer(() => source.pipe(liftMachine(machine, { state: machine.init() })));
  return Object.assign(operator, { operatorName: name, machine });
}
