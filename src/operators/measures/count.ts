import { type Measure, signatureOf } from './measure.js';

export interface CountState {
  n: number;
}

/**
 * How many rows, or how many of which the predicate is true.
 *
 * @example
 * ```ts
 * import { count, tumbling } from 'tidemark/operators';
 *
 * const isError = ({ status }: { time: number; status: number }) => status >= 500;
 * const windows = tumbling({ size: '1m', measures: { hits: count(), errors: count(isError) } });
 * ```
 */
export function count<R>(predicate?: (row: R) => boolean): Measure<R, CountState, number> {
  return {
    signature: signatureOf('count', predicate),
    init: () => ({ n: 0 }),
    ...(predicate === undefined ? every : matching(predicate)),
    merge(into, from) {
      into.n += from.n;
    },
    read: ({ n }) => n,
    empty: 0,
  };
}

type Adding<R> = Required<Pick<Measure<R, CountState, number>, 'add' | 'addAll'>>;

const every: Adding<unknown> = {
  add(accumulator) {
    accumulator.n++;
  },
  addAll(accumulator, _, from, to) {
    accumulator.n += to - from;
  },
};

const matching = <R>(predicate: (row: R) => boolean): Adding<R> => ({
  add(accumulator, row) {
    if (predicate(row)) accumulator.n++;
  },
  addAll(accumulator, rows, from, to) {
    let n = 0;
    for (let i = from; i < to; i++) if (predicate(rows[i] as R)) n++;
    accumulator.n += n;
  },
});
