import type { FlowList } from './flow-list.js';
import { FLOW_FIELDS, FLOW_NAMES } from './flow-row.js';
import { QuotedNames } from './quoted-names.js';
import { WrittenName } from './written-name.js';

const NAMES = new QuotedNames();

/** Fields as they are written, and as they are most often: with the colon after them. */
const QUOTED = FLOW_FIELDS.map((field) => new WrittenName(`"${field}"`));
const WITH_COLON = FLOW_FIELDS.map((field) => new WrittenName(`"${field}":`));
/** The bits that say which of them a record has. */
const ALL = (1 << FLOW_FIELDS.length) - 1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const SPACE = 0x20;
const ZERO = 0x30;
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
    /** What is read is added to them. */
    readonly rows: FlowList,
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
    const { bytes, rows } = this;
    const view = this.#view;
    let { at } = this;
    let field = FLOW_FIELDS.length - 1;
    let srcApp = '';
    let destApp = '';
    let vpcId = '';
    let bytesTx = 0;
    let bytesRx = 0;
    let hour = 0;
    do {
      this.at = at;
      if (at >= place) return 'more';
      at = pastSpace(bytes, at + 1);
      if (bytes[at] !== 0x7b /* { */) return 'other';
      let seen = 0;
      do {
        at = pastSpace(bytes, at + 1);
        // Most often they come in the same order.
        field = field === FLOW_FIELDS.length - 1 ? 0 : field + 1;
        const usual = WITH_COLON[field] as WrittenName;
        if (usual.standsAt(view, at)) at += usual.length;
        else {
          if (!(QUOTED[field] as WrittenName).standsAt(view, at)) field = fieldAt(view, at);
          if (field < 0) return 'other';
          at = pastSpace(bytes, at + (QUOTED[field] as WrittenName).length);
          if (bytes[at++] !== 0x3a /* : */) return 'other';
        }
        if ((seen & (1 << field)) !== 0) return 'other';
        seen |= 1 << field;
        at = pastSpace(bytes, at);
        if (field < FLOW_NAMES.length) {
          const name = bytes[at] === QUOTE ? NAMES.get(bytes, view, at + 1) : undefined;
          if (name === undefined) return 'other';
          if (field === 0) srcApp = name;
          else if (field === 1) destApp = name;
          else vpcId = name;
          at = NAMES.end;
        } else {
          const from = at;
          let value = 0;
          for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, ++at))
            value = value * 10 + digit;
          if (!isWritten(bytes, from, at - from)) return 'other';
          if (field === 3) bytesTx = value;
          else if (field === 4) bytesRx = value;
          else hour = value;
        }
        at = pastSpace(bytes, at);
      } while (bytes[at] === COMMA);
      if (bytes[at] !== 0x7d /* } */ || seen !== ALL) return 'other';
      at = pastSpace(bytes, at + 1);
      if (bytes[at] !== COMMA && at !== this.#last) return 'other';
      rows.add(srcApp, destApp, vpcId, bytesTx, bytesRx, hour);
    } while (bytes[at] === COMMA);
    return 'all';
  }
}

/** The place of what is no blank; of one where there are too many. */
const pastSpace = (bytes: Buffer, from: number): number =>
  (bytes[from] as number) > SPACE ? from : pastBlanks(bytes, from);

const pastBlanks = (bytes: Buffer, from: number): number => {
  let at = from;
  while (isSpace(bytes[at]) && at - from < MOST_BLANKS) at++;
  return at;
};

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Which field's name stands there, quotes and all; -1 for none. */
const fieldAt = (view: DataView, at: number): number => QUOTED.findIndex((name) => name.standsAt(view, at));

/** The digit that stands there; -1 for anything else. */
const digitAt = (bytes: Buffer, at: number): number => {
  const byte = bytes[at] as number;
  return byte >= ZERO && byte <= ZERO + 9 ? byte - ZERO : -1;
};

/** Whether so many digits are a number: not none, not too many, and no zero before others. */
const isWritten = (bytes: Buffer, from: number, digits: number): boolean =>
  digits === 1 || (digits > 1 && digits <= MOST_DIGITS && bytes[from] !== ZERO);
