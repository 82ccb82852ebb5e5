import { fieldText } from '../bytes/field-text.js';
import { Intern } from '../bytes/intern.js';
import type { NameClashes } from '../fields/name-clashes.js';
import type { Row } from '../fields/row.js';
import { snakeCase } from '../fields/snake-case.js';
import type { WantedNames } from '../fields/wanted-names.js';
import type { LineParser } from '../line/line-decoder.js';
import { requestPart, WHOLE_REQUEST } from '../request/request-names.js';
import type { UsualRequest } from '../request/usual-request.js';
import type { ReadTime } from '../time/time-format.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

type Value = string | boolean | null;

export interface LogfmtParserOptions {
  /** Names of the fields in which a time is looked for, the first that holds one. */
  readonly timeFields: readonly string[];
  readonly readTime: ReadTime;
  readonly clashes: NameClashes;
  /** Only lines that are requests are rows, with the fields of an access log. */
  readonly requests?: UsualRequest | undefined;
}

/** Reads `key=value key="a value" key`; see `logfmt`. */
export class LogfmtParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  notRequest = false;
  missing: (() => number) | undefined;
  /** How many keys of the last line have a value. */
  pairs = 0;
  readonly #names = new Intern((bytes, from, to) => snakeCase(bytes.toString('utf8', from, to)), {
    slots: 1024,
    maxBytes: 64,
  });
  readonly #texts = new Intern(fieldText, { slots: 4096, maxBytes: 64 });
  readonly #rank: ReadonlyMap<string, number>;
  /** What the last line has in each of the fields of a time. */
  readonly #times: Value[];
  #valueTo = 0;
  /** Which parts of a request the last line has a name for. */
  #parts = 0;

  constructor(
    private readonly wanted: WantedNames,
    private readonly options: LogfmtParserOptions,
  ) {
    this.#rank = new Map(options.timeFields.map((name, rank) => [name, rank]));
    this.#times = options.timeFields.map(() => null);
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    this.noTime = false;
    this.notRequest = false;
    this.problem = '';
    this.pairs = 0;
    this.#parts = 0;
    this.#times.fill(null);
    const row: Row = { time: Number.NaN };
    this.#readPairs(row as Record<string, unknown>, bytes, from, to);
    if (this.problem !== '') return undefined;
    if (this.pairs === 0) {
      this.problem = 'No key=value.';
      return undefined;
    }
    const { requests } = this.options;
    if (requests !== undefined && this.#parts !== WHOLE_REQUEST) {
      this.notRequest = true;
      this.problem = 'The line has pairs, and is no request: no status, or nothing that was asked for.';
      return undefined;
    }
    const time = this.#time();
    if (!Number.isNaN(time)) {
      (row as { time: number }).time = time;
      requests?.fill(row as Record<string, unknown>);
      return row;
    }
    this.noTime = true;
    this.problem = `No time that can be read in ${this.options.timeFields.join(', ')}.`;
    return undefined;
  }

  #readPairs(row: Record<string, unknown>, bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      if ((bytes[at] as number) <= SPACE) continue;
      const keyTo = keyEnd(bytes, at, to);
      if (keyTo === at || (keyTo < to && bytes[keyTo] === QUOTE)) {
        this.problem = `No key at character ${at - from + 1} of the line.`;
        return;
      }
      const name = this.#names.get(bytes, at, keyTo);
      const rank = this.#rank.get(name);
      const wanted = this.wanted.has(name);
      if (keyTo < to && bytes[keyTo] === EQUALS) {
        const value = this.#value(bytes, keyTo + 1, to, wanted || rank !== undefined);
        if (this.problem !== '') return;
        this.pairs++;
        if (this.options.requests !== undefined) this.#parts |= requestPart(name);
        if (wanted) {
          const before = row[name];
          if (before !== undefined && before !== value && name !== 'time')
            this.options.clashes.say(name, bytes.toString('utf8', at, keyTo), before, value);
          row[name] = value;
        }
        if (rank !== undefined) this.#times[rank] = value;
        at = this.#valueTo;
      } else {
        if (wanted) row[name] = true;
        at = keyTo;
      }
    }
  }

  /** The value that begins at `from`; only where it ends if it is not `needed`. */
  #value(bytes: Buffer, from: number, to: number, needed: boolean): Value {
    if (from < to && bytes[from] === QUOTE) return this.#quoted(bytes, from + 1, to, needed);
    let end = from;
    while (end < to && (bytes[end] as number) > SPACE) end++;
    this.#valueTo = end;
    return needed ? bareValue(this.#texts.get(bytes, from, end)) : null;
  }

  #quoted(bytes: Buffer, from: number, to: number, needed: boolean): Value {
    let end = from;
    while (end < to && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1;
    if (end >= to) {
      this.problem = 'A quoted value does not end.';
      return null;
    }
    this.#valueTo = end + 1;
    if (end + 1 < to && (bytes[end + 1] as number) > SPACE) {
      this.problem = 'Something other than a space follows a closing quote.';
      return null;
    }
    return needed ? quotedValue(bytes, from, end) : null;
  }

  #time(): number {
    for (const value of this.#times) {
      if (value === null) continue;
      const time = this.options.readTime(value);
      if (!Number.isNaN(time)) return time;
    }
    return this.missing?.() ?? Number.NaN;
  }
}

/** Where the key at `from` ends: before `=`, white space or a quote. */
function keyEnd(bytes: Buffer, from: number, to: number): number {
  let end = from;
  while (end < to && (bytes[end] as number) > SPACE && bytes[end] !== EQUALS && bytes[end] !== QUOTE) end++;
  return end;
}

function bareValue(text: string): Value {
  if (text === '') return null;
  if (text === 'true') return true;
  return text === 'false' ? false : text;
}

/** Quotes make no difference to what a value is, but for an empty one. */
function quotedValue(bytes: Buffer, from: number, to: number): Value {
  const text = quotedText(bytes, from, to);
  return text === '' ? text : bareValue(text);
}

/** Escapes as JSON and Go write them, or else those of `fieldText`. */
function quotedText(bytes: Buffer, from: number, to: number): string {
  const raw = bytes.toString('utf8', from, to);
  if (!raw.includes('\\u')) return fieldText(bytes, from, to);
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return fieldText(bytes, from, to);
  }
}
