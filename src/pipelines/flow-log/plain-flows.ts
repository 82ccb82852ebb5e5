import { Intern } from '../../io/codecs/bytes/intern.js';
import { FLOW_FIELDS, FLOW_NAMES, LONGEST_NAME, type NewFlowRow } from './flow-row.js';
import { WrittenName } from './written-name.js';

/** Names come again and again. What is remembered changes nothing but the speed. */
const NAMES = new Intern((bytes, from, to) => bytes.toString('utf8', from, to), {
  slots: 16_384,
  maxBytes: 64,
});

/** Fields as they are written. */
const QUOTED = FLOW_FIELDS.map((field) => new WrittenName(`"${field}"`));
/** Bytes that follow the place of a name at least: the longest name is no longer than the shortest with `:0}]`. */
const LEAST_REST = Math.max(...QUOTED.map(({ length }) => length));
/** The bits that say which of them a record has. */
const ALL = (1 << FLOW_FIELDS.length) - 1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
/** Numbers of so many digits are below 2^53. */
const MOST_DIGITS = 15;
/** Blanks in a row that are looked at: more of them are not written plainly, and would take long. */
const MOST_BLANKS = 4096;

/**
 * Reads flow records that are written in the plainest way: an array of objects with the six fields once each, in any
 * order, names without escapes and of at most 256 bytes, and numbers that are digits alone. Stops at anything else,
 * good or bad, which is left to a closer look. The bytes must be UTF-8. Faster than `JSON.parse`, which knows less of what comes.
 */
export class PlainFlows {
  /** Place of the bracket or the comma before the next record. */
  at = 0;
  readonly #view: DataView;
  /** Place of the last bracket; -1 where there is none, or nothing begins with one. */
  readonly #last: number;

  constructor(
    private readonly bytes: Buffer,
    private readonly time: number,
    /** What is read is added to them. */
    readonly rows: NewFlowRow[],
  ) {
    // Ending so, it needs no look at where it ends: nothing below goes past a bracket that it does not expect.
    let last = bytes.length - 1;
    while (isSpace(bytes[last]) && bytes.length - last < MOST_BLANKS) last--;
    this.#last = bytes[0] === OPEN && bytes[last] === CLOSE ? last : -1;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Reads on, to the first end of a record past a place: all is read, there is more, or the next is not plain. */
  readTo(place: number): 'all' | 'more' | 'other' {
    if (this.#last < 0) return 'other';
    const { bytes, time, rows } = this;
    const view = this.#view;
    // After this place no good record has a name, and up to it there is room for every name.
    const lastName = bytes.length - LEAST_REST;
    let { at } = this;
    let field = FLOW_FIELDS.length - 1;
    do {
      this.at = at;
      if (at >= place) return 'more';
      at = pastSpace(bytes, at + 1);
      if (bytes[at] !== 0x7b /* { */) return 'other';
      const row = { time, src_app: '', dest_app: '', vpc_id: '', bytes_tx: 0, bytes_rx: 0, hour: 0 };
      let seen = 0;
      do {
        at = pastSpace(bytes, at + 1);
        if (at > lastName) return 'other';
        // Most often they come in the same order.
        field = field === FLOW_FIELDS.length - 1 ? 0 : field + 1;
        if (!(QUOTED[field] as WrittenName).standsAt(view, at)) field = fieldAt(view, at);
        if (field < 0 || (seen & (1 << field)) !== 0) return 'other';
        seen |= 1 << field;
        at = pastSpace(bytes, at + (QUOTED[field] as WrittenName).length);
        if (bytes[at] !== 0x3a /* : */) return 'other';
        const from = pastSpace(bytes, at + 1);
        const end = field < FLOW_NAMES.length ? endOfName(bytes, from) : endOfDigits(bytes, from);
        if (end < 0) return 'other';
        switch (field) {
          case 0:
            row.src_app = NAMES.get(bytes, from + 1, end - 1, view);
            break;
          case 1:
            row.dest_app = NAMES.get(bytes, from + 1, end - 1, view);
            break;
          case 2:
            row.vpc_id = NAMES.get(bytes, from + 1, end - 1, view);
            break;
          case 3:
            row.bytes_tx = wholeOf(bytes, from, end);
            break;
          case 4:
            row.bytes_rx = wholeOf(bytes, from, end);
            break;
          default:
            row.hour = wholeOf(bytes, from, end);
        }
        at = pastSpace(bytes, end);
      } while (bytes[at] === COMMA);
      if (bytes[at] !== 0x7d /* } */ || seen !== ALL) return 'other';
      at = pastSpace(bytes, at + 1);
      if (bytes[at] !== COMMA && at !== this.#last) return 'other';
      rows.push(row);
    } while (bytes[at] === COMMA);
    return 'all';
  }
}

/** The place of what is no blank; of one where there are too many. */
const pastSpace = (bytes: Buffer, from: number): number => {
  let at = from;
  while (isSpace(bytes[at]) && at - from < MOST_BLANKS) at++;
  return at;
};

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Which field's name stands there, quotes and all; -1 for none. */
const fieldAt = (view: DataView, at: number): number => QUOTED.findIndex((name) => name.standsAt(view, at));

/** The place after a name's closing quote; -1 where it is no plain name. */
const endOfName = (bytes: Buffer, from: number): number => {
  if (bytes[from] !== QUOTE) return -1;
  for (let at = from + 1; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      const length = at - from - 1;
      return length > 0 && length <= LONGEST_NAME ? at + 1 : -1;
    }
    if (byte === BACKSLASH || byte < 0x20) return -1;
  }
  return -1;
};

/** The place after the last digit; -1 where there are none, too many, or a zero before others. */
const endOfDigits = (bytes: Buffer, from: number): number => {
  let at = from;
  for (let byte = bytes[at] as number; byte >= ZERO && byte <= ZERO + 9; byte = bytes[++at] as number);
  const digits = at - from;
  return digits === 0 || digits > MOST_DIGITS || (digits > 1 && bytes[from] === ZERO) ? -1 : at;
};

const wholeOf = (bytes: Buffer, from: number, to: number): number => {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + ((bytes[at] as number) - ZERO);
  return value;
};
