const COLON = 0x3a;
const DOT = 0x2e;
const COMMA = 0x2c;

/** Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff`, with `.` or `,` before a fraction of any length. */
export class TimeOfDay {
  /** After a `read` that succeeded: the index after the time. */
  next = 0;

  /** Milliseconds since midnight, cut and not rounded; NaN if it is no time. A leap second, `:60`, is the second after. */
  read(bytes: Uint8Array, from: number, to: number): number {
    this.next = from + 5;
    if (this.next > to || bytes[from + 2] !== COLON) return Number.NaN;
    const hour = twoDigits(bytes, from);
    const minute = twoDigits(bytes, from + 3);
    if (!(hour < 24 && minute < 60)) return Number.NaN;
    const ms = (hour * 60 + minute) * 60_000;
    if (this.next === to || bytes[this.next] !== COLON) return ms;
    this.next += 3;
    const second = this.next > to ? Number.NaN : twoDigits(bytes, from + 6);
    if (!(second < 61)) return Number.NaN;
    const separator = this.next < to ? bytes[this.next] : 0;
    return ms + second * 1000 + (separator === DOT || separator === COMMA ? this.fraction(bytes, to) : 0);
  }

  private fraction(bytes: Uint8Array, to: number): number {
    let at = this.next + 1;
    let ms = 0;
    let unit = 100;
    for (; at < to && isDigit(bytes[at]); at++) {
      if (unit >= 1) ms += unit * ((bytes[at] as number) - 0x30);
      unit /= 10;
    }
    if (unit === 100) return Number.NaN;
    this.next = at;
    return ms;
  }
}

/** The number that two digits make; NaN if they are not two digits. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 0x30;
  const ones = (bytes[at + 1] as number) - 0x30;
  // As unsigned numbers, bytes below '0' are large too.
  return tens >>> 0 < 10 && ones >>> 0 < 10 ? tens * 10 + ones : Number.NaN;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
