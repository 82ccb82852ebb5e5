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
  /** Whether a backslash occurs in it. */
  escaped = false;
  methodFrom = 0;
  methodTo = 0;
  targetFrom = 0;
  targetTo = 0;
  /** Equal to `protocolTo` when there is no protocol. */
  protocolFrom = 0;
  protocolTo = 0;
  private firstSpace = NONE;
  private lastSpace = NONE;

  /**
   * Reads the request that begins at `from`, up to the size; answers false if no closing quote has a status and a size
   * after it. Some servers do not escape quotes, so the first quote that has them closes the request.
   */
  read(bytes: Buffer, from: number, to: number): boolean {
    let first = NONE;
    let last = NONE;
    let escaped = false;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      if (byte === BACKSLASH) {
        escaped = true;
        i++;
      } else if (byte === SPACE) {
        if (first === NONE) first = i;
        last = i;
      } else if (byte === QUOTE && this.takeStatus(bytes, i + 1, to)) {
        this.methodFrom = from;
        this.protocolTo = i;
        this.firstSpace = first;
        this.lastSpace = last;
        this.escaped = escaped;
        return true;
      }
    }
    return false;
  }

  /** Splits the request that was just read. */
  split(bytes: Buffer): void {
    const { methodFrom, firstSpace, lastSpace, protocolTo } = this;
    const hasProtocol = lastSpace > firstSpace && isProtocol(bytes, lastSpace + 1, protocolTo);
    this.methodTo = firstSpace;
    this.targetFrom = firstSpace + 1;
    this.targetTo = hasProtocol ? lastSpace : protocolTo;
    this.protocolFrom = hasProtocol ? lastSpace + 1 : protocolTo;
    this.readable =
      isMethod(bytes, methodFrom, firstSpace) &&
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
