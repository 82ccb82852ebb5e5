import type { Timed } from '../batch.js';
import { defineOperator, type Operator } from '../operator.js';
import { TidemarkError } from '../tidemark-error.js';
import { type Duration, toMilliseconds } from '../time/duration.js';
import { TotalsMachine, type TotalsState } from './totals-machine.js';

export type { TotalsGroup } from './group-table.js';
export type { TotalsRow, TotalsView } from './totals-view.js';

export interface TotalsOptions {
  /** The field that says which group a row belongs to: a safe integer, such as an hour. It is a name, not a time. */
  readonly group: string;
  /** The fields that make the key within a group: texts. */
  readonly by: readonly string[];
  /** The fields that are summed: whole numbers from 0 to 2^53 - 1. */
  readonly sums: readonly string[];
  /** A group is forgotten when the watermark is further than this past its newest row. Default: never. */
  readonly retain?: Duration;
  /** A row in which this field is present (not undefined) only takes out the group that the field names. */
  readonly forget?: string;
  /**
   * A whole number that nobody can guess, for input by strangers: with it they cannot make keys that are slow to find.
   * What comes out does not depend on it, and a saved state keeps the one that it has. Default 0.
   */
  readonly seed?: number;
}

/**
 * Sums that never close: exact totals of fields by group and key, for as long as a group is kept. Emits nothing; a
 * reader sees it through `view`, as a `TotalsView`. Rows count whenever they come, their time says only how long a group
 * is kept; at the end of the input nothing is forgotten. A row whose fields are not as they must be leaves as
 * `malformed`, and nothing of it is added; a row that takes a group out is `filtered`. A group of which rows come again
 * after it was forgotten begins anew.
 *
 * Made for tens of millions of keys, outside of the heap. With three texts and two sums a key takes about 70 bytes where
 * texts come again, and 260 where all of them are different. Throws `bad-options`.
 *
 * @example
 * ```ts
 * import { totals } from 'tidemark/operators';
 *
 * interface Flow {
 *   readonly time: number;
 *   readonly hour: number;
 *   readonly src_app: string;
 *   readonly bytes: number;
 * }
 *
 * const sums = totals<Flow>({ group: 'hour', by: ['src_app'], sums: ['bytes'], retain: '30d' });
 * ```
 */
export function totals<R extends Timed>(options: TotalsOptions): Operator<R, never> {
  const { group, by, sums, retain, forget, seed = 0 } = options;
  const names = [group, ...by, ...sums, ...(forget === undefined ? [] : [forget])];
  if (by.length === 0 || sums.length === 0) {
    throw new TidemarkError('bad-options', 'totals: by and sums need at least one field each.');
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new TidemarkError(
      'bad-options',
      `totals: "${twice}" is used twice; a field can have one part only.`,
    );
  }
  if (!Number.isSafeInteger(seed)) {
    throw new TidemarkError('bad-options', 'totals: seed must be a whole number.');
  }
  const machine = new TotalsMachine<R>({
    group,
    by,
    sums,
    forget,
    retain: retain === undefined ? Infinity : toMilliseconds(retain),
    seed,
  });
  return defineOperator<R, never, TotalsState>('totals', machine, ['totals', group, by, sums]);
}
