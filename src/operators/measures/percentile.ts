import { Skips } from '../skips.js';
import { TidemarkError } from '../tidemark-error.js';
import { type Measure, type NumberOf, numberReader, signatureOf } from './measure.js';
import { addToSketch, mergeSketches, newSketch, type Sketch, valueAtRank } from './sketch.js';

/**
 * The p-th percentile of a field by nearest rank: the least value such that at least p % of the values are at most
 * that; null where no row has one. p lies between 0 and 100, with up to 6 decimals. Up to 64 values it is exact; over
 * more it is within 1 % of the exact one (see `sketch.ts`), whatever the order of rows and of merging.
 *
 * @example
 * ```ts
 * import { percentile, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly duration: number;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { p75: percentile<Row>('duration', 75) } });
 * ```
 */
export function percentile<R>(of: NumberOf<R>, p: number): Measure<R, Sketch, number | null> {
  const skips = new Skips();
  const numberOf = numberReader(of, skips);
  const rankIn = ranker(p);
  return {
    // The accumulator is the same for every p: one percentile may become another under way.
    signature: signatureOf('percentile', of),
    init: newSketch,
    add(accumulator, row) {
      const value = numberOf(row);
      if (value !== undefined) addToSketch(accumulator, value);
    },
    addAll(accumulator, rows, from, to) {
      for (let i = from; i < to; i++) {
        const value = numberOf(rows[i] as R);
        if (value !== undefined) addToSketch(accumulator, value);
      }
    },
    merge: mergeSketches,
    read: (accumulator) => (accumulator.n === 0 ? null : valueAtRank(accumulator, rankIn(accumulator.n))),
    empty: null,
    skips,
  };
}

/**
 * The median, by nearest rank: see `percentile`.
 *
 * @example
 * ```ts
 * import { p50, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly duration: number;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { p50: p50<Row>('duration') } });
 * ```
 */
export const p50 = <R>(of: NumberOf<R>): Measure<R, Sketch, number | null> => percentile(of, 50);

/**
 * See `percentile`.
 *
 * @example
 * ```ts
 * import { p90, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly duration: number;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { p90: p90<Row>('duration') } });
 * ```
 */
export const p90 = <R>(of: NumberOf<R>): Measure<R, Sketch, number | null> => percentile(of, 90);

/**
 * See `percentile`.
 *
 * @example
 * ```ts
 * import { p95, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly duration: number;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { p95: p95<Row>('duration') } });
 * ```
 */
export const p95 = <R>(of: NumberOf<R>): Measure<R, Sketch, number | null> => percentile(of, 95);

/**
 * See `percentile`.
 *
 * @example
 * ```ts
 * import { p99, tumbling } from 'tidemark/operators';
 *
 * interface Row {
 *   readonly time: number;
 *   readonly duration: number;
 * }
 *
 * const windows = tumbling({ size: '1m', measures: { p99: p99<Row>('duration') } });
 * ```
 */
export const p99 = <R>(of: NumberOf<R>): Measure<R, Sketch, number | null> => percentile(of, 99);

/** p % of n, rounded up, in whole numbers: 99.9 % of 1000 is 999 and not a little more. */
function ranker(p: number): (n: number) => number {
  const decimals = /^\d+(?:\.(\d{1,6}))?$/.exec(String(p));
  if (decimals === null || !(p > 0 && p < 100)) {
    throw new TidemarkError(
      'bad-options',
      `percentile: ${p} is no percentile; it must lie between 0 and 100, with up to 6 decimals.`,
    );
  }
  const scale = 10 ** (decimals[1]?.length ?? 0);
  const part = Math.round(p * scale);
  const whole = 100 * scale;
  return (n) => {
    // In two steps, so that no product is past what a double holds exactly.
    const times = Math.floor(n / whole);
    return times * part + Math.ceil(((n % whole) * part) / whole);
  };
}
