import { TidemarkError } from '../../../../../operators/tidemark-error.js';
import { oneLine } from '../../../../text/one-line.js';
import type { JsonCondition } from '../http-expectations.js';

type Op = JsonCondition['op'];

const OPS = ['==', '!=', '>=', '<=', '>', '<'] as const;
const NAME = /[\p{L}_$][\p{L}\p{N}_$-]*/uy;
const INDEX = /\[\s*(\d{1,9})\s*\]/y;
/** A name in quotes, as JSON writes it or in single ones. */
const QUOTED = /\[\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\]/y;
const REST = /^\s*(?:(exists)|(==|!=|>=|<=|>|<)\s*(?!=)(\S.*?))\s*$/s;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const EXAMPLE = '$.queue.jobs[0].waiting < 10, or $.status == "ok", or $.version exists';

/**
 * Reads a condition on a body of JSON: `$.a.b[0] == 1`, `queued > 10`, `$["a b"] != "x"`, `$.n == null`, `$.version exists`;
 * `$.` may be left out. A path leads to one value; texts are in quotes, and only numbers are greater or less. Throws
 * `bad-options` for what is none, and says what to write.
 *
 * @example
 * ```ts
 * import { parseJsonCondition } from 'tidemark';
 *
 * parseJsonCondition('$.queue.waiting < 10').path; // ['queue', 'waiting']
 * ```
 */
export function parseJsonCondition(written: string): JsonCondition {
  const text = written.trim();
  const { path, end } = pathOf(text);
  const rest = text.slice(end);
  const [, exists, sign, value] = REST.exec(rest) ?? [];
  const op = OPS.find((one) => one === sign);
  if (exists !== undefined && rest.startsWith(' ')) return { text, path, op: 'exists', value: undefined };
  if (op === undefined || value === undefined) return refuse(text, adviceOn(rest, text.slice(0, end)));
  return { text, path, op, value: constantOf(text, op, value) };
}

function pathOf(text: string): { readonly path: readonly (string | number)[]; readonly end: number } {
  const path: (string | number)[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found?.[1] ?? found?.[0];
  };
  const hasRoot = /^\$(?![\p{L}\p{N}_$-])/u.test(text);
  if (hasRoot) at = 1;
  for (;;) {
    const isFirst = path.length === 0;
    if (text[at] === '.' && (!isFirst || hasRoot)) {
      at++;
      const name = take(NAME);
      if (name === undefined) return refuse(text, `a name is missing after "${text.slice(0, at)}"`);
      path.push(name);
      continue;
    }
    const index = take(INDEX);
    if (index !== undefined) {
      path.push(Number(index));
      continue;
    }
    const quoted = take(QUOTED);
    if (quoted !== undefined) {
      path.push(unquoted(text, quoted));
      continue;
    }
    const name = isFirst && !hasRoot ? take(NAME) : undefined;
    if (name === undefined) break;
    path.push(name);
  }
  if (path.length === 0 && !hasRoot) return refuse(text, 'it does not begin with a path');
  return { path, end: at };
}

function constantOf(text: string, op: Op, written: string): JsonCondition['value'] {
  const isOrder = op !== '==' && op !== '!=';
  if (NUMBER.test(written)) {
    const number = Number(written);
    const isExact = Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
    return isExact
      ? number
      : refuse(text, `${written} is too large to be compared exactly; let the site give it as text`);
  }
  if (isOrder) return refuse(text, `only numbers can be ${op} something, and ${written} is none`);
  if (written === 'true' || written === 'false') return written === 'true';
  if (written === 'null') return null;
  if (/^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')$/s.test(written)) return unquoted(text, written);
  const meant = JSON.stringify(written.replaceAll(/^["']|["']$/g, ''));
  return refuse(text, `${written} is no number, true, false or null; a text is in quotes: ${meant}`);
}

function unquoted(text: string, quoted: string): string {
  const inside = quoted.slice(1, -1);
  const json = quoted.startsWith('"')
    ? quoted
    : `"${inside.replaceAll("\\'", "'").replaceAll(/\\.|"/g, (found) => (found === '"' ? '\\"' : found))}"`;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'string') return value;
  } catch {
    // Said below.
  }
  return refuse(text, `${quoted} is no text as JSON has it`);
}

function adviceOn(rest: string, path: string): string {
  if (rest.trim() === '')
    return `it says nothing of ${path}; write ${path} exists, or ${path} == and a value`;
  if (/^\s*={3}/.test(rest)) return 'write == instead of ===';
  if (/^\s*=(?!=)/.test(rest)) return 'write == instead of =';
  if (/^\s*(?:[!=<>]=?)\s*$/.test(rest)) return 'there is no value after the comparison';
  return `"${rest.trim()}" is neither exists nor one of == != > >= < <= with a value`;
}

function refuse(text: string, why: string): never {
  throw new TidemarkError(
    'bad-options',
    `The JSON condition ${JSON.stringify(oneLine(text).slice(0, 200))} cannot be read: ${oneLine(why).slice(0, 300)}. Write for example ${EXAMPLE}.`,
  );
}
