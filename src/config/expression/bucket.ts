import { callOf } from './call.js';
import type { Compiled, Source } from './compiled.js';
import type { FunctionEntry } from './function-table.js';

const ENTRY: FunctionEntry = {
  form: 'call',
  parameters: ['number', 'number'],
  result: 'number',
  ofNull: null,
  apply: (n, size) => bucketOf(n as number, size as number),
};

/** `bucket(n, 100)`: the greatest multiple of 100 that is not above n. A width that is written out and none is refused. */
export const bucketCall = (operands: readonly Compiled[], source: Source): Compiled => {
  const [, width] = operands;
  const size = width?.constant?.value;
  if (typeof size === 'number' && !(size > 0))
    width?.source.refuse('The width of a bucket is a number above 0.', 'write bucket(n, 100)');
  return callOf('bucket', ENTRY, operands, source);
};

/** Digits that a double certainly has. */
const DIGITS = 15;
const NEAR = 1e-9;

/** Undefined for a width that is none. */
const bucketOf = (n: number, size: number): number | undefined => {
  if (!(size > 0)) return undefined;
  const times = n / size;
  if (Number.isInteger(size)) return Math.floor(times) * size;
  // 0.3 is three times 0.1, though not in doubles.
  const whole = Math.round(times);
  const floor = Math.abs(times - whole) <= NEAR * Math.max(1, Math.abs(times)) ? whole : Math.floor(times);
  return Number((floor * size).toPrecision(DIGITS));
};
