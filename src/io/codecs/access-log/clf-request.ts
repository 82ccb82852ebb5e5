import { indexOfByte } from '../bytes/index-of-byte.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const DASH = 0x2d;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const NONE = -1;

/** Longest method that is taken for one. */
const MAX_METHOD_BYTES = 32;
/** More digits do not fit a number exactly. */
const MAX_SIZE_DIGITS = 15;

/**
 * Reads `METHOD target PROTOCOL" status size`, the parts of the request as indexes into the line.
 *
 * The target is everything between the first and the last space, for it may hold spaces; without a protocol (HTTP/0.9)
 * it is everything after the first space and must begin with `/`. Anything else (TLS bytes, `-`, nothing) is a request
 * that cannot be read: then `readable` is false and the indexes mean nothing.
 */
export class ClfRequest {
  /** -1 for `-`. */
  status = 0;
  /** Bytes; 0 for `-`. */
  size = 0;
  /** Index after the size. */
  sizeTo = 0;
  readable = false;
  methodFrom = 0;
  methodTo = 0;
  targetFrom = 0;
  targetTo = 0;
  /** Equal to `protocolTo` when there is no protocol. */
  protocolFrom = 0;
  protocolTo = 0;

  /**
   * Reads the request that begins at `from`, up to the size; answers false if no closing quote has a status and a size
   * after it. Some servers do not escape quotes, so the first quote that has them closes the request.
   */
  read(bytes: Buffer, from: number, to: number): boolean {
    // The search does not know where the line ends, but the next line that has a request begins it with a quote.
    let quote = indexOfByte(bytes, QUOTE, from);
    while (quote !== NONE && quote < to) {
      if (!isEscaped(bytes, from, quote) && this.takeStatus(bytes, quote + 1, to)) {
        this.methodFrom = from;
        this.protocolTo = quote;
        return true;
      }
      quote = indexOfByte(bytes, QUOTE, quote + 1);
    }
    return false;
  }

  /** Splits the request that was just read. */
  split(bytes: Buffer): void {
    const { methodFrom, protocolTo } = this;
    let first = methodFrom;
    while (first < protocolTo && bytes[first] !== SPACE) first++;
    let last = protocolTo - 1;
    while (last > first && (bytes[last] !== SPACE || isEscaped(bytes, first, last))) last--;
    const hasProtocol = last > first && isProtocol(bytes, last + 1, protocolTo);
    this.methodTo = first;
    this.targetFrom = first + 1;
    this.targetTo = hasProtocol ? last : protocolTo;
    this.protocolFrom = hasProtocol ? last + 1 : protocolTo;
    this.readable =
      isMethod(bytes, methodFrom, first) &&
      this.targetFrom < this.targetTo &&
      (hasProtocol || bytes[this.targetFrom] === SLASH);
  }

  /** Takes ` 200` or ` -` at `at`, and the size; answers whether they are there. */
  private takeStatus(bytes: Buffer, at: number, to: number): boolean {
    if (bytes[at] !== SPACE) return false;
    let status = 0;
    let i = at + 1;
    if (bytes[i] === DASH) {
      status = -1;
      i++;
    } else {
      for (const stop = i + 3; i < stop && isDigit(bytes[i]); i++)
        status = status * 10 + (bytes[i] as number) - 0x30;
      if (i === at + 1) return false;
    }
    this.status = status;
    return bytes[i] === SPACE && this.takeSize(bytes, i + 1, to);
  }

  private takeSize(bytes: Buffer, from: number, to: number): boolean {
    let size = 0;
    let i = from;
    if (i < to && bytes[i] === DASH) i++;
    else {
      const stop = Math.min(to, from + MAX_SIZE_DIGITS);
      for (; i < stop && isDigit(bytes[i]); i++) size = size * 10 + (bytes[i] as number) - 0x30;
    }
    this.size = size;
    this.sizeTo = i;
    return i > from && (i === to || bytes[i] === SPACE);
  }
}

/** Whether the byte at `at` is escaped: an odd number of backslashes stand before it. */
function isEscaped(bytes: Buffer, from: number, at: number): boolean {
  let i = at;
  while (i > from && bytes[i - 1] === BACKSLASH) i--;
  return (at - i) % 2 === 1;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isProtocol(bytes: Buffer, from: number, to: number): boolean {
  return (
    to - from > 5 &&
    bytes[from] === 0x48 &&
    bytes[from + 1] === 0x54 &&
    bytes[from + 2] === 0x54 &&
    bytes[from + 3] === 0x50 &&
    bytes[from + 4] === SLASH
  );
}

/** Letters, `-` and `_`, as in every method that is in use. */
function isMethod(bytes: Buffer, from: number, to: number): boolean {
  if (to <= from || to - from > MAX_METHOD_BYTES) return false;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    const letter = byte | 0x20;
    if ((letter < 0x61 || letter > 0x7a) && byte !== DASH && byte !== UNDERSCORE) return false;
  }
  return true;
}
