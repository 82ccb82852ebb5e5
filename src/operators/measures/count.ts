import { type Measure, signatureOf } from './measure.js';
import { RememberedTest, type RowTest } from './remembered-test.js';

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
export function count<R>(predicate?: RowTest<R>): Measure<R, CountState, number> {
  return {
    signature: signatureOf('count', predicate),
    init: () => ({ n: 0 }),
    ...addingOf(predicate),
    merge(into, from) {
      into.n += from.n;
    },
    read: ({ n }) => n,
    empty: 0,
  };
}

type Adding<R> = Pick<Measure<R, CountState, number>, 'add' | 'addAll' | 'tallied'>;

const every: Adding<unknown> = {
  add(accumulator) {
    accumulator.n++;
  },
  addAll(accumulator, _, from, to) {
    accumulator.n += to - from;
  },
};

const matching = <R>(predicate: RowTest<R>): Adding<R> => ({
  add(accumulator, row) {
    if (predicate(row)) accumulator.n++;
  },
  addAll(accumulator, rows, from, to) {
    let n = 0;
    for (let i = from; i < to; i++) if (predicate(rows[i] as R)) n++;
    accumulator.n += n;
  },
});

/** The same without a call for each row. */
const remembering = <R>(test: RememberedTest<R>): Adding<R> => ({
  add(accumulator, row) {
    if (test.holds(row)) accumulator.n++;
  },
  addAll(accumulator, rows, from, to) {
    let n = 0;
    for (let i = from; i < to; i++) if (test.holds(rows[i] as R)) n++;
    accumulator.n += n;
  },
  tallied: {
    field: test.field,
    add(accumulator, tally) {
      for (const number of tally.numbers) if (test.holdsFor(number)) accumulator.n += tally.of(number);
      for (const row of tally.others) if (test.holds(row)) accumulator.n++;
    },
  },
});

const addingOf = <R>(predicate: RowTest<R> | undefined): Adding<R> => {
  if (predicate === undefined) return every;
  const { decidedBy } = predicate;
  return decidedBy === undefined
    ? matching(predicate)
    : remembering(new RememberedTest(predicate, decidedBy));
};
