import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { ExpressionError } from './expression-error.js';
import type { ExpressionType } from './expression-type.js';
import { refuseHabits } from './refuse-habits.js';
import { type Token, tokensOf } from './tokens.js';

/** Longer expressions are refused, so that reading one is quick and its nesting bounded. UTF-16 units. */
const LONGEST = 10_000;

const LIBRARY = new Environment({
  limits: {
    maxAstNodes: 5000,
    maxDepth: 100,
    maxListElements: 1000,
    maxMapEntries: 1000,
    maxCallArguments: 32,
  },
});

/** Names that CEL keeps for other languages, and its own words behind a dot: here they are fields like any others. */
const RESERVED =
  /^(?:as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while|__proto__|prototype)$/;
const OWN_WORDS = /^(?:true|false|null|in)$/;

/** The text as the library takes it: every name that it would refuse is one of the same length that it accepts. */
const masked = (text: string, tokens: readonly Token[]): string => {
  let out = '';
  let at = 0;
  for (const [i, token] of tokens.entries()) {
    const behindDot = tokens[i - 1]?.text === '.';
    const isOdd =
      token.kind === 'quoted' ||
      (token.kind === 'name' && (RESERVED.test(token.text) || (behindDot && OWN_WORDS.test(token.text))));
    if (!isOdd) continue;
    out += `${text.slice(at, token.start)}${'_'.repeat(token.text.length)}`;
    at = token.end;
  }
  return out + text.slice(at);
};

const SIGN_NAMES: Readonly<Record<string, string>> = {
  RPAREN: ')',
  RBRACKET: ']',
  RBRACE: '}',
  COLON: ':',
};

/** The library's complaint in our words. */
const translated = (error: ParseError, text: string): ExpressionError => {
  const start = Math.min(error.range?.start ?? 0, text.length);
  const end = Math.min(Math.max(error.range?.end ?? start, start), text.length);
  const found = text.slice(start, end);
  const isAtEnd = found === '';
  const where = isAtEnd ? 'at the end' : `before ${found}`;
  const missing = SIGN_NAMES[/^Expected (\w+),/.exec(error.summary)?.[1] ?? ''];
  switch (error.code) {
    case 'expected_token':
      return missing === undefined
        ? new ExpressionError(`A name is missing ${where}.`, start, end)
        : new ExpressionError(`${missing} is missing ${where}.`, start, end);
    case 'unexpected_token':
      return isAtEnd
        ? new ExpressionError('The expression stops short: a value is missing at the end.', start, end)
        : new ExpressionError(`A value is missing before ${found}.`, start, end);
    case 'unexpected_character':
      return new ExpressionError(
        `${found} is not expected here.`,
        start,
        end,
        'join conditions with && or ||',
      );
    case 'invalid_escape_sequence':
      return new ExpressionError(
        `${found} is not an escape.`,
        start,
        end,
        `put r before the quote: r"\\d+", or write ${found.replace('\\', '\\\\')}`,
      );
    case 'invalid_macro_argument':
      return new ExpressionError(
        `${/^\w+/.exec(error.summary)?.[0]} names its element first.`,
        start,
        end,
        'write tags.exists(tag, tag == "a")',
      );
    case 'limit_exceeded':
      return new ExpressionError('The expression is nested too deeply or too long.', start, end);
    default:
      return new ExpressionError(`${error.summary}.`, start, end);
  }
};

/** How fields are called. */
export interface FieldNames {
  /** The kinds of the fields that are known. Others may be there too. */
  readonly types?: Readonly<Record<string, ExpressionType>> | undefined;
  /** The name that a field has in rows, by the one that is written: `userId`, `cs-uri-stem`, `user.id`. Default: the same. */
  readonly nameOf?: ((written: string) => string) | undefined;
}

/** Reads a text into the library's syntax tree; its ranges are offsets in `text`. Throws an ExpressionError. */
export const parseExpression = (text: string, { types = {}, nameOf }: FieldNames): ASTNode => {
  if (text.length > LONGEST)
    throw new ExpressionError(`An expression has at most ${LONGEST} characters.`, 0, text.length);
  const isKnown = (name: string): boolean => Object.hasOwn(types, name);
  const isField = nameOf && ((written: string) => isKnown(nameOf(written)));
  const tokens = tokensOf(text, isField);
  if (tokens.length === 0)
    throw new ExpressionError('The expression is empty.', 0, text.length, 'write for example status >= 500');
  refuseHabits(tokens, isKnown);
  try {
    return LIBRARY.parse(masked(text, tokens)).ast;
  } catch (error) {
    if (error instanceof ParseError) throw translated(error, text);
    // A long run of signs exhausts the library's stack.
    throw new ExpressionError('The expression is nested too deeply.', 0, text.length);
  }
};
