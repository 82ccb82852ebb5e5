// The public API of `tidemark/operators`: pure, imports rxjs alone, and runs wherever rxjs does.

export { alert } from './operators/alert/alert.js';
export type { AlertOptions, AlertState, Transition } from './operators/alert/alert-options.js';
export { type Level, perSecond, type RateLevel } from './operators/alert/threshold.js';
export type { Batch, Timed } from './operators/batch.js';
export { type BatchesOptions, batches, type TimeOfRow, type WithTime } from './operators/batches.js';
export type { Chunk } from './operators/chunk.js';
export { compose } from './operators/compose.js';
export { derive } from './operators/derive.js';
export {
  count,
  distinct,
  first,
  last,
  max,
  mean,
  min,
  p50,
  p90,
  p95,
  p99,
  percentile,
  rate,
  ratio,
  sum,
} from './operators/measures/index.js';
export type { Measure, Measures, MeasureWindow } from './operators/measures/measure.js';
export {
  defineOperator,
  type KeyedSaving,
  type LocalOffsets,
  type Machine,
  type Operator,
  type OperatorBalance,
  type WindowGrid,
} from './operators/operator.js';
export type { Rejected, RejectedReason } from './operators/rejected.js';
export { type RejectedRow, rejectedRows } from './operators/rejected-rows.js';
export { type SessionOptions, session } from './operators/session/session.js';
export { type ShareOptions, share } from './operators/share.js';
export { type ErrorCode, type ErrorDetails, TidemarkError } from './operators/tidemark-error.js';
export type { Duration } from './operators/time/duration.js';
export {
  type EventTime,
  type EventTimeMachine,
  type EventTimeOptions,
  eventTime,
} from './operators/time/event-time.js';
export { type TopOptions, top } from './operators/top.js';
export {
  type TotalsGroup,
  type TotalsOptions,
  type TotalsRow,
  type TotalsView,
  totals,
} from './operators/totals/totals.js';
export { where } from './operators/where.js';
export { type SlidingOptions, sliding } from './operators/windows/sliding.js';
export { type TumblingOptions, tumbling, type WindowOf } from './operators/windows/tumbling.js';
export { type PaneValue, type WindowOrigin, WindowRow } from './operators/windows/window-row.js';
