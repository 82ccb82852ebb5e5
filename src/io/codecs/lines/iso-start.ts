import type { LocalClock } from '../time/local-clock.js';
import { isoStamps } from '../time/local-stamps.js';
import type { StampReader } from '../time/stamp-reader.js';

const TIME_AT = 11;
const OFFSET_BYTES = 5;
const SPACE = 0x20;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** Reads the time with which most lines begin, ISO 8601 and nothing before it, in their bytes. */
export class IsoStart {
  /** Whether the line that was read says the zone of its time by a number or a Z. */
  isZoned = false;
  readonly #stamps: StampReader;

  constructor(clock: LocalClock) {
    this.#stamps = isoStamps(clock);
  }

  /** In epoch milliseconds; NaN where the line has to be looked at more closely. */
  read(bytes: Buffer, from: number, to: number): number {
    this.isZoned = false;
    const separator = bytes[from + TIME_AT - 1];
    if (to - from <= TIME_AT || (separator !== LETTER_T && separator !== SPACE)) return Number.NaN;
    if (bytes[from + 4] !== MINUS) return Number.NaN;
    let end = from + TIME_AT;
    while (end < to && isOfTime(bytes[end] as number)) end++;
    const next = end < to ? bytes[end] : SPACE;
    if (next === SPACE && isOffsetAt(bytes, end + 1, to)) return Number.NaN;
    if (next === LETTER_Z) end++;
    else if (next === PLUS || next === MINUS)
      end += bytes[end + 3] === COLON ? OFFSET_BYTES + 1 : OFFSET_BYTES;
    this.isZoned = next === LETTER_Z || next === PLUS || next === MINUS;
    if (end > to || (this.isZoned && end < to && isOfWord(bytes[end] as number))) return Number.NaN;
    return this.#stamps.read(bytes, from, end);
  }
}

/** An offset, or a zone of one letter, may stand behind a space. */
function isOffsetAt(bytes: Buffer, at: number, to: number): boolean {
  return at < to && (bytes[at] === PLUS || bytes[at] === MINUS || bytes[at] === LETTER_Z);
}

const isOfTime = (byte: number): boolean => (byte >= 0x30 && byte <= COLON) || byte === DOT || byte === COMMA;

const isOfWord = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) || byte === 0x5f;
