import { randomInt } from 'node:crypto';
import type { Source } from '../../io/sources/source.js';
import type { Operator } from '../../operators/operator.js';
import type { Duration } from '../../operators/time/duration.js';
import { totals } from '../../operators/totals/totals.js';
import { where } from '../../operators/where.js';
import { type PipelineSpec, pipeline, type StreamSpec } from '../pipeline.js';
import { FLOW_NAMES, FLOW_SUMS, type FlowRow, type ForgetRow } from './flow-row.js';

/** The stream that a server of the flow log answers from. */
export const TOTALS = 'totals';
/** The stream of the records themselves, for other streams to take their rows from. */
export const RECORDS = 'records';

export interface FlowLogOptions {
  /** Made with `flowSource({ totals: TOTALS, … })`, or anything else that gives such rows. */
  readonly source: Source<FlowRow | ForgetRow>;
  /** An hour is forgotten when nothing has come for it for so long. Default: never. */
  readonly retain?: Duration | undefined;
  /** Streams over the records as they come, by the time at which they arrive; those without `from` get all records. */
  readonly streams?: readonly StreamSpec[];
}

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

/**
 * The flow-log service: exact sums of flow records by hour, app, destination and VPC. Two streams: `totals`, which emits
 * nothing and is looked at, and, where there are others, `records`; then those that are given.
 *
 * @example
 * ```ts
 * import { flowLog, flowSource, run, systemClock } from 'tidemark';
 *
 * const source = flowSource({
 *   address: '127.0.0.1:3000',
 *   directory: '/var/lib/tidemark/journal',
 *   clock: systemClock(),
 *   inform: console.log,
 *   warn: console.error,
 * });
 * await run(flowLog({ source, retain: '7d' }));
 * ```
 */
export const flowLog = ({
  source,
  retain,
  streams = [],
}: FlowLogOptions): PipelineSpec<FlowRow | ForgetRow> => {
  let built = pipeline('flow-log')
    .from(source)
    .time(FLOW_TIME)
    .stream(TOTALS, [flowTotals(retain)], []);
  if (streams.length > 0) built = built.stream(RECORDS, [flowRecords()], []);
  for (const { name, operators, sinks, from = RECORDS, as } of streams) {
    built = built.stream(name, operators, sinks, { from, ...(as !== undefined && { as }) });
  }
  return built.spec();
};
