import type { Emitted } from './sink.js';

/** Instants are epoch milliseconds inside; these fields leave as ISO-8601. */
const INSTANT_FIELDS: ReadonlySet<string> = new Set(['start', 'end', 'time']);
const OURS: ReadonlySet<string> = new Set(['pipeline', 'stream', 'id']);

/**
 * One JSON object per line: `pipeline`, `stream`, `id`, then the row's own enumerable fields in their order. Numbers
 * in `instantFields`, of the row and of the elements of its `because`, are written as ISO-8601 in UTC with
 * milliseconds. Numbers that JSON cannot hold and instants beyond what a Date can show become null; a row's field
 * with one of our three names is written as `row_<name>`.
 *
 * @example
 * ```ts
 * import { fileSink, jsonLines } from 'tidemark';
 *
 * const sink = fileSink({ path: 'alerts.jsonl', format: jsonLines(new Set(['time', 'seen_at'])) });
 * ```
 */
export const jsonLines =
  (instantFields: ReadonlySet<string> = INSTANT_FIELDS) =>
  (rows: readonly Emitted[]): string => {
    let text = '';
    for (const { pipeline, stream, id, row } of rows) {
      text += `{"pipeline":${JSON.stringify(pipeline)},"stream":${JSON.stringify(stream)},"id":${JSON.stringify(id)}`;
      text += isRecord(row) ? rowMembers(row, instantFields) : member('row', row);
      text += '}\n';
    }
    return text;
  };

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rowMembers = (row: Fields, instantFields: ReadonlySet<string>): string => {
  let text = '';
  for (const key of Object.keys(row)) {
    const value = row[key];
    const name = OURS.has(key) ? freeName(key, row) : key;
    if (instantFields.has(key)) text += instantMember(name, value);
    else if (key === 'because' && Array.isArray(value)) text += becauseMember(name, value, instantFields);
    else text += member(name, value);
  }
  return text;
};

/** A name that no field of the row has: an object with one name twice loses a value in most readers. */
const freeName = (key: string, row: Fields): string => {
  let name = `row_${key}`;
  while (Object.hasOwn(row, name)) name = `row_${name}`;
  return name;
};

const becauseMember = (
  name: string,
  panes: readonly unknown[],
  instantFields: ReadonlySet<string>,
): string => {
  const written = panes.map((pane) => {
    if (!isRecord(pane)) return json(pane) ?? 'null';
    let members = '';
    for (const key of Object.keys(pane)) {
      members += instantFields.has(key) ? instantMember(key, pane[key]) : member(key, pane[key]);
    }
    return `{${members.slice(1)}}`;
  });
  return `,${JSON.stringify(name)}:[${written.join(',')}]`;
};

const instantMember = (name: string, value: unknown): string =>
  typeof value === 'number' ? `${label(name)}${instant(value)}` : member(name, value);

/** The instants written last: the rows of one window share theirs, and writing one costs more than the rest of a row. */
const written: { time: number; text: string }[] = [];
const REMEMBERED = 4;

const instant = (time: number): string => {
  for (const one of written) if (one.time === time) return one.text;
  const date = new Date(time);
  const text = Number.isNaN(date.getTime()) ? 'null' : `"${date.toISOString()}"`;
  if (written.length === REMEMBERED) written.shift();
  written.push({ time, text });
  return text;
};

/** With its leading comma; nothing for a value that JSON has no word for. */
const member = (name: string, value: unknown): string => {
  const written = json(value);
  return written === undefined ? '' : `${label(name)}${written}`;
};

const labels = new Map<string, string>();
/** Rows of one stream have the same few names; names from data, which know no end, are not remembered. */
const MOST_LABELS = 256;

const label = (name: string): string => {
  let text = labels.get(name);
  if (text === undefined) {
    text = `,${JSON.stringify(name)}:`;
    if (labels.size < MOST_LABELS) labels.set(name, text);
  }
  return text;
};

const json = (value: unknown): string | undefined =>
  // Undefined for undefined, functions and symbols, which its type does not say.
  typeof value === 'number' && Number.isFinite(value)
    ? String(value)
    : typeof value === 'string'
      ? JSON.stringify(value)
      : (JSON.stringify(value, bigintsAsText) as string | undefined);

const bigintsAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;
