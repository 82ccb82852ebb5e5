import { printable } from '../../io/text/printable.js';
import type { Transition } from '../../operators/alert/alert-options.js';
import { WindowRow } from '../../operators/windows/window-row.js';

const WIDTH = 160;

/** Milliseconds since the start of the feeds, in seconds. */
export const shownTime = (sinceStart: number): string => `${sinceStart / 1000}s`;

const json = (value: unknown): string =>
  // Undefined for what has no JSON, which its type does not say.
  (JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) as
    | string
    | undefined) ?? 'nothing';

/** A value as people write it in a config, in one line that cannot hurt a terminal. */
export const shownValue = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? shownFields(Object.entries(value))
    : printable(json(value ?? null), WIDTH);

export const shownFields = (fields: Iterable<readonly [string, unknown]>): string => {
  const inner = Array.from(fields, ([name, value]) => `${name}: ${json(value ?? null)}`).join(', ');
  return printable(inner === '' ? '{}' : `{ ${inner} }`, WIDTH);
};

/** `at 60s: firing, value 1220 { section: "/" }`. Times are milliseconds since the start of the feeds. */
export const shownTransition = (transition: Transition, sinceStart: number): string => {
  const { state, value, key, initial, reminder } = transition;
  const marks = `${initial === true ? ' (initial)' : ''}${reminder === true ? ' (reminder)' : ''}`;
  const of = key === undefined ? '' : ` ${shownValue(key)}`;
  return `at ${shownTime(sinceStart)}: ${state}${marks}${value === null ? '' : `, value ${value}`}${of}`;
};

/** `at 10s: { section: "/", hits: 20 }`; of a window, when it starts. */
export const shownRow = (row: unknown, sinceStart: number): string => {
  if (typeof row !== 'object' || row === null) return shownValue(row);
  const hidden: readonly string[] = row instanceof WindowRow ? ['start', 'end', 'time'] : ['time'];
  const fields = Object.entries(row).filter(([name]) => !hidden.includes(name));
  return `at ${shownTime(sinceStart)}: ${shownFields(fields)}`;
};
