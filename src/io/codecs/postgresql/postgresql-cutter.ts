import { stands } from '../bytes/stands.js';
import type { Cutter } from '../text-format/cutter.js';
import { SlotFields } from '../text-format/slot-fields.js';

export const POSTGRESQL_SLOTS = ['time', 'prefix', 'severity', 'message', 'duration', 'statement'];
const [TIME, PREFIX, SEVERITY, MESSAGE, DURATION, STATEMENT] = [0, 1, 2, 3, 4, 5];

const SEVERITIES: ReadonlySet<string> = new Set([
  ...['DEBUG', 'DEBUG1', 'DEBUG2', 'DEBUG3', 'DEBUG4', 'DEBUG5', 'LOG', 'INFO', 'NOTICE', 'WARNING', 'ERROR'],
  ...['FATAL', 'PANIC', 'DETAIL', 'HINT', 'STATEMENT', 'CONTEXT', 'QUERY', 'LOCATION'],
]);
const LONGEST_SEVERITY = 9;
const DURATION_MARK = Buffer.from('duration: ');
const UNIT_MARK = Buffer.from(' ms');
const [SPACE, DASH, COLON] = [0x20, 0x2d, 0x3a];
/** Bytes of `2024-05-01 12:00:00`. */
const STAMP_BYTES = 19;
/** Longer prefixes are none that anybody has. */
const MAX_PREFIX = 600;

/** Finds the values of a line; see `postgresql`. */
export class PostgresqlCutter implements Cutter {
  readonly fields = new SlotFields(POSTGRESQL_SLOTS.length);
  readonly problem = 'No yyyy-mm-dd HH:MM:SS at its start, or no severity after the prefix.';

  cut(bytes: Buffer, from: number, to: number): boolean {
    const { fields } = this;
    fields.clear();
    if (bytes[from + 4] !== DASH || bytes[from + 7] !== DASH || bytes[from + 10] !== SPACE) return false;
    const timeTo = this.#timeEnd(bytes, from, to);
    const colon = this.#severityEnd(bytes, timeTo, Math.min(to, from + MAX_PREFIX));
    if (colon === -1) return false;
    fields.set(TIME, from, timeTo);
    fields.set(PREFIX, timeTo, fields.from[SEVERITY] as number);
    this.#takeMessage(bytes, colon + 3, to);
    return true;
  }

  /** After the seconds, and after the word of the zone. */
  #timeEnd(bytes: Buffer, from: number, to: number): number {
    let end = from + STAMP_BYTES;
    while (end < to && bytes[end] !== SPACE) end++;
    const zone = end + 1;
    let at = zone;
    while (at < to && isOfZone(bytes[at] as number)) at++;
    return at > zone && (bytes[at] === SPACE || bytes[at] === COLON) ? at : end;
  }

  /** Finds the first severity, which a colon and two spaces follow, and answers where the colon is; -1 if there is none. */
  #severityEnd(bytes: Buffer, from: number, to: number): number {
    for (let colon = from; colon + 2 < to; colon++) {
      if (bytes[colon] !== COLON || bytes[colon + 1] !== SPACE || bytes[colon + 2] !== SPACE) continue;
      let start = colon;
      while (start > from && colon - start <= LONGEST_SEVERITY && isOfSeverity(bytes[start - 1] as number))
        start--;
      if (!SEVERITIES.has(bytes.toString('latin1', start, colon))) continue;
      this.fields.set(SEVERITY, start, colon);
      return colon;
    }
    return -1;
  }

  #takeMessage(bytes: Buffer, from: number, to: number): void {
    const { fields } = this;
    fields.set(MESSAGE, Math.min(from, to), to);
    if (!stands(bytes, DURATION_MARK, from, to)) return;
    const duration = from + DURATION_MARK.length;
    let end = duration;
    while (end < to && bytes[end] !== SPACE) end++;
    if (!stands(bytes, UNIT_MARK, end, to)) return;
    fields.set(DURATION, duration, end);
    // `  statement: …`, `  execute name: …` and their kind.
    let colon = end + UNIT_MARK.length;
    while (colon < to && !(bytes[colon] === COLON && bytes[colon + 1] === SPACE)) colon++;
    if (colon < to) fields.set(STATEMENT, colon + 2, to);
  }
}

/** A letter, a digit or a sign, as in `UTC`, `+02` and `-0330`. */
const isOfZone = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === DASH;

const isOfSeverity = (byte: number): boolean =>
  (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);
