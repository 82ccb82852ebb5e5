import { snakeCase } from '../../io/codecs/fields/snake-case.js';
import { timeReader } from '../../io/codecs/time/time-format.js';

const MOST_LINES = 20;
const MOST_BYTES = 256 * 1024;
const DEEPEST = 3;
/** A number that is no time may be as large: only what lies between 2000 and 2100 is taken for one. */
const EARLIEST = Date.UTC(2000);
const LATEST = Date.UTC(2100);

/** The field of JSON lines that holds a time in each of the first of them, under the name that rows have for it; undefined where none does. */
export const timeFieldIn = (bytes: Buffer): string | undefined => {
  const lines = bytes.toString('utf8', 0, MOST_BYTES).split('\n').slice(0, MOST_LINES);
  const objects = lines.flatMap(objectOf);
  const [first] = objects;
  if (first === undefined) return undefined;
  const counts = new Map<string, number>();
  for (const object of objects) {
    for (const name of new Set(timesIn(object))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return timesIn(first).find((name) => counts.get(name) === objects.length);
};

const objectOf = (line: string): readonly object[] => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : [];
  } catch {
    return [];
  }
};

const timesIn = (object: object, before = '', depth = 1): readonly string[] =>
  Object.entries(object).flatMap(([key, value]: [string, unknown]) => {
    const name = `${before}${snakeCase(key)}`;
    if (typeof value === 'object' && value !== null) {
      return depth < DEEPEST && !Array.isArray(value) ? timesIn(value, `${name}_`, depth + 1) : [];
    }
    const time = readTime(value);
    return time >= EARLIEST && time < LATEST ? [name] : [];
  });

const readTime = timeReader({});
