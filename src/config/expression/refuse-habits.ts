import { ExpressionError } from './expression-error.js';
import { beginsValue, endsValue, type Token } from './tokens.js';
import { unitHint } from './unit-hint.js';

/** Signs of other languages that mean nothing here, and what to write. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['=', 'write == to compare'],
  ['===', 'write =='],
  ['!==', 'write !='],
  ['<>', 'write !='],
  ['&', 'write && for "and"'],
  ['|', 'write || for "or"'],
  ['=~', 'write path.matches("^/api")'],
  ['!~', 'write !path.matches("^/api")'],
  ['~', 'write path.matches("^/api")'],
  ['**', 'write x * x; there are no powers'],
  ['^', 'write != for "either, not both"; there are no powers'],
  ['??', 'write has(x) ? x : 0'],
  ['?.', 'write a dot alone; what is missing is null'],
]);

/** Words between or before values, and what to write; a text stands for what is on the left, another for what follows. */
const WORDS: ReadonlyMap<string, (left: string, right: string) => string> = new Map([
  ['and', () => 'write && for "and"'],
  ['or', () => 'write || for "or"'],
  ['xor', (left, right) => `write ${left} != ${right}`],
  ['not', (left, right) => (left === '' ? `write !${right}` : `write !(${left} in …)`)],
  ['is', (left) => `write ${left} == null, or has(${left}) for the contrary`],
  ['eq', (left, right) => `write ${left} == ${right}`],
  ['ne', (left, right) => `write ${left} != ${right}`],
  ['like', likeHint],
  ['ilike', likeHint],
  ['between', (left, right) => `write ${left} >= ${right} && ${left} <= …`],
  ['contains', (left, right) => `write ${left}.contains(${right})`],
  ['startswith', (left, right) => `write ${left}.startsWith(${right})`],
  ['endswith', (left, right) => `write ${left}.endsWith(${right})`],
  ['matches', (left) => `write ${left}.matches("^/api")`],
  ['regexp', (left, right) => `write ${left}.matches(${right})`],
  ['rlike', (left, right) => `write ${left}.matches(${right})`],
  ['if', () => 'write condition ? this : that'],
  ['then', () => 'write condition ? this : that'],
  ['else', () => 'write condition ? this : that'],
  ['case', () => 'write condition ? this : that'],
  ['exists', (_, right) => `write has(${right})`],
]);

