import { IANAZone } from 'luxon';
import type { MuteCalendar } from '../../operators/alert/mute-calendar.js';

type Offsets = MuteCalendar['offsets'];

const MINUTE = 60_000;
const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(2100, 0, 1);
/** No zone changes its clock twice within so long: Morocco does for the month of Ramadan. */
const STEP = 10 * 86_400_000;

const known = new Map<string, Offsets>();

/** When the clocks of a zone change, from 1970 to 2100, and by how much they are ahead of UTC from then on. */
export const zoneOffsets = (zone: string): Offsets => {
  const before = known.get(zone);
  if (before !== undefined) return before;
  const iana = IANAZone.create(zone);
  const offsetAt = (time: number): number => iana.offset(time) * MINUTE;
  const offsets: (readonly [number, number])[] = [[FIRST, offsetAt(FIRST)]];
  for (let from = FIRST; from < LAST; from += STEP) {
    const [old, now] = [offsetAt(from), offsetAt(from + STEP)];
    if (old !== now) offsets.push([changeWithin(offsetAt, from, from + STEP), now]);
  }
  known.set(zone, offsets);
  return offsets;
};

/** The first whole minute of the new offset. */
const changeWithin = (offsetAt: (time: number) => number, from: number, to: number): number => {
  const old = offsetAt(from);
  let [low, high] = [from / MINUTE, to / MINUTE];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE) === old) low = middle;
    else high = middle;
  }
  return high * MINUTE;
};
