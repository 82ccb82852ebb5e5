import type { Compiled } from './compiled.js';
import { typeName } from './expression-type.js';

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** The literal as it would have to be for a value of the other kind; undefined where there is no such thing. */
const converted = (literal: unknown, wanted: Compiled): string | undefined => {
  if (wanted.type === 'string' && typeof literal !== 'object') return JSON.stringify(String(literal));
  if (typeof literal !== 'string') return undefined;
  if (wanted.type === 'number' && /^-?\d+(\.\d+)?$/.test(literal)) return String(Number(literal));
  return wanted.type === 'bool' ? WORDS.get(literal)?.toString() : undefined;
};

/** What to write if a name was meant: `user-agent` is read as a subtraction. */
export const dashHint = (text: string): string | undefined => {
  const [name] = /^[A-Za-z_]\w*(?:-[A-Za-z_]\w*)+/.exec(text) ?? [];
  return name === undefined ? undefined : `write \`${name}\`, in backticks, for a field of this name`;
};

/** `status is a number: write 500, not "500"`, for two sides of different kinds of which one is a literal. */
export const mismatchHint = (left: Compiled, right: Compiled): string | undefined => {
  const [other, literal] = right.constant === undefined ? [right, left] : [left, right];
  if (literal.constant === undefined) return undefined;
  const dashed = dashHint(other.source.text);
  if (dashed !== undefined) return dashed;
  const what = `${other.source.text} is ${typeName(other.type)}`;
  const better = converted(literal.constant.value, other);
  return better === undefined ? what : `${what}: write ${better}, not ${literal.source.text}`;
};
