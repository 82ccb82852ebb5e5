import { asNumber } from './coerced.js';
import type { Compiled, Run } from './compiled.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `least <= field < below` in one look at the row, which is how classes are written (`status >= 400 && status < 500`);
 * what is no number there is left to `otherwise`. Undefined where the two conditions are anything else.
 */
export const halfOpen = (first: Compiled, second: Compiled, otherwise: Run): Run | undefined => {
  const [low, high] =
    first.bound?.operator === '>=' ? [first.bound, second.bound] : [second.bound, first.bound];
  if (low?.operator !== '>=' || high?.operator !== '<' || low.field !== high.field) return undefined;
  const { field, limit: least } = low;
  const { limit: below } = high;
  return (row) => {
    const value = asNumber((row as Fields)[field]);
    return typeof value === 'number' ? value >= least && value < below : otherwise(row);
  };
};
