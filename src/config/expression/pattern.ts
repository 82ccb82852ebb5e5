import { RE2JSException } from 're2js';
import { Pattern } from '../../io/patterns/pattern.js';

/** Whether a text has a match of the pattern anywhere, in time linear in the text. */
export type Search = (text: string) => boolean;

/** A pattern may come from a row. UTF-16 units. */
const LONGEST = 2000;

/** Texts that stand for themselves at the beginning of a pattern. A quantifier takes the last one away. */
const LITERAL = /^(\^?)([^\\.+*?()|[\]{}^$]*)([*?{]?)/;

/**
 * A search for an RE2 pattern. Where the pattern begins with ^ and plain text, or is nothing but plain text, most texts
 * are settled without the engine. Throws a SyntaxError that says what is wrong with the pattern.
 */
export const searchFor = (pattern: string): Search => {
  const engine = compiled(pattern);
  const [whole = '', anchor = '', text = '', quantifier = ''] = LITERAL.exec(pattern) ?? [];
  const isAlternative = pattern.includes('|');
  if (whole === pattern && quantifier === '')
    return anchor === '' ? (input) => input.includes(text) : (input) => input.startsWith(text);
  const prefix = quantifier === '' ? text : text.slice(0, -1);
  // Half a surrogate pair is not a prefix.
  if (anchor === '' || isAlternative || prefix === '' || /[\ud800-\udfff]$/.test(prefix))
    return (input) => engine.test(input);
  return (input) => input.startsWith(prefix) && engine.test(input);
};

/** What a pattern finds in a text, in time linear in the text; null where it finds nothing. */
export type Extract = (text: string) => string | null;

/** Finds what the first group of an RE2 pattern holds, or the whole match where it has none. Throws as `searchFor` does. */
export const extractorFor = (pattern: string): Extract => {
  const engine = compiled(pattern);
  const group = engine.groupCount > 0 ? 1 : 0;
  return (text) => engine.exec(text)?.[group] ?? null;
};

const compiled = (pattern: string): Pattern => {
  if (pattern.length > LONGEST) throw new SyntaxError(`it has more than ${LONGEST} characters`);
  try {
    return new Pattern(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, '');
    const advice = /\(\?<?[=!]/.test(reason) ? '; there is no looking ahead or behind' : '';
    throw new SyntaxError(`${reason}${advice}`);
  }
};
