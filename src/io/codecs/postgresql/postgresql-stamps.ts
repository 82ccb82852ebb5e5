import { indexWithin } from '../bytes/index-within.js';
import { isText } from '../bytes/is-text.js';
import { type LocalClock, UTC_CLOCK } from '../time/local-clock.js';
import { isoStamps } from '../time/local-stamps.js';
import type { StampReader } from '../time/stamp-reader.js';

const SPACE = 0x20;
const LETTER_A = 0x41;
/** Bytes of the date and the seconds; a fraction may follow. */
const SECOND_BYTES = 19;

const UTC = Buffer.from('UTC');
const GMT = Buffer.from('GMT');

/** `2024-05-01 12:00:00.123 UTC`: letters that are not UTC's do not tell the zone, so it must have been said. */
export function postgresqlStamps(clock: LocalClock): StampReader {
  const local = isoStamps(clock);
  const utc = isoStamps(UTC_CLOCK);
  return {
    read(bytes, from, to) {
      const end = indexWithin(bytes, SPACE, from + SECOND_BYTES, to);
      if (end >= to) return local.read(bytes, from, to);
      if ((bytes[end + 1] as number) < LETTER_A) return utc.read(bytes, from, to);
      if (isText(bytes, UTC, end + 1, to) || isText(bytes, GMT, end + 1, to))
        return utc.read(bytes, from, end);
      return clock.isUtc ? Number.NaN : local.read(bytes, from, end);
    },
  };
}
