import { monthOf } from '../time/civil-time.js';
import { epochOfTexts } from '../time/epoch-of-texts.js';
import { type LocalClock, UTC_CLOCK } from '../time/local-clock.js';
import { yearBeside } from '../time/year-beside.js';
import { yearlessTime } from '../time/yearless-time.js';

const SYSLOG =
  /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?![\d.]| \d{4}\b)/;

/** What the year of the next line depends on. */
export interface SyslogYear {
  readonly year: number;
  /** Of the line before; 0 before the first. */
  readonly month: number;
}

/** Reads `Jan  2 03:04:05`, which has no year: it goes on from that of the line before, over a new year and back. */
export class SyslogTime {
  #year: number;
  #month = 0;

  /** `year` is that of the first line; NaN: the clock tells it of each. */
  constructor(
    year: number,
    private readonly clock: LocalClock,
  ) {
    this.#year = year;
  }

  /** Epoch milliseconds; NaN if the line does not begin with such a time, or there is no such day. */
  read(line: string): number {
    const parts = SYSLOG.exec(line);
    if (parts === null) return Number.NaN;
    const [, name = '', day, hour, minute, second, fraction] = parts;
    const month = monthOf(name);
    if (Number.isNaN(this.#year))
      return yearlessTime({ month, day, hour, minute, second, fraction }, this.clock);
    const year = this.#month === 0 ? this.#year : yearBeside(this.#year, this.#month, month);
    const texts = { year, month, day, hour, minute, second, fraction };
    const time = epochOfTexts(texts, undefined, this.clock);
    if (Number.isNaN(time)) return time;
    this.#year = year;
    this.#month = month;
    return time;
  }

  save(): SyslogYear {
    return { year: this.#year, month: this.#month };
  }

  load(saved: SyslogYear): void {
    this.#year = saved.year;
    this.#month = saved.month;
  }
}

/** Whether a line begins with a time that has no year. */
export function hasSyslogTime(line: string): boolean {
  return !Number.isNaN(new SyslogTime(2000, UTC_CLOCK).read(line));
}
