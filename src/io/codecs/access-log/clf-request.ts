import { indexOfByte } from '../bytes/index-of-byte.js';
import { isEscaped, RequestLine } from '../request/request-line.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const DASH = 0x2d;
const NONE = -1;

/** More digits do not fit a number exactly. */
const MAX_SIZE_DIGITS = 15;

/** Reads `METHOD target PROTOCOL" status size`, and takes the request apart where that is wanted. */
export class ClfRequest {
  /** -1 for `-`. */
  status = 0;
  /** Bytes; 0 for `-`. */
  size = 0;
  /** Index after the size. */
  sizeTo = 0;
  /** The parts of the request, after `split`. */
  readonly line = new RequestLine();
  private requestFrom = 0;
  private requestTo = 0;

  /**
   * Reads the request that begins at `from`, up to the size; answers false if no closing quote has a status and a size
   * after it. Some servers do not escape quotes, so the first quote that has them closes the request.
   */
  read(bytes: Buffer, from: number, to: number): boolean {
    // The search does not know where the line ends, but the next line that has a request begins it with a quote.
    let quote = indexOfByte(bytes, QUOTE, from);
    while (quote !== NONE && quote < to) {
      if (!isEscaped(bytes, from, quote) && this.takeStatus(bytes, quote + 1, to)) {
        this.requestFrom = from;
        this.requestTo = quote;
        return true;
      }
      quote = indexOfByte(bytes, QUOTE, quote + 1);
    }
    return false;
  }

  /** Splits the request that was just read. */
  split(bytes: Buffer): void {
    this.line.split(bytes, this.requestFrom, this.requestTo);
  }

  /** Takes ` 200` or ` -` at `at`, and the size; answers whether they are there. */
  private takeStatus(bytes: Buffer, at: number, to: number): boolean {
    // The least is ` - -`.
    if (at + 4 > to || bytes[at] !== SPACE) return false;
    // Nearly every line: three digits and a space.
    if (at + 5 < to && bytes[at + 4] === SPACE) {
      const a = (bytes[at + 1] as number) - 0x30;
      const b = (bytes[at + 2] as number) - 0x30;
      const c = (bytes[at + 3] as number) - 0x30;
      // As unsigned numbers, bytes below '0' are large too.
      if (a >>> 0 < 10 && b >>> 0 < 10 && c >>> 0 < 10) {
        this.status = a * 100 + b * 10 + c;
        return this.takeSize(bytes, at + 5, to);
      }
    }
    let status = 0;
    let i = at + 1;
    if (bytes[i] === DASH) {
      status = -1;
      i++;
    } else {
      for (const stop = Math.min(to, i + 3); i < stop; i++) {
        const digit = (bytes[i] as number) - 0x30;
        if (digit < 0 || digit > 9) break;
        status = status * 10 + digit;
      }
      if (i === at + 1) return false;
    }
    this.status = status;
    return i < to && bytes[i] === SPACE && this.takeSize(bytes, i + 1, to);
  }

  private takeSize(bytes: Buffer, from: number, to: number): boolean {
    let size = 0;
    let i = from;
    if (i < to && bytes[i] === DASH) i++;
    else {
      for (const stop = Math.min(to, from + MAX_SIZE_DIGITS); i < stop; i++) {
        const digit = (bytes[i] as number) - 0x30;
        if (digit < 0 || digit > 9) break;
        size = size * 10 + digit;
      }
    }
    this.size = size;
    this.sizeTo = i;
    return i > from && (i === to || bytes[i] === SPACE);
  }
}
