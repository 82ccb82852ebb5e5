import type { Row } from '../fields/row.js';
import type { WantedNames } from '../fields/wanted-names.js';
import type { LineParser } from '../line/line-decoder.js';
import type { LocalClock } from '../time/local-clock.js';
import type { IsoStart } from './iso-start.js';
import { hasSyslogTime, SyslogStart } from './syslog-start.js';
import { mayTellHowLong } from './took-of-line.js';

export interface LinesParserOptions {
  /** The time with which a line begins; NaN if it begins with none. */
  readonly readStart: (line: string) => number;
  /** Of the first line, for times that have none. */
  readonly year: number | undefined;
  readonly clock: LocalClock;
  /** Whether nobody has said the zone of times that are written without a number for it. */
  readonly asksZone?: boolean;
  /** Reads the time of most lines in their bytes; absent where a format is said. */
  readonly isoStart?: IsoStart;
  /** Whether a line that tells how long something took has the time at which it was over. */
  readonly addsTook?: boolean;
}

interface Saved {
  readonly time: number;
  readonly syslog?: unknown;
}

const NO_TIME = 'No time at the start of this line, nor of any before it.';
const NO_YEAR = 'The time at the start of the line has no year; say the year of the first line.';
const NO_ZONE =
  'The zone of the time is written in letters, which are not the same everywhere; say the zone.';
/** Letters behind a time that say a zone, and not UTC; they mean several where they are used in several countries. */
const IN_LETTERS =
  /^\W{0,2}\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})? ?(?:[CEW]ES?T|BST|IST|MSK|[ECMP][SD]T|A[CEKW][SD]T|HST|NZ[SD]T|[JK]ST|SGT|HKT|SAST|BRT|ART)\b/;

/** Reads plain lines; see `lines`. */
export class LinesParser implements LineParser<Row> {
  problem = '';
  readonly noTime = true;
  readonly keeps = 'time';
  missing: (() => number) | undefined;
  /** Of the line before. */
  #time = Number.NaN;
  readonly #syslog: SyslogStart | undefined;
  readonly #wantsLine: boolean;

  constructor(
    wanted: WantedNames,
    private readonly options: LinesParserOptions,
    saved: unknown,
  ) {
    this.#wantsLine = wanted.has('line');
    const { year, clock } = options;
    if (year !== undefined || clock.years !== undefined) this.#syslog = new SyslogStart(clock, year);
    if (saved === undefined) return;
    const { time, syslog } = saved as Saved;
    this.#time = time;
    if (syslog !== undefined) this.#syslog?.load(syslog);
  }

  save(): unknown {
    if (Number.isNaN(this.#time)) return undefined;
    const syslog = this.#syslog?.save();
    return { time: this.#time, ...(syslog !== undefined && { syslog }) };
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const { isoStart, asksZone, addsTook } = this.options;
    const quick = isoStart === undefined ? Number.NaN : isoStart.read(bytes, from, to);
    if (
      Number.isNaN(quick) ||
      (asksZone === true && isoStart?.isZoned === false && hasLettersBehind(bytes, from, to)) ||
      (addsTook === true && mayTellHowLong(bytes, from, to))
    )
      return this.#parseText(bytes.toString('utf8', from, to));
    this.#time = quick;
    return this.#wantsLine ? { time: quick, line: bytes.toString('utf8', from, to) } : { time: quick };
  }

  #parseText(line: string): Row | undefined {
    if (this.options.asksZone === true && IN_LETTERS.test(line)) {
      this.problem = NO_ZONE;
      return undefined;
    }
    const start = this.#startOf(line);
    const time = Number.isNaN(start) ? (this.missing?.() ?? start) : start;
    if (!Number.isNaN(time)) this.#time = time;
    else if (Number.isNaN(this.#time) || (this.#syslog === undefined && hasSyslogTime(line))) {
      this.problem = hasSyslogTime(line) ? NO_YEAR : NO_TIME;
      return undefined;
    }
    return this.#wantsLine ? { time: this.#time, line } : { time: this.#time };
  }

  #startOf(line: string): number {
    const time = this.options.readStart(line);
    return Number.isNaN(time) && this.#syslog !== undefined ? this.#syslog.read(line) : time;
  }
}

/** As far as a time and its zone reach. */
const ZONE_WITHIN = 40;

/** Whether capitals stand where the zone of a time would be, which is written without a number for it. */
function hasLettersBehind(bytes: Buffer, from: number, to: number): boolean {
  const most = Math.min(to, from + ZONE_WITHIN);
  let at = from + SECONDS_END;
  while (at < most && isNoLetter(bytes[at] as number)) at++;
  return at < most && IN_LETTERS.test(bytes.toString('latin1', from, most));
}

const SECONDS_END = 16;
const isNoLetter = (byte: number): boolean => byte < 0x41;
