import { type LocalClock, UTC_CLOCK } from '../time/local-clock.js';
import type { StampReader } from '../time/stamp-reader.js';
import { syslogStamps } from '../time/syslog-stamps.js';

const SYSLOG = /^(?:<\d{1,3}>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?)(?![\d.]| \d{4}\b)/;
const scratch = Buffer.alloc(64);

/** Reads `Jan  2 03:04:05`, which has no year, where a line begins with it, as `syslogStamps` does. */
export class SyslogStart {
  readonly #stamps: StampReader;

  constructor(clock: LocalClock, year: number | undefined) {
    this.#stamps = syslogStamps(clock, year);
  }

  /** Epoch milliseconds; NaN if the line does not begin with such a time, or there is no such day. */
  read(line: string): number {
    const text = SYSLOG.exec(line)?.[1];
    return text === undefined ? Number.NaN : this.#stamps.read(scratch, 0, scratch.write(text, 'latin1'));
  }

  save(): unknown {
    return this.#stamps.save?.();
  }

  load(saved: unknown): void {
    this.#stamps.load?.(saved);
  }
}

/** Whether a line begins with a time that has no year. */
export function hasSyslogTime(line: string): boolean {
  return SYSLOG.test(line) && !Number.isNaN(new SyslogStart(UTC_CLOCK, 2000).read(line));
}
