const FIRST_BACKOFF = 100;
const LONGEST_BACKOFF = 30_000;

/** Milliseconds before the next try after so many failures; full jitter by `random` in [0, 1). */
export const backoff = (failures: number, random: number): number =>
  random * Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (failures - 1));
