import { TidemarkError } from '../../../operators/tidemark-error.js';

/** Where a value lies in a JSON object: `user.id`, `items[0].name`, `"a.b".c`. */
export interface JsonPath {
  /** As it is written: an object may have all of it as one key. */
  readonly text: string;
  readonly steps: readonly (string | number)[];
}

const STEP = /\.?(?:([^.[\]"]+)|"((?:[^"\\]|\\.)*)"|\[(\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\])/y;

/** Reads a path once; throws `bad-options` if it is none. */
export function jsonPath(text: string): JsonPath {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    const match = text.startsWith('.', at) && at === 0 ? null : STEP.exec(text);
    if (match === null) throw unreadable(text);
    const [, plain, quoted, index, bracketed] = match;
    const key = quoted ?? bracketed;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(key === undefined ? (plain as string) : key.replace(/\\(.)/g, '$1'));
  }
  if (steps.length === 0) throw unreadable(text);
  return { text, steps };
}

/** The value there, or undefined. Only own properties count. */
export function valueAt(object: object, path: JsonPath): unknown {
  let value: unknown = object;
  for (const step of path.steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return Object.hasOwn(object, path.text) ? (object as Record<string, unknown>)[path.text] : undefined;
    }
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function unreadable(text: string): TidemarkError {
  return new TidemarkError(
    'bad-options',
    `"${text}" is no path into a JSON object; write for example user.id, items[0].name or "a.b".c.`,
  );
}
