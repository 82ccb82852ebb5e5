import type { Timed } from '../../operators/batch.js';
import type { Measure } from '../../operators/measures/measure.js';

/** Whole numbers past 2^53 are in windows what they are in rows: texts of their digits. */
export const withDigits = (measure: Measure<Timed>): Measure<Timed> => {
  const { digits } = measure;
  return digits === undefined
    ? measure
    : { ...measure, read: (accumulator, window) => digits(accumulator) ?? measure.read(accumulator, window) };
};
