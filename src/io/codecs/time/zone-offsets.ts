import { Info } from 'luxon';
import type { LocalOffsets } from '../../../operators/operator.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { isTimeZone } from './is-time-zone.js';

const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(2071, 0, 1);
/** Offsets change and change back no sooner than this: Morocco's Ramadan is the shortest, with four weeks. */
const STEP = 7 * 86_400_000;

/**
 * When the local clock of a zone is put forward or back, as data: from which instant it is how many milliseconds ahead of
 * UTC, in order, from 1970 to 2070. Before and after that it stays as it is there. For windows of days: `offsets` of
 * `tumbling` and `sliding`.
 *
 * Throws `bad-options` for a zone that is none.
 *
 * @example
 * ```ts
 * import { count, tumbling, zoneOffsets } from 'tidemark';
 *
 * const days = tumbling({ size: '1d', offsets: zoneOffsets('Europe/Berlin'), measures: { hits: count() } });
 * ```
 */
export function zoneOffsets(zone: string): LocalOffsets {
  if (!isTimeZone(zone)) {
    throw new TidemarkError('bad-options', `"${zone}" is no time zone; write one such as Europe/Paris.`);
  }
  const known = Info.normalizeZone(zone);
  const offsetAt = (instant: number): number => Math.round(known.offset(instant) * 60_000);
  const offsets: [number, number][] = [[-Infinity, offsetAt(FIRST)]];
  if (known.isUniversal) return offsets;
  let before = offsetAt(FIRST);
  for (let at = FIRST; at < LAST; at += STEP) {
    const after = offsetAt(at + STEP);
    if (after === before) continue;
    let [from, to] = [at, at + STEP];
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      if (offsetAt(middle) === before) from = middle;
      else to = middle;
    }
    offsets.push([to, after]);
    before = after;
  }
  return offsets;
}
