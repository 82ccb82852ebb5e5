/** How an input begins: the least time that is believed, and the longest silence that is known of. */
export interface Beginning {
  readonly from: number;
  readonly pause: number;
}

/**
 * What the first times of an input come to, which nothing before them can confirm. They confirm each other where they are
 * near, and a clock that is past all of them confirms as one of them. What is before the first that are confirmed stands
 * alone against them, and is wild; where no two are near, none is more so than another, and the input is one with silences.
 */
export function beginningOf(times: readonly number[], near: number, now?: number): Beginning {
  const all = now === undefined || times.length === 1 ? [...times] : [...times, now];
  const sorted = all.sort((a, b) => a - b);
  const confirmed = sorted.findIndex((time, i) => (sorted[i + 1] ?? Infinity) - time <= near);
  if (confirmed !== -1) return { from: sorted[confirmed] ?? Infinity, pause: 0 };
  const pause = sorted.reduce((longest, time, i) => Math.max(longest, time - (sorted[i - 1] ?? time)), 0);
  return { from: sorted[0] ?? Infinity, pause };
}

/**
 * How far an input has come at its end, of the times past `newest` that nothing after them confirms: as far as they are near
 * each other, or follow no silence that is far longer than those before.
 */
export function endOf(newest: number, times: readonly number[], near: number, pause: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let reached = newest;
  for (const [i, time] of sorted.entries()) {
    const isNear = time - reached <= Math.max(near, 2 * pause);
    const hasCompany = (sorted[i + 1] ?? Infinity) - time <= near;
    if (isNear || hasCompany) reached = time;
  }
  return reached;
}
