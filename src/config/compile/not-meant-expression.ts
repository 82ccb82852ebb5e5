import type { Path } from '../diagnostic.js';
import type { Expression } from '../expression/expression.js';
import type { RowFields } from '../parts/part.js';
import type { Planner } from './planner.js';

/** A field that is compared with a literal. */
const COMPARED =
  /(?<![\w.$"'`])(method|section|status|duration)\s*(==|!=|>=|<=|>|<)\s*(?:"([^"\\]*)"|'([^'\\]*)'|(\d+(?:\.\d+)?)(?![\w.]))/g;
/** Names with a - between them and no blanks around it. */
const HYPHENED = /(?<![\w.$"'`-])[A-Za-z_]\w*(?:-[A-Za-z_]\w*)+(?![\w(-])/g;
const STRINGS = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g;

/** Whether a text may be a section of a site: the first part of a path. */
export const isSection = (text: string): boolean => /^\/[^/?#]*$|^\(/.test(text);

/** Warns of what an expression can be and nobody means: a method in small letters, seconds where rows have milliseconds. */
export const warnOfExpression = (
  planner: Planner,
  path: Path,
  { text, fields: uses }: Pick<Expression, 'text' | 'fields'>,
  { known, open }: RowFields,
): void => {
  const [first] = uses;
  if (first === undefined) return;
  // The piece of an expression that a measure takes stands somewhere in the call.
  const offset = Math.max(0, first.start - Math.max(0, text.indexOf(first.written)));
  const warn = (at: number, length: number, message: string, suggestion: string): void =>
    planner.report('expression', path, message, {
      severity: 'warning',
      within: [offset + at, offset + at + length],
      suggestion,
    });
  for (const found of text.matchAll(COMPARED)) {
    const [whole, name = '', sign = '', double, single, digits] = found;
    const literal = double ?? single;
    const fault =
      literal === undefined
        ? ofNumber(name, sign, digits ?? '', known)
        : /[=]/.test(sign) && known[name]?.type === 'string'
          ? ofText(name, literal)
          : undefined;
    if (fault !== undefined) warn(found.index, whole.length, ...fault);
  }
  if (!open) return;
  const plain = text.replaceAll(STRINGS, (string) => ' '.repeat(string.length));
  for (const found of plain.matchAll(HYPHENED)) {
    const [name] = found;
    const parts = name.split('-');
    const isSubtraction = uses.some(
      ({ written, start }) => written === parts[0] && start === offset + found.index,
    );
    if (!isSubtraction || parts.some((part) => Object.hasOwn(known, part))) continue;
    const message = `${name} is ${parts.join(' minus ')} here, and not one field.`;
    warn(
      found.index,
      name.length,
      message,
      `write ${name.replaceAll('-', '_')} for the field, or ${parts.join(' - ')}`,
    );
  }
};

type Fault = readonly [message: string, suggestion: string];

const ofText = (name: string, text: string): Fault | undefined => {
  if (name === 'method' && /[a-z]/.test(text) && /^[A-Za-z]+$/.test(text))
    return [`Methods are written in capitals: no row has "${text}".`, `write "${text.toUpperCase()}"`];
  if (name === 'section' && !isSection(text)) {
    const section = /^\/?[^/?#]*/.exec(text)?.[0] ?? '';
    return [
      `A section is the first part of a path, with its slash: no row has "${text}".`,
      `write "${section.startsWith('/') ? section : `/${section}`}", or compare path`,
    ];
  }
  return undefined;
};

const ofNumber = (
  name: string,
  sign: string,
  digits: string,
  known: RowFields['known'],
): Fault | undefined => {
  const value = Number(digits);
  if (name === 'status' && known.status?.type === 'number') {
    if (sign === '==' && value >= 1 && value <= 9)
      return [`No status is ${digits}.`, `write status >= ${digits}00 && status < ${value + 1}00`];
    if (value >= 1000 && sign !== '<' && sign !== '<=' && sign !== '!=')
      return [`No status is as great as ${digits}.`, 'write for example status >= 500'];
  }
  const isSeconds = digits.includes('.') && value < 60 && (sign === '>' || sign === '>=');
  if (known[name]?.unit === 'duration' && isSeconds)
    return [
      `${name} is in milliseconds, and ${digits} are less than ${Math.ceil(value)} of them.`,
      `write ${name} ${sign} ${Math.round(value * 1000)} if seconds are meant`,
    ];
  return undefined;
};
