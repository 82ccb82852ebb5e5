import { map, Observable, type OperatorFunction } from 'rxjs';
import type { Batch } from './batch.js';
import type { NamedSkips } from './skips.js';

/** What became of the rows that a machine has seen since `init`; the parts add up to the rows that came in. */
export interface OperatorBalance {
  /** Rows passed on or counted in at least one window. */
  readonly counted: number;
  /** Rows left out on purpose. */
  readonly filtered: number;
  /** Rows that left through `rejected`. */
  readonly rejected: number;
}

/** From which instant a local clock is how many milliseconds ahead of UTC, in order; the first from -Infinity. */
export type LocalOffsets = readonly (readonly [from: number, milliseconds: number])[];

/** The grid of a windowing machine, for the laws and for documentation. */
export interface WindowGrid {
  readonly size: number;
  readonly every: number;
  readonly alignTo: number;
  /** Windows are whole days by this local clock, and `alignTo` is local too. */
  readonly offsets?: LocalOffsets;
}

/** The core of an operator: no clock, no I/O, no randomness, nothing shared between runs. */
export interface Machine<I, O, S> {
  init(): S;
  /** Folds one batch into the state, which it may change in place, and answers with what comes out. */
  step(state: S, batch: Batch<I>): Batch<O>;
  /** Structured-clonable form of the state; identity where it is plain already. */
  save?(state: S): unknown;
  load?(saved: unknown): S;
  /** Present on machines whose state may be large: another way to save and load it, by what has changed. */
  readonly keyed?: KeyedSaving<S>;
  /** Joins two states of disjoint inputs; present where the aggregate allows it. */
  merge?(into: S, from: S): S;
  /** Where the rows went. */
  balance?(state: S): OperatorBalance;
  /** How many of the rows that it has counted are in nothing that came out so far. */
  unshown?(state: S): number;
  /** What a reader may see of the state between two steps; good until the next one, unless it says otherwise. */
  view?(state: S): unknown;
  /** Present on machines that place rows in windows. */
  readonly grid?: WindowGrid;
  /** Set on machines without a grid whose rows are no longer those that came in. */
  readonly regroups?: true;
}

/** Saves a state as a small head and a large map of keys, of which only the changes are written. */
export interface KeyedSaving<S> {
  /** All but the keys. */
  head(state: S): unknown;
  /**
   * What has changed since the last call, at the first call everything; undefined means gone. Until the next step it may
   * be read as often as one likes.
   */
  delta(state: S): ReadonlyMap<string, unknown>;
  load(head: unknown, keys: ReadonlyMap<string, unknown>): S;
}

/** An ordinary RxJS operator that still knows its machine, so a runner can step, save and restore it. */
export interface Operator<I, O> extends OperatorFunction<Batch<I>, Batch<O>> {
  readonly operatorName: string;
  /** What its state means: a state that was saved under another meaning is of no use to it. */
  readonly signature: string;
  /** The state's type is known to the machine alone; a runner passes it through untouched. */
  readonly machine: Machine<I, O, unknown>;
  /** Of what `compose` made: the operators it was made of, so that a runner may keep their states apart. */
  readonly parts?: readonly Operator<never, unknown>[];
  /** What it has passed over of its rows since it was made, by measure, field or condition. */
  readonly skips?: readonly NamedSkips[];
}

/** The state of one running machine, where a runner can save and restore it between two batches. */
export interface Holder<S> {
  state: S;
}

/** Lifts a machine into RxJS over a state that the caller holds: one batch comes out for each that goes in. */
export const liftMachine = <I, O, S>(
  machine: Machine<I, O, S>,
  holder: Holder<S>,
): OperatorFunction<Batch<I>, Batch<O>> => map((batch) => machine.step(holder.state, batch));

/**
 * Makes a machine an operator for everybody's use: each subscription has a state of its own. `signature` names the
 * options that a saved state depends on: with another window length it starts afresh, with another threshold it does not.
 *
 * @example
 * ```ts
 * import { defineOperator, type Timed } from 'tidemark/operators';
 *
 * // Drops a row that has the time of the one before it.
 * export const changes = <T extends Timed>() =>
 *   defineOperator<T, T, { last: number }>('changes', {
 *     init: () => ({ last: -Infinity }),
 *     step(state, batch) {
 *       const rows = batch.rows.filter(({ time }) => {
 *         const isNew = time !== state.last;
 *         state.last = time;
 *         return isNew;
 *       });
 *       return { ...batch, rows };
 *     },
 *   });
 * ```
 */
export function defineOperator<I, O, S>(
  name: string,
  machine: Machine<I, O, S>,
  signature: unknown = null,
): Operator<I, O> {
  const operator: OperatorFunction<Batch<I>, Batch<O>> = (source) =>
    new Observable((subscriber) =>
      source.pipe(liftMachine(machine, { state: machine.init() })).subscribe(subscriber),
    );
  return Object.assign(operator, { operatorName: name, machine, signature: JSON.stringify(signature) });
}
