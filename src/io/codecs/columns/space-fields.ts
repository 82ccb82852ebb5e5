import { LineFields } from './line-fields.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/**
 * Splits lines as AWS writes them: a space between fields, text in double quotes, and perhaps one field in brackets.
 *
 * AWS does not escape the quotes in all of its logs, so a quote ends a field only where a space or the end of the line
 * follows it. A quote or bracket that is never closed is an ordinary character.
 */
export class SpaceFields extends LineFields {
  /** `bracketed`: index of the field that may be in brackets. */
  constructor(private readonly bracketed = -1) {
    super();
  }

  /** Splits `bytes[from, to)`; the first field gets the index `first`, those before it are empty. */
  split(bytes: Buffer, from: number, to: number, first = 0): void {
    this.begin();
    for (let i = 0; i < first; i++) this.add(from, from);
    // A search that failed is not repeated for every quote that follows: the line is read once or twice, not n times.
    let mayQuote = true;
    let at = from;
    while (at < to) {
      const opening = bytes[at];
      if (opening === SPACE) {
        at++;
        continue;
      }
      let end = to;
      const isQuoted = opening === QUOTE && mayQuote;
      if (isQuoted || (opening === OPEN && this.count === this.bracketed)) {
        end = closing(bytes, isQuoted ? QUOTE : CLOSE, at + 1, to);
        if (end < to) {
          this.add(at + 1, end);
          at = end + 1;
          continue;
        }
        mayQuote = false;
      }
      end = at;
      while (end < to && bytes[end] !== SPACE) end++;
      this.add(at, end);
      at = end;
    }
  }
}

/** Index of the first such byte that a space or the end follows, or `to`. */
function closing(bytes: Buffer, byte: number, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    if (bytes[i] === byte && (i + 1 === to || bytes[i + 1] === SPACE)) return i;
  }
  return to;
}
