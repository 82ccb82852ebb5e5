// The public API of `tidemark/operators`: pure, imports rxjs alone, and runs wherever rxjs does.

export { alert } from './alert/alert.js';
export type { AlertOptions, AlertState, Transition } from './alert/alert-options.js';
export { type Level, perSecond, type RateLevel } from './alert/threshold.js';
export type { Batch, Timed } from './batch.js';
export { type BatchesOptions, batches, type TimeOfRow, type WithTime } from './batches.js';
export type { Chunk } from './chunk.js';
export { compose } from './compose.js';
export { derive } from './derive.js';
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
} from './measures/index.js';
export type { Measure, Measures, MeasureWindow } from './measures/measure.js';
export {
  defineOperator,
  type KeyedSaving,
  type Machine,
  type Operator,
  type OperatorBalance,
  type WindowGrid,
} from './operator.js';
export type { Rejected, RejectedReason } from './rejected.js';
export { type RejectedRow, rejectedRows } from './rejected-rows.js';
export { type SessionOptions, session } from './session/session.js';
export { type ShareOptions, share } from './share.js';
export { type ErrorCode, type ErrorDetails, TidemarkError } from './tidemark-error.js';
export type { Duration } from './time/duration.js';
export {
  type EventTime,
  type EventTimeMachine,
  type EventTimeOptions,
  eventTime,
} from './time/event-time.js';
export { type TopOptions, top } from './top.js';
export {
  type TotalsGroup,
  type TotalsOptions,
  type TotalsRow,
  type TotalsView,
  totals,
} from './totals/totals.js';
export { where } from './where.js';
export { type SlidingOptions, sliding } from './windows/sliding.js';
export { type TumblingOptions, tumbling, type WindowOf } from './windows/tumbling.js';
export { type PaneValue, type WindowOrigin, WindowRow } from './windows/window-row.js';
