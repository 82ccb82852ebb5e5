import { indexWithin } from '../bytes/index-within.js';

const SPACE = 0x20;
const COMMA = 0x2c;
const QUOTE = 0x22;
const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const PERCENT = 0x25;

/** Which name comes first on a line: told by the line itself, always the client, or always the virtual host. */
export type FirstName = 'auto' | 'client' | 'vhost';

/**
 * Finds the names before the time, as indexes into the line; where a name is missing, its two indexes are equal.
 *
 * The names are `client ident user`, `vhost client ident user`, or (OVH) `client vhost user`. With `auto` each line
 * tells by its second name:
 *   - `-`, or there is none: the first is the client;
 *   - an IP address, or any name before a `-` that a fourth name follows: the first is the virtual host;
 *   - a name with a dot in it, after an IP address: the second is the virtual host, and there is no ident;
 *   - else the first is the client.
 * The user is everything after the names before it, spaces included. Of a list of forwarded addresses (`a, b, c` or
 * `"a, b"`, and then perhaps the address of the last proxy) the first is the client.
 */
export class ClfNames {
  hostFrom = 0;
  hostTo = 0;
  userFrom = 0;
  userTo = 0;
  vhostFrom = 0;
  vhostTo = 0;

  constructor(private readonly first: FirstName) {}

  /** `[from, to)` is what comes before the bracket of the time; its first name ends at `nameTo`. */
  split(bytes: Buffer, from: number, nameTo: number, to: number): void {
    let end = to;
    while (end > from && bytes[end - 1] === SPACE) end--;
    const firstTo = Math.min(nameTo, end);
    this.hostFrom = from;
    this.hostTo = firstTo;
    this.vhostFrom = this.vhostTo = from;
    const isList = bytes[from] === QUOTE || bytes[firstTo - 1] === COMMA;
    // Nearly every line: a client, no ident, and a user.
    if (
      !isList &&
      this.first !== 'vhost' &&
      bytes[firstTo + 1] === DASH &&
      bytes[firstTo + 2] === SPACE &&
      firstTo + 1 < end
    ) {
      this.userFrom = Math.min(firstTo + 3, end);
      this.userTo = end;
      return;
    }
    const second = Math.min((isList ? this.takeList(bytes, from, end) : firstTo) + 1, end);
    const secondTo = nameEnd(bytes, second, end);
    const third = Math.min(secondTo + 1, end);
    this.userFrom = third;
    this.userTo = end;
    if (this.isVhostFirst(bytes, second, secondTo, end)) {
      this.vhostTo = this.hostTo;
      this.vhostFrom = this.hostFrom;
      this.hostFrom = second;
      this.hostTo = secondTo;
      const hasList = isListAt(bytes, second, secondTo);
      const ident = hasList ? Math.min(this.takeList(bytes, second, end) + 1, end) : third;
      this.userFrom = Math.min(nameEnd(bytes, ident, end) + 1, end);
    } else if (this.isVhostSecond(bytes, second, secondTo)) {
      this.vhostFrom = second;
      this.vhostTo = secondTo;
    }
  }

  /** Sets the host to the first address of the list that begins the line, and answers where the list ends. */
  private takeList(bytes: Buffer, from: number, end: number): number {
    let to: number;
    if (bytes[from] === QUOTE) {
      this.hostFrom = from + 1;
      to = indexWithin(bytes, QUOTE, from + 1, end);
      this.hostTo = Math.min(to, nameEnd(bytes, from + 1, end));
      to = nameEnd(bytes, to, end);
    } else {
      to = this.hostTo;
      while (to < end && bytes[to - 1] === COMMA) to = nameEnd(bytes, to + 1, end);
    }
    if (this.hostTo > this.hostFrom && bytes[this.hostTo - 1] === COMMA) this.hostTo--;
    const proxy = Math.min(to + 1, end);
    const proxyTo = nameEnd(bytes, proxy, end);
    return isAddress(bytes, proxy, proxyTo) ? proxyTo : to;
  }

  private isVhostFirst(bytes: Buffer, second: number, secondTo: number, end: number): boolean {
    if (this.first !== 'auto') return this.first === 'vhost';
    if (isDash(bytes, second, secondTo)) return false;
    if (isAddress(bytes, second, secondTo) || isListAt(bytes, second, secondTo)) return true;
    const thirdTo = nameEnd(bytes, secondTo + 1, end);
    return thirdTo < end && isDash(bytes, secondTo + 1, thirdTo);
  }

  private isVhostSecond(bytes: Buffer, second: number, secondTo: number): boolean {
    if (this.first !== 'auto' || indexWithin(bytes, DOT, second, secondTo) === secondTo) return false;
    return isAddress(bytes, this.hostFrom, this.hostTo);
  }
}

/** Whether a list of forwarded addresses begins with this name. */
function isListAt(bytes: Buffer, from: number, to: number): boolean {
  return from < to && (bytes[from] === QUOTE || bytes[to - 1] === COMMA);
}

function nameEnd(bytes: Buffer, from: number, to: number): number {
  return indexWithin(bytes, SPACE, from, to);
}

function isDash(bytes: Buffer, from: number, to: number): boolean {
  return to - from === 1 && bytes[from] === DASH;
}

/**
 * Digits and three dots, perhaps with a port; or IPv6: `::`, or seven colons, and else hex digits, dots, and a zone after `%`.
 */
export function isAddress(bytes: Buffer, from: number, to: number): boolean {
  let dots = 0;
  let colons = 0;
  let letters = 0;
  let isShort = false;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte === DOT) dots++;
    else if (byte === COLON) {
      colons++;
      isShort ||= bytes[i + 1] === COLON && i + 1 < to;
    } else if (byte < 0x30 || byte > 0x39) {
      const letter = byte | 0x20;
      if (letter < 0x61 || letter > 0x66) return byte === PERCENT && isShort;
      letters++;
    }
  }
  return isShort || colons >= 7 || (dots === 3 && letters === 0 && bytes[from] !== COLON);
}
