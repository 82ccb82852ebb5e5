import type { Emitted } from '../sink.js';

/** What every row has besides its fields. */
const OF_ALL = ['pipeline', 'stream', 'id'] as const;
/** Columns of one stream; what other fields hold is in the last one, as JSON. */
const MOST = 500;

/** Where the fields are that have no column any more. */
export const MORE = 'more_fields';

/** The fields of rows that are new among these names, in the order in which they come. */
export const newNames = (rows: readonly Emitted[], known: ReadonlySet<string>): readonly string[] => {
  const found = new Set<string>();
  for (const { row } of rows) for (const name of fieldsOf(row)) if (!known.has(name)) found.add(name);
  return [...found].slice(0, Math.max(0, MOST - known.size));
};

export const namesOfAll = (): readonly string[] => [...OF_ALL, MORE];

/** The value of a column in a row; undefined where it has none. Fields that are called as what every row has have `row_` before their names. */
export const cellOf = (emitted: Emitted, name: string, known: ReadonlySet<string>): unknown => {
  const { row } = emitted;
  if (name === MORE) return moreOf(row, known);
  if (isOfAll(name)) return emitted[name];
  if (!isRecord(row)) return name === 'row' ? row : undefined;
  const own = name.startsWith('row_') && isReserved(name.slice(4)) ? name.slice(4) : name;
  return Object.hasOwn(row, own) ? row[own] : undefined;
};

const moreOf = (row: unknown, known: ReadonlySet<string>): unknown => {
  if (known.size < MOST || !isRecord(row)) return undefined;
  const left = Object.keys(row).filter((key) => !known.has(columnOf(key)));
  return left.length === 0 ? undefined : Object.fromEntries(left.map((key) => [key, row[key]]));
};

function* fieldsOf(row: unknown): Generator<string, void, undefined> {
  if (!isRecord(row)) {
    yield 'row';
    return;
  }
  for (const key of Object.keys(row)) yield columnOf(key);
}

const columnOf = (key: string): string => (isReserved(key) ? `row_${key}` : key);

const isOfAll = (name: string): name is (typeof OF_ALL)[number] => OF_ALL.some((one) => one === name);

const isReserved = (name: string): boolean => isOfAll(name) || name === MORE;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
