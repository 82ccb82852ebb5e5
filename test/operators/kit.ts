import type { Transition } from '../../src/operators/alert/alert-options.js';
import type { Batch, Timed } from '../../src/operators/batch.js';
import type { Chunk } from '../../src/operators/chunk.js';
import type { Operator } from '../../src/operators/operator.js';
import { NONE_REJECTED, type Rejected } from '../../src/operators/rejected.js';
import { type EventTimeOptions, eventTime } from '../../src/operators/time/event-time.js';
import { chunkOf } from '../../src/testing/run-chunks.js';

/** Instants are written in seconds in these tests, as people count; rows have milliseconds. */
export const seconds = (time: number): number => time * 1000;

export interface Row extends Timed {
  readonly [field: string]: unknown;
}

/** A row at this second. */
export const at = <F extends object>(second: number, fields?: F): { readonly time: number } & F =>
  ({ time: seconds(second), ...fields }) as { readonly time: number } & F;

/** Rows at these seconds. */
export const rowsAt = (...times: readonly number[]): { readonly time: number }[] =>
  times.map((time) => at(time));

/** A batch of rows, with its watermark in seconds. */
export const batch = <T>(rows: readonly T[], watermark: number, more: Partial<Batch<T>> = {}): Batch<T> => ({
  rows,
  watermark: seconds(watermark),
  rejected: NONE_REJECTED,
  ...more,
});

/** A chunk of rows at these seconds. */
export const chunk = (times: readonly number[], more: Partial<Chunk<Timed>> = {}): Chunk<Timed> =>
  chunkOf(rowsAt(...times), more);

/** A look at the clock, in seconds, that found no more rows. */
export const look = (now: number): Chunk<never> => chunkOf<never>([], { now: seconds(now) });

/** Every batch that comes out of a machine. */
export function stepAll<I, O>(operator: Operator<I, O>, batches: readonly Batch<I>[]): Batch<O>[] {
  const state = operator.machine.init();
  return batches.map((one) => operator.machine.step(state, one));
}

/** Every batch that comes out of event time, which believes each row, and one operator. */
export function stepChunks<I extends Timed, O>(
  operator: Operator<I, O>,
  chunks: readonly Chunk<I>[],
  options: EventTimeOptions = {},
): Batch<O>[] {
  const time = eventTime<I>({ confirm: 1, ...options }).machine;
  const state = time.init();
  return stepAll(
    operator,
    chunks.flatMap((one) => time.step(state, one)),
  );
}

export const rowsOf = <O>(batches: readonly Batch<O>[]): O[] => batches.flatMap(({ rows }) => rows);

export const rejectedOf = (batches: readonly Batch<unknown>[]): Rejected[] =>
  batches.flatMap(({ rejected }) => rejected);

/** `late 12`: the reason, and the second of the row. */
export const reasonsOf = (batches: readonly Batch<unknown>[]): string[] =>
  rejectedOf(batches).map(({ reason, time }) => `${reason} ${(time ?? Number.NaN) / 1000}`);

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A window as `[0 10) hits=3 partial`, its bounds in seconds, keys and measures in their order. */
export function windowText(row: object): string {
  const { start, end, partial, ...fields } = row as Record<string, unknown>;
  const bounds = `[${Number(start) / 1000} ${Number(end) / 1000})`;
  const values = Object.entries(fields).map(([name, value]) => `${name}=${valueText(value)}`);
  return [bounds, ...values, ...(partial === true ? ['partial'] : [])].join(' ');
}

export const windowTexts = (batches: readonly Batch<object>[]): string[] => rowsOf(batches).map(windowText);

/** A transition as `12 ok → firing 5`: its second, the states, the value, and how it is marked. */
export function transitionText(transition: Transition): string {
  const { time, was, state, value, key, initial, reminder } = transition;
  return [
    `${time / 1000}`,
    ...(key === undefined ? [] : [Object.values(key).map(String).join('/')]),
    `${was} → ${state}`,
    ...(value === null ? [] : [`${value}`]),
    ...(initial === true ? ['initial'] : []),
    ...(reminder === true ? ['reminder'] : []),
  ].join(' ');
}

export const transitionTexts = (batches: readonly Batch<Transition>[]): string[] =>
  rowsOf(batches).map(transitionText);
