/** Whether a count is the first, or has a digit more than before: so often something is said that may come for ever. */
export const isTenfold = (before: number, now: number): boolean =>
  before === 0 || Math.floor(Math.log10(now)) > Math.floor(Math.log10(before));
