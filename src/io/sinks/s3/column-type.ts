/** What the values of a column of Parquet are; `bigint`: whole numbers of which some are no safe ones; `json`: of several kinds, or nested, each as a text of JSON. */
export type ColumnType = 'boolean' | 'integer' | 'bigint' | 'number' | 'text' | 'instant' | 'json';

const INSTANTS: ReadonlySet<string> = new Set(['time', 'start', 'end']);

/** Whether numbers in a field of this name are epoch milliseconds. */
export const isInstant = (name: string): boolean => INSTANTS.has(name);

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** The narrowest type that a value has by itself; undefined where it is none. */
export const typeOfValue = (name: string, value: unknown): ColumnType | undefined => {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
    case 'bigint':
      return value >= LEAST && value <= MOST ? 'bigint' : 'json';
    case 'number':
      if (isInstant(name)) return Number.isNaN(new Date(value).getTime()) ? undefined : 'instant';
      // Beyond that two whole numbers are one: as a number with a fraction it is what it was.
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'integer' : 'number';
    case 'object':
      return value === null ? undefined : 'json';
    default:
      return undefined;
  }
};

/** The type that holds both, so that nothing is another value in it. */
export const widerType = (a: ColumnType | undefined, b: ColumnType): ColumnType => {
  if (a === undefined || a === b) return b;
  const both = [a, b].sort().join();
  if (both === 'bigint,integer') return 'bigint';
  return both === 'integer,number' ? 'number' : 'json';
};
