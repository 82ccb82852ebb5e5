import { type IsField, originalEnd } from './original-name.js';

/** One piece of an expression's text, blanks and comments left out. `quoted` is a name in backticks; `broken` ends the text. */
export interface Token {
  readonly kind: 'name' | 'quoted' | 'number' | 'string' | 'sign' | 'broken';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const BLANK = /(?:[ \t\r\n]|\/\/[^\n]*)+/y;
const TRIPLE = /[bBrR]?("""|''')(?:\\[\s\S]|(?!\1)[^\\])*\1/y;
const STRING = /[bBrR]?(?:"(?:\\[^\r\n]|[^"\\\r\n])*"|'(?:\\[^\r\n]|[^'\\\r\n])*')/y;
const NAME = /[A-Za-z_][A-Za-z_0-9]*/y;
const QUOTED = /`[^`\r\n]+`/y;
const NUMBER = /0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SIGN = /===|!==|&&|\|\||==|!=|<=|>=|<>|=~|!~|\*\*|\?\?|\?\.|[-+*/%<>!()[\]{}.,:?=&|~^]/y;

const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', TRIPLE],
  ['string', STRING],
  ['name', NAME],
  ['quoted', QUOTED],
  ['number', NUMBER],
  ['sign', SIGN],
];

/**
 * Cuts a text as the parser does, and further: also what other languages write is a token, so that a hint can point at it.
 * A name as logs have it, such as `cs-uri-stem`, is a quoted one without its quotes.
 */
export const tokensOf = (text: string, isField?: IsField): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (true) {
    BLANK.lastIndex = at;
    if (BLANK.test(text)) at = BLANK.lastIndex;
    if (at >= text.length) return tokens;
    const original = isField === undefined ? at : originalEnd(text, at, isField);
    if (original > at) {
      tokens.push({ kind: 'quoted', text: text.slice(at, original), start: at, end: original });
      at = original;
      continue;
    }
    const found = KINDS.find(([, pattern]) => {
      pattern.lastIndex = at;
      return pattern.test(text);
    });
    const [kind, end] =
      found === undefined ? (['broken', text.length] as const) : [found[0], found[1].lastIndex];
    tokens.push({ kind, text: text.slice(at, end), start: at, end });
    at = end;
  }
};

/** Whether a value may end with this token. */
export const endsValue = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === 'sign' ? /^[)\]}]$/.test(token.text) : token.kind !== 'broken' && token.text !== 'in');

/** Whether a value may begin with this token. */
export const beginsValue = (token: Token | undefined): boolean =>
  token !== undefined && token.kind !== 'sign' && token.kind !== 'broken' && token.text !== 'in';