function likeHint(left: string, right: string): string {
  const [, quote = '"', before = '', text = '', after = ''] = /^(["'])(%?)([^%]*)(%?)\1$/.exec(right) ?? [];
  if (text === '') return `write ${left}.matches("…")`;
  const literal = `${quote}${text}${quote}`;
  if (before !== '' && after !== '') return `write ${left}.contains(${literal})`;
  if (before !== '') return `write ${left}.endsWith(${literal})`;
  return after === '' ? `write ${left} == ${literal}` : `write ${left}.startsWith(${literal})`;
}

const CONSTANTS: ReadonlyMap<string, string> = new Map(
  Object.entries({ TRUE: 'true', True: 'true', FALSE: 'false', False: 'false' }).concat(
    ['NULL', 'Null', 'None', 'nil', 'undefined'].map((name) => [name, 'null']),
  ),
);

const refuse = (token: Token, message: string, hint: string): never => {
  throw new ExpressionError(message, token.start, token.end, hint);
};

const refuseBroken = (token: Token, before: Token | undefined): never => {
  const first = String.fromCodePoint(token.text.codePointAt(0) ?? 0);
  const one = { ...token, text: first, end: token.start + first.length };
  if (/["'bBrR`]/.test(first))
    return refuse(token, 'This text has no end.', `close it with ${first === '`' ? '`' : 'the same quote'}`);
  if (/[“”„‘’«»]/.test(first)) return refuse(one, `${first} is not a quote here.`, 'write "');
  if (first === '$') {
    const name = /^\$\{?([\w.]+)/.exec(token.text)?.[1] ?? 'status';
    return refuse(one, 'Fields are named without a $ here.', `write ${name}`);
  }
  if (first === '#') return refuse(one, '# begins no comment here.', 'write // before a comment');
  if (/[@\p{L}]/u.test(first)) {
    const [rest = ''] = /^[@\p{L}\p{N}_.-]*/u.exec(token.text) ?? [];
    const joined =
      before !== undefined && before.end === token.start && before.kind === 'name' ? before.text : '';
    if (joined + rest !== '')
      return refuse(one, `${first} cannot stand in a name.`, `write \`${joined}${rest}\`, in backticks`);
  }
  return refuse(
    one,
    `${JSON.stringify(first)} means nothing here.`,
    'see docs/EXPRESSIONS.md for what can be written',
  );
};

const refuseWord = (tokens: readonly Token[], i: number): void => {
  const [before, word, after, next] = [tokens[i - 1], tokens[i], tokens[i + 1], tokens[i + 2]];
  if (word?.kind !== 'name' || before?.text === '.') return;
  const hint = WORDS.get(word.text.toLowerCase());
  if (hint === undefined) return;
  const afterValue = endsValue(before);
  // Beside an operator such a word is a field; a word in front of a bracket is a function, unless it follows a value.
  if (!afterValue && !beginsValue(after)) return;
  if (!afterValue && WORDS.has(before?.text.toLowerCase() ?? '')) return;
  const right = after?.text ?? '…';
  if (/^is$/i.test(word.text) && /^not$/i.test(right) && next !== undefined)
    refuse(word, '"is not" means nothing here.', `write ${before?.text} != null, or has(${before?.text})`);
  refuse(word, `"${word.text}" means nothing here.`, hint(afterValue ? (before?.text ?? '') : '', right));
};

/**
 * Refuses what other languages write and this one does not, with a hint: `=`, `and`, `<>`, `LIKE`, `IS NULL`, `/x/`,
 * `=~`, `${x}`, `500ms`. Throws an ExpressionError at the first such thing; what it lets pass may still be wrong.
 */
export const refuseHabits = (tokens: readonly Token[], isField: (name: string) => boolean): void => {
  for (const [i, token] of tokens.entries()) {
    const [before, after] = [tokens[i - 1], tokens[i + 1]];
    if (token.kind === 'broken') refuseBroken(token, before);
    if (token.kind === 'sign') {
      const hint = SIGNS.get(token.text);
      if (hint !== undefined) refuse(token, `${token.text} means nothing here.`, hint);
      if (token.text === '/' && !endsValue(before))
        refuse(token, 'There are no /…/ here.', 'write path.matches("^/api")');
      if (token.text === '*' && before?.text === '(' && after?.text === ')')
        refuse(token, '* stands for nothing here.', `write ${tokens[i - 2]?.text ?? 'count'}()`);
      if (token.text === '{' && after?.kind === 'name' && tokens[i + 2]?.text === '}')
        refuse(token, 'Fields are named without { } here.', `write ${after.text}`);
      if (token.text === '?' && before?.text === '.')
        refuse(token, '.? means nothing here.', 'write a dot alone; what is missing is null');
    }
    if (token.kind === 'number') {
      const unit = unitHint(token, after, tokens[i + 2]);
      if (unit !== undefined && after !== undefined)
        refuse({ ...token, end: after.end }, `Numbers have no units here.`, unit);
    }
    if (token.text === 'in' && after?.text === '(' && tokens[i + 3]?.text === ',')
      refuse(after, 'A list stands in [ ] here.', 'write status in [500, 502]');
    refuseWord(tokens, i);
    const constant = token.kind === 'name' && before?.text !== '.' ? CONSTANTS.get(token.text) : undefined;
    if (constant !== undefined && !isField(token.text))
      refuse(
        token,
        `${token.text} is not a constant here.`,
        `write ${constant}, or \`${token.text}\` in backticks for a field of this name`,
      );
  }
};
