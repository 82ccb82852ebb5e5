import type { JsonCondition } from '../http-expectations.js';

const LONGEST = 40;

/** Why a condition does not hold for what a body says; undefined where it holds. */
export const jsonFailure = (condition: JsonCondition, root: unknown): string | undefined => {
  const path = pathText(condition.path);
  let value = root;
  for (const step of condition.path) {
    if (!has(value, step)) return `${path} not found`;
    value = value[step];
  }
  if (condition.op === 'exists') return undefined;
  const wanted = condition.value;
  // A text that looks like a number is none: whoever writes 10 for "10" is told, instead of being answered by chance.
  const isComparable = kindOf(value) === kindOf(wanted);
  if (isComparable && HOLDS[condition.op](value, wanted)) return undefined;
  if (!isComparable && condition.op === '!=' && (value === null || wanted === null)) return undefined;
  const said = `${path} is ${shown(value)}`;
  return isComparable
    ? `${said}, not ${condition.op} ${shown(wanted)}`
    : `${said} (${kindOf(value)}), not ${condition.op} ${shown(wanted)} (${kindOf(wanted)})`;
};

const HOLDS: Readonly<Record<JsonCondition['op'], (value: unknown, wanted: unknown) => boolean>> = {
  '==': (value, wanted) => value === wanted,
  '!=': (value, wanted) => value !== wanted,
  '>': (value, wanted) => Number(value) > Number(wanted),
  '>=': (value, wanted) => Number(value) >= Number(wanted),
  '<': (value, wanted) => Number(value) < Number(wanted),
  '<=': (value, wanted) => Number(value) <= Number(wanted),
  exists: () => true,
};

/** Of an object what it has itself, of a list by number. */
const has = <S extends string | number>(value: unknown, step: S): value is Readonly<Record<S, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  Object.hasOwn(value, step) &&
  (!Array.isArray(value) || typeof step === 'number');

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
};

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};

const pathText = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(step)) return text === '' ? step : `${text}.${step}`;
    return `${text}[${JSON.stringify(step)}]`;
  }, '') || 'all of it';
