import type { Path } from './diagnostic.js';

/** A text into which something from outside was put. */
export interface Filled {
  readonly text: string;
  /** What of it came from outside, in order; half-open, in UTF-16 units. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

/** Where an outside value would be read as code: which of the ranges it is, and why. */
export interface CodeFault {
  readonly range: number;
  readonly message: string;
  readonly suggestion: string;
}

type Language = 'expression' | 'regex' | 'nginx' | 'path' | 'paths';

/** Which settings are read as a language; everything else is a plain value, or has templates, which know their ranges. */
const LANGUAGES: readonly (readonly [Language, RegExp])[] = [
  ['expression', /^pipelines\0[^\0]*\0(?:where|derive\0[^\0]*|tests\0[^\0]*\0invariant)$/],
  [
    'expression',
    /^pipelines\0[^\0]*\0streams\0[^\0]*\0(?:where|having|measure\0[^\0]*|alerts\0[^\0]*\0(?:if|given))$/,
  ],
  ['regex', /^pipelines\0[^\0]*\0source\0(?:\d+\0)?format\0regex(?:\0|$)/],
  ['nginx', /^pipelines\0[^\0]*\0source\0(?:\d+\0)?format\0nginx(?:\0|$)/],
  ['path', /^pipelines\0[^\0]*\0source\0(?:\d+\0)?format\0json\0[^\0]*$/],
  ['paths', /^pipelines\0[^\0]*\0source\0(?:\d+\0)?file(?:\0\d+)?$/],
];

/**
 * The same text, in which what came from outside cannot be read as code, whatever it holds: in an expression it is the
 * content of the text that it stands in, or a number; in a regex it is matched as it is. What is all of a setting is meant as
 * it is. Undefined where nothing need be done.
 */
export const withoutCode = (path: Path, filled: Filled): Filled | CodeFault | undefined => {
  const { text, ranges } = filled;
  const [only] = ranges;
  if (only === undefined || (ranges.length === 1 && only[0] === 0 && only[1] === text.length))
    return undefined;
  const place = path.join('\0');
  const language = LANGUAGES.find(([, pattern]) => pattern.test(place))?.[0];
  switch (language) {
    case undefined:
      return undefined;
    case 'expression':
      return inExpression(filled);
    case 'regex':
      return replaced(
        filled,
        ranges.map(([from, to]) => literalPattern(text.slice(from, to))),
      );
    case 'nginx':
      return refused(filled, /[$'\\]/, 'nginx would read a variable or a quote in it');
    case 'path':
      return refused(filled, /[."[\]]/, 'it would lead deeper into the JSON');
    case 'paths':
      return refused(filled, /[*?[{]|^!/, 'it would be read as a pattern of paths');
  }
};

const literalPattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const replaced = ({ text, ranges }: Filled, pieces: readonly string[]): Filled => {
  const moved: (readonly [number, number])[] = [];
  let made = '';
  let at = 0;
  for (const [i, [from, to]] of ranges.entries()) {
    made += text.slice(at, from);
    const start = made.length;
    made += pieces[i] ?? '';
    moved.push([start, made.length]);
    at = to;
  }
  return { text: made + text.slice(at), ranges: moved };
};

const ALONE = 'let it be all of the setting, if it is meant as it is';

const refused = ({ text, ranges }: Filled, signs: RegExp, why: string): CodeFault | undefined => {
  const range = ranges.findIndex(([from, to]) => signs.test(text.slice(from, to)));
  if (range === -1) return undefined;
  return {
    range,
    message: `What comes from outside holds a sign that means something here: ${why}.`,
    suggestion: ALONE,
  };
};

/** Where in an expression a piece stands: in a text with this quote, in a name in backticks, a comment, or in the open. */
interface Where {
  readonly quote: string;
  readonly isRaw: boolean;
  /** Whether the text is the pattern of `matches`. */
  readonly isPattern: boolean;
}

const OPEN: Where = { quote: '', isRaw: false, isPattern: false };
const LITERAL = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false)$/;

const inExpression = ({ text, ranges }: Filled): Filled | CodeFault => {
  let where = OPEN;
  let at = 0;
  const pieces: string[] = [];
  for (const [range, [from, to]] of ranges.entries()) {
    where = after(text, at, from, where);
    const piece = text.slice(from, to);
    const put = pieceIn(piece, where, `${text[from - 1] ?? ' '}${text[to] ?? ' '}`);
    if (typeof put !== 'string') return { range, ...put };
    pieces.push(put);
    at = to;
  }
  return replaced({ text, ranges }, pieces);
};

const pieceIn = (
  piece: string,
  { quote, isRaw, isPattern }: Where,
  around: string,
): string | Omit<CodeFault, 'range'> => {
  const breaks = (sign: string): Omit<CodeFault, 'range'> => ({
    message: `What comes from outside holds ${sign}, which would end what it stands in.`,
    suggestion: 'put it in plain quotes: "${…}"',
  });
  if (quote === '')
    return LITERAL.test(piece) && !/[\w."'`]/.test(around)
      ? piece
      : {
          message: 'What comes from outside is no code: only a number, true or false may stand here.',
          suggestion: 'put it in quotes, as in path == "${…}", or let it be all of the setting',
        };
  if (quote === '//') return /[\r\n]/.test(piece) ? breaks('a line break') : piece;
  if (quote === '`') return /[`\r\n]/.test(piece) ? breaks('a backtick or a line break') : piece;
  const content = isPattern ? literalPattern(piece) : piece;
  if (isRaw) return /["'\r\n]/.test(piece) ? breaks('a quote or a line break') : content;
  return JSON.stringify(content).slice(1, -1).replaceAll("'", "\\'");
};

const START = /\/\/|`|([bBrR]?)("""|'''|"|')/g;

/** Where the text stands at `to`, which is read on from `from`. */
const after = (text: string, from: number, to: number, before: Where): Where => {
  let where = before;
  let at = from;
  while (at < to) {
    if (where.quote === '') {
      START.lastIndex = at;
      const found = START.exec(text.slice(0, to));
      if (found === null) return OPEN;
      const [whole, prefix = '', quote = whole] = found;
      at = found.index + whole.length;
      const isPattern = /\bmatches\s*\(\s*(?:[^()"']*,\s*)?$/.test(text.slice(0, found.index));
      where = { quote, isRaw: /r/i.test(prefix), isPattern };
      continue;
    }
    const end = where.quote === '//' ? '\n' : where.quote;
    if (text[at] === '\\' && where.quote !== '//' && where.quote !== '`') at += 2;
    else if (text.startsWith(end, at)) {
      at += end.length;
      where = OPEN;
    } else at++;
  }
  return where;
};
