/** How an input begins: the least time that is believed, and the longest silence that is known of. */
export interface Beginning {
  readonly from: number;
  readonly pause: number;
}

/** So many times what is usual between two rows of an input is no unusual silence yet. */
const UNUSUAL = 8;
/** Fewer of the first rows that are near each other are no evidence against another; with the clock two are. */
const FEW = 4;

/**
 * What the first times of an input come to, which nothing before them can confirm. They confirm each other where they are
 * near, or no further apart than is usual among them; a clock that is past all of them confirms as one of them. What stands
 * alone before the first that are confirmed is wild, where they are not few.
 */
export function beginningOf(times: readonly number[], near: number, now?: number): Beginning {
  const all = now === undefined || times.length === 1 ? [...times] : [...times, now];
  const sorted = all.sort((a, b) => a - b);
  const silences = sorted.slice(1).map((time, i) => time - (sorted[i] ?? time));
  const usual = silences.toSorted((a, b) => a - b)[(silences.length - 1) >> 1] ?? 0;
  const allowed = Math.max(near, UNUSUAL * usual);
  const first = silences.findIndex((silence) => silence <= allowed);
  const next = silences.findIndex((silence, i) => i > first && silence > allowed);
  const together = (next === -1 ? sorted.length : next + 1) - first;
  if (first === -1 || together < (now === undefined ? FEW : 2))
    return { from: sorted[0] ?? Infinity, pause: Math.max(0, ...silences) };
  return {
    from: sorted[first] ?? Infinity,
    pause: Math.max(...silences.filter((silence) => silence <= allowed)),
  };
}

/** A silence at an end that is far longer than those before, and that only a few rows beside each other tell of. */
export interface Leap {
  /** How many rows stand past it, of all partitions together. */
  readonly rows: number;
  /** Of the first partition: event time of the first of them, and of the newest row before. */
  readonly to: number;
  readonly from: number;
}

/** How far an input has come at its end. */
export interface Ending {
  readonly reached: number;
  readonly leap: Leap | undefined;
}

/**
 * How far an input has come at its end, of the times past `newest` that nothing after them confirms: as far as they are near
 * each other, or follow no silence that is far longer than those before.
 */
export function endOf(newest: number, times: readonly number[], near: number, pause: number): Ending {
  const sorted = [...times].sort((a, b) => a - b);
  let reached = newest;
  let leap: Leap | undefined;
  for (const [i, time] of sorted.entries()) {
    const isNear = time - reached <= Math.max(near, 2 * pause);
    const hasCompany = (sorted[i + 1] ?? Infinity) - time <= near;
    if (!isNear && !hasCompany) continue;
    if (!isNear || leap !== undefined)
      leap = { from: newest, to: time, ...leap, rows: (leap?.rows ?? 0) + 1 };
    reached = time;
  }
  return { reached, leap };
}
