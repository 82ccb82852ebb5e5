/**
 * Times of the week in which an alert says nothing, as plain data: what operators need to know of a zone is in here, made
 * where zones are known.
 */
export interface MuteCalendar {
  /** Milliseconds from UTC to the clock on the wall, each from an instant on, in order; before the first it holds as well. */
  readonly offsets: readonly (readonly [since: number, offset: number])[];
  /** Spans of that clock’s week, in milliseconds since Monday 00:00, beginnings included and ends not; none reaches past the week. */
  readonly weekly: readonly (readonly [from: number, to: number])[];
}

const DAY = 86_400_000;
export const WEEK = 7 * DAY;
/** The first Monday after the epoch, which is a Thursday. */
const MONDAY = 4 * DAY;

/** Until when nothing is said at this instant; undefined where it may be said. Infinity where no time is left to say it. */
export function mutedUntil(calendars: readonly MuteCalendar[], time: number): number | undefined {
  let at = time;
  for (;;) {
    const end = Math.max(...calendars.map((calendar) => spanEnd(calendar, at) ?? at));
    if (!(end > at)) return at > time ? at : undefined;
    // All of the week, put together: there would be no end.
    if (end - time > 2 * WEEK) return Infinity;
    at = end;
  }
}

/** The end of the span that holds the instant, or the next change of the clock within it; undefined where none does. */
const spanEnd = ({ offsets, weekly }: MuteCalendar, at: number): number | undefined => {
  const next = offsets.findIndex(([since]) => since > at);
  const [, offset] = offsets[Math.max(0, (next === -1 ? offsets.length : next) - 1)] ?? [0, 0];
  const local = at + offset - MONDAY;
  const inWeek = local - Math.floor(local / WEEK) * WEEK;
  const span = weekly.find(([from, to]) => inWeek >= from && inWeek < to);
  if (span === undefined) return undefined;
  const end = at + span[1] - inWeek;
  const change = next === -1 ? Infinity : (offsets[next]?.[0] ?? Infinity);
  return Math.min(end, change);
};
