import type { Measure } from '../measure.js';

export interface CountState {
  n: number;
}

/** How many rows, or how many of which the predicate is true. */
export function count<R>(predicate?: (row: R) => boolean): Measure<R, CountState, number> {
  return {
    init: () => ({ n: 0 }),
    add:
      predicate === undefined
        ? (accumulator) => {
            accumulator.n++;
          }
        : (accumulator, row) => {
            if (predicate(row)) accumulator.n++;
          },
    merge(into, from) {
      into.n += from.n;
    },
    read: ({ n }) => n,
    empty: 0,
  };
}
