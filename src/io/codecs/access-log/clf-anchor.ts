import { ClfTime } from './clf-time.js';

const SPACE = 0x20;
const QUOTE = 0x22;
/** A line of the header of an extended log. */
const DIRECTIVE = /^#\s*(?:Version|Fields|Software|Date|Start-Date|End-Date|Remark)\s*:/i;
const MAX_DIRECTIVE = 32;
const HASH = 0x23;
const PAREN_OPEN = 0x28;
const PAREN_CLOSE = 0x29;
const NONE = -1;

/** Furthest that the request may begin after the time: Gandi's ` (12.345 s) ` with room to spare. */
const MAX_GAP_BYTES = 32;

/**
 * Finds `[time] "` in a line, the one thing that every access log has, whatever names come before it.
 *
 * A user name may hold brackets, even a date; what counts is the first valid time that a quoted request follows.
 */
export class ClfAnchor {
  /** Epoch milliseconds. */
  time = Number.NaN;
  /** Index after the first name. */
  nameTo = 0;
  /** Index of the bracket that opens the time. */
  open = NONE;
  /** Index after the bracket that closes it. */
  timeTo = 0;
  /** Index after the quote that opens the request. */
  requestFrom = NONE;
  /** Why the last search failed. */
  problem = '';
  private readonly clock = new ClfTime();

  /** Whether the anchor is in the line `bytes[from, to)`, with a name before it. */
  find(bytes: Buffer, from: number, to: number): boolean {
    const { clock } = this;
    this.problem = 'No [dd/Mon/yyyy:HH:MM:SS +zzzz] after a name.';
    if (bytes[from] === HASH) {
      this.problem = DIRECTIVE.test(bytes.toString('latin1', from, Math.min(to, from + MAX_DIRECTIVE)))
        ? 'A header of an extended log (W3C), which is another format.'
        : 'It begins with #, and an access log has no comments.';
      return false;
    }
    let nameTo = from;
    while (nameTo < to && bytes[nameTo] !== SPACE) nameTo++;
    this.nameTo = nameTo;
    for (
      let open = clock.find(bytes, nameTo + 1, to);
      open !== NONE;
      open = clock.find(bytes, open + 1, to)
    ) {
      if (bytes[open - 1] === SPACE && this.take(bytes, open, to)) return true;
    }
    return false;
  }

  /** Whether the anchor is in the line that ends at `to`, with its time at `open`, as in one that began alike. */
  isAt(bytes: Buffer, open: number, to: number): boolean {
    return this.clock.isAt(bytes, open, to) && this.take(bytes, open, to);
  }

  private take(bytes: Buffer, open: number, to: number): boolean {
    const { clock } = this;
    this.time = clock.read(bytes, open, to);
    if (Number.isNaN(this.time)) {
      this.problem = 'The time is not a valid dd/Mon/yyyy:HH:MM:SS +zzzz.';
      return false;
    }
    this.open = open;
    this.timeTo = clock.next;
    this.requestFrom = afterOpeningQuote(bytes, clock.next, to);
    if (this.requestFrom !== NONE) return true;
    this.problem = 'No quoted request after the time.';
    return false;
  }
}

/** Index after ` "` or ` (…) "` at `from`, or -1. */
function afterOpeningQuote(bytes: Buffer, from: number, to: number): number {
  let quote = from + 1;
  if (bytes[from] === SPACE && bytes[quote] === PAREN_OPEN) {
    const last = Math.min(to, quote + MAX_GAP_BYTES);
    while (quote < last && bytes[quote] !== PAREN_CLOSE) quote++;
    quote += 2;
  }
  return quote < to && bytes[quote - 1] === SPACE && bytes[quote] === QUOTE ? quote + 1 : NONE;
}
