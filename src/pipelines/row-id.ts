import { createHash } from 'node:crypto';
import { isTransition } from '../operators/alert/alert-options.js';
import { WindowRow } from '../operators/windows/window-row.js';

/**
 * An id from pipeline, stream, key and window, never from a counter: the same row has the same id in every run.
 * It can be read (`access-log/sections/1431857100000-1431857110000//blog`), and is safe in a header and in a log:
 * keys with other characters, and long ones, stand in it as their hash. An early row's window has `@` and the instant.
 */
export function rowId(pipeline: string, stream: string, row: unknown): string {
  const origin = WindowRow.originOf(row);
  if (row instanceof WindowRow && origin !== undefined) {
    const { earlyAt } = origin;
    const shown = earlyAt === undefined ? '' : `@${earlyAt}`;
    const window = `${pipeline}/${stream}/${row.start}-${row.end}${shown}`;
    return origin.key === '' ? window : `${window}/${safe(origin.key)}`;
  }
  if (isTransition(row)) {
    const alert = row.alert === undefined ? '' : `/${safe(row.alert)}`;
    const change = `${pipeline}/${stream}${alert}/${row.time}/${row.state}${row.reminder === true ? '-reminder' : ''}`;
    return row.key === undefined ? change : `${change}/~${hash(text(row.key))}`;
  }
  // Without a window, a row is what it says.
  const time = typeof row === 'object' && row !== null && 'time' in row ? String(row.time) : '-';
  return `${pipeline}/${stream}/${time}/${hash(text(row))}`;
}

const safe = (key: string): string => (/^[\w./:-][\w./:~-]{0,63}$/.test(key) ? key : `~${hash(key)}`);

/** Every value that the sinks can write has a text; bigints are written as theirs. */
const text = (value: unknown): string =>
  // Undefined for undefined, functions and symbols, which its type does not say.
  (JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) as
    | string
    | undefined) ?? '';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
