import type { LocalClock } from '../time/local-clock.js';
import { asctimeStamps, isoStamps } from '../time/local-stamps.js';
import type { StampReader } from '../time/stamp-reader.js';

const NINE = 0x39;

/** `Wed May 01 12:00:00.123456 2024`, or `2024-05-01 12:00:00.123456 +0200`, as `%{cuz}t` is. */
export function apacheStamps(clock: LocalClock): StampReader {
  const usual = asctimeStamps(clock);
  const iso = isoStamps(clock);
  return {
    read: (bytes, from, to) => ((bytes[from] as number) > NINE ? usual : iso).read(bytes, from, to),
  };
}
