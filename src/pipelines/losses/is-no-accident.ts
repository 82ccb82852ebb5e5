/** Whether so many of so many are a share that somebody must hear of: one line is an accident, unless there is no other. */
export const isNoAccident = (count: number, of: number): boolean =>
  (count > 0 && count >= of) || (count >= 2 && count >= of / 100) || (count >= 100 && count >= of / 1000);
