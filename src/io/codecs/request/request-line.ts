import { WordView } from '../bytes/word-view.js';

const SPACE = 0x20;
const DASH = 0x2d;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const DOT = 0x2e;
/** Longest method that is taken for one. */
const MAX_METHOD_BYTES = 32;
/** What most requests begin with, and the first word of what they end with, as `getInt32` reads it. */
const GET_ = 0x47455420;
const HTTP = 0x48545450;
/** Bytes of ` HTTP/1.1`. */
const PROTOCOL_BYTES = 9;

/**
 * Takes `METHOD target PROTOCOL` apart, as indexes into its bytes.
 *
 * The target is everything between the first and the last space, for it may hold spaces; without a protocol (HTTP/0.9)
 * it is everything after the first space and must begin with `/`. Anything else (TLS bytes, `-`, nothing) is a request
 * that cannot be read: then `readable` is false and the indexes mean nothing.
 */
export class RequestLine {
  readable = false;
  methodFrom = 0;
  methodTo = 0;
  targetFrom = 0;
  targetTo = 0;
  /** Equal to `protocolTo` when there is no protocol. */
  protocolFrom = 0;
  protocolTo = 0;
  readonly #words = new WordView();

  split(bytes: Buffer, from: number, to: number): void {
    const view = this.#words.of(bytes);
    const isGet = to - from > 4 && view.getInt32(from) === GET_;
    let first = isGet ? from + 3 : from;
    while (first < to && bytes[first] !== SPACE) first++;
    const isUsual = endsAsUsual(bytes, view, first, to);
    let last = isUsual ? to - PROTOCOL_BYTES : to - 1;
    while (last > first && (bytes[last] !== SPACE || isEscaped(bytes, first, last))) last--;
    const hasProtocol = isUsual || (last > first && isProtocol(bytes, last + 1, to));
    this.methodFrom = from;
    this.methodTo = first;
    this.targetFrom = first + 1;
    this.targetTo = hasProtocol ? last : to;
    this.protocolFrom = hasProtocol ? last + 1 : to;
    this.protocolTo = to;
    this.readable =
      (isGet || isMethod(bytes, from, first)) &&
      this.targetFrom < this.targetTo &&
      (hasProtocol || bytes[this.targetFrom] === SLASH);
  }
}

/** Whether ` HTTP/1.1`, or with other numbers, is behind more than a method: then no space in it is the last one. */
function endsAsUsual(bytes: Buffer, view: DataView, first: number, to: number): boolean {
  const last = to - PROTOCOL_BYTES;
  return (
    last > first &&
    bytes[last] === SPACE &&
    bytes[last - 1] !== BACKSLASH &&
    view.getInt32(last + 1) === HTTP &&
    bytes[to - 4] === SLASH &&
    bytes[to - 2] === DOT &&
    bytes[to - 3] !== SPACE &&
    bytes[to - 1] !== SPACE
  );
}

/** Whether the byte at `at` is escaped: an odd number of backslashes stand before it. */
export function isEscaped(bytes: Buffer, from: number, at: number): boolean {
  let i = at;
  while (i > from && bytes[i - 1] === BACKSLASH) i--;
  return (at - i) % 2 === 1;
}

/** `HTTP/` and something. */
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

/** Letters, `-` and `_`, as in every method that is in use; a `-` alone is none. */
function isMethod(bytes: Buffer, from: number, to: number): boolean {
  if (to <= from || to - from > MAX_METHOD_BYTES || !isLetter(bytes[from] as number)) return false;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (!isLetter(byte) && byte !== DASH && byte !== UNDERSCORE) return false;
  }
  return true;
}

function isLetter(byte: number): boolean {
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}
