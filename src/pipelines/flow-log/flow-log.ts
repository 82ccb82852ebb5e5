import { randomInt } from 'node:crypto';
import type { Operator } from '../../operators/operator.js';
import type { Duration } from '../../operators/time/duration.js';
import { totals } from '../../operators/totals/totals.js';
import { where } from '../../operators/where.js';
import { FLOW_NAMES, FLOW_SUMS, type FlowRow, type ForgetRow } from './flow-row.js';

/** The stream that a server of the flow log answers from. */
export const TOTALS = 'totals';
/** Sums by hour and key; hours are taken out by rows that say so. */
export const flowTotals = (retain: Duration | undefined): Operator<FlowRow | ForgetRow, never> =>
  totals({
    group: 'hour',
    by: FLOW_NAMES,
    sums: FLOW_SUMS,
    forget: 'forget',
    // Whoever sends records chooses their names: what they are found by in memory must not be foreseen.
    seed: randomInt(2 ** 31),
    ...(retain !== undefined && { retain }),
  });

/** Only the records: what is said to the totals alone is no row for anybody else. */
export const flowRecords = (): Operator<FlowRow | ForgetRow, FlowRow> =>
  where((row: FlowRow | ForgetRow): row is FlowRow => !('forget' in row));

/**
 * Times are those at which records arrive, and never go back: nothing is late, silence is nothing to wait through, and a
 * record after a year of it is as good as any other.
 */
export const FLOW_TIME = { lateness: 0, idle: 0, ahead: Number.MAX_SAFE_INTEGER } as const;
