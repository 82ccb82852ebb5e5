/** Milliseconds, 24 days: a timer of Node that is to last longer is over at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;
