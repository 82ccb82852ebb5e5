import type { Units } from './units.js';

const DIGIT: Units = [[0x30, 0x39]];
const UPPER: Units = [[0x41, 0x5a]];
const LOWER: Units = [[0x61, 0x7a]];
const WORD: Units = [...DIGIT, ...UPPER, [0x5f, 0x5f], ...LOWER];
/** Without the vertical tab, which `[[:space:]]` has, and without what is above ASCII, which JavaScript adds. */
const SPACE: Units = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];

/** What `\d`, `\s` and `\w` mean in RE2. */
export const PERL_UNITS: Readonly<Record<string, Units>> = { d: DIGIT, s: SPACE, w: WORD };

/** What `[[:alpha:]]` and so on mean in RE2. */
export const POSIX_UNITS: Readonly<Record<string, Units>> = {
  alnum: [...DIGIT, ...UPPER, ...LOWER],
  alpha: [...UPPER, ...LOWER],
  ascii: [[0, 0x7f]],
  blank: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
  cntrl: [
    [0, 0x1f],
    [0x7f, 0x7f],
  ],
  digit: DIGIT,
  graph: [[0x21, 0x7e]],
  lower: LOWER,
  print: [[0x20, 0x7e]],
  punct: [
    [0x21, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ],
  space: [
    [0x09, 0x0d],
    [0x20, 0x20],
  ],
  upper: UPPER,
  word: WORD,
  xdigit: [...DIGIT, [0x41, 0x46], [0x61, 0x66]],
};
