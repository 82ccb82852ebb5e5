// The public API of `tidemark`: one list, compared with a written one by a test.

export { type Config, defineConfig } from './config/define-config.js';
export type { ActingOptions } from './io/actions/acting/acting-options.js';
export { acting } from './io/actions/acting.js';
export type { Action, Attempt } from './io/actions/action.js';
export { Canary, type CanaryOptions } from './io/actions/check/canary/canary.js';
export type { Check } from './io/actions/check/check.js';
export {
  type CheckActionOptions,
  type Checks,
  type CheckTick,
  checkAction,
} from './io/actions/check/check-action.js';
export type { CheckFields, CheckRow } from './io/actions/check/check-row.js';
export { type CheckHttpOptions, checkHttp } from './io/actions/check/http/check-http.js';
export type { Hop, HopRequest, HopResult } from './io/actions/check/http/hop.js';
export type {
  HeaderCondition,
  HttpExpectations,
  JsonCondition,
} from './io/actions/check/http/http-expectations.js';
export { type HttpHop, type HttpHopOptions, httpHop } from './io/actions/check/http/http-hop.js';
export { parseJsonCondition } from './io/actions/check/http/json/parse-json-condition.js';
export { userAgent } from './io/actions/check/http/user-agent.js';
export { isInMaintenance } from './io/actions/check/maintenance/is-in-maintenance.js';
export { type MaintenanceText, parseMaintenance } from './io/actions/check/maintenance/parse-maintenance.js';
export type { MaintenanceWindow } from './io/actions/check/maintenance-window.js';
export { Names, type NamesOptions } from './io/actions/check/net/names.js';
export type {
  NetworkSettings,
  Proxy as CheckProxy,
  TlsSettings,
} from './io/actions/check/network-settings.js';
export type { TagFields } from './io/actions/check/tag-fields.js';
export type { DnsTarget, HttpTarget, Target, TcpTarget } from './io/actions/check/target.js';
export type { Certificate, CheckClass, Phase, Timings, Verdict } from './io/actions/check/verdict.js';
export type { Clock } from './io/clock.js';
export { systemClock } from './io/clock.js';
export {
  type AccessLogOptions as AccessLogCodecOptions,
  accessLog as accessLogCodec,
} from './io/codecs/access-log/access-log.js';
export type { AccessLogRow } from './io/codecs/access-log/access-log-row.js';
export { type AlbOptions, alb as albCodec } from './io/codecs/alb/alb.js';
export { type AutoOptions, auto as autoCodec } from './io/codecs/auto/auto.js';
export { type CloudFrontOptions, cloudfront as cloudfrontCodec } from './io/codecs/cloudfront/cloudfront.js';
export {
  type CloudFrontRealtimeOptions,
  cloudfrontRealtime as cloudfrontRealtimeCodec,
} from './io/codecs/cloudfront/cloudfront-realtime.js';
export type { Codec, Decoded, Decoder, DecoderOptions } from './io/codecs/codec.js';
export type { CodecOptions } from './io/codecs/codec-options.js';
export { type CsvOptions, csv as csvCodec } from './io/codecs/csv/csv.js';
export type { Row } from './io/codecs/fields/row.js';
export { type JsonlOptions, jsonl as jsonlCodec } from './io/codecs/jsonl/jsonl.js';
export { type LineCodecOptions, lineCodec } from './io/codecs/line/line-codec.js';
export { type LinesOptions, lines as linesCodec } from './io/codecs/lines/lines.js';
export { logfmt as logfmtCodec } from './io/codecs/logfmt/logfmt.js';
export { nginx as nginxCodec } from './io/codecs/nginx/nginx.js';
export { regex as regexCodec } from './io/codecs/regex/regex.js';
export { sectionOf } from './io/codecs/request/section-of.js';
export { type S3AccessOptions, s3Access as s3AccessCodec } from './io/codecs/s3-access/s3-access.js';
export type { TimeFormat, TimeOptions } from './io/codecs/time/time-format.js';
export { zoneOffsets } from './io/codecs/time/zone-offsets.js';
export type { MultilineOptions } from './io/codecs/unwrap/multiline.js';
export { type UnwrapOptions, unwrap as unwrapCodec, type Wrapping } from './io/codecs/unwrap/unwrap.js';
export { type VpcFlowOptions, vpcFlow as vpcFlowCodec } from './io/codecs/vpc-flow/vpc-flow.js';
export { type W3cOptions, w3c as w3cCodec } from './io/codecs/w3c/w3c.js';
export { Pattern } from './io/patterns/pattern.js';
export { type FileSinkOptions, fileSink } from './io/sinks/file.js';
export type { HttpAnswer } from './io/sinks/http/http-poster.js';
export { type HttpSinkOptions, httpSink } from './io/sinks/http.js';
export { jsonLines } from './io/sinks/json-lines.js';
export { type KinesisSinkOptions, kinesisSink } from './io/sinks/kinesis.js';
export { type AlertmanagerSinkOptions, alertmanagerSink } from './io/sinks/messages/alertmanager-sink.js';
export { type DiscordSinkOptions, discordSink } from './io/sinks/messages/discord-sink.js';
export { type EmailSinkOptions, emailSink } from './io/sinks/messages/email-sink.js';
export { type NtfySinkOptions, ntfySink } from './io/sinks/messages/ntfy-sink.js';
export { type OpsgenieSinkOptions, opsgenieSink } from './io/sinks/messages/opsgenie-sink.js';
export { type PagerDutySinkOptions, pagerDutySink } from './io/sinks/messages/pagerduty-sink.js';
export type { ServiceOptions } from './io/sinks/messages/service-sink.js';
export { type SlackSinkOptions, slackSink } from './io/sinks/messages/slack-sink.js';
export { type TeamsSinkOptions, teamsSink } from './io/sinks/messages/teams-sink.js';
export { type TelegramSinkOptions, telegramSink } from './io/sinks/messages/telegram-sink.js';
export type { PostgresColumn, PostgresTable } from './io/sinks/postgres/postgres-table.js';
export { type PostgresSinkOptions, postgresSink } from './io/sinks/postgres.js';
export type { ObjectFormatName } from './io/sinks/s3/object-formats.js';
export type { TimePartition } from './io/sinks/s3/time-partition.js';
export { type S3SinkOptions, s3Sink } from './io/sinks/s3.js';
export type {
  Composed,
  Delivery,
  Emitted,
  ReadPiece,
  Refused,
  Sink,
  SinkMemory,
  Written,
} from './io/sinks/sink.js';
export { type StdoutOptions, stdout } from './io/sinks/stdout.js';
export type { FanInMember } from './io/sources/fan-in/fan-in-member.js';
export { fanIn } from './io/sources/fan-in.js';
export { type FileAudit, fileAudit } from './io/sources/file/audit/file-audit.js';
export type { FileStart } from './io/sources/file/rotation/start-chain.js';
export {
  type AutoFileOptions,
  type FileOptions,
  type FileProgress,
  type FileSource,
  file,
} from './io/sources/file.js';
export { forwardingRun } from './io/sources/forwarding-run.js';
export type { Source, SourceRun, SourceStart, SourceView } from './io/sources/source.js';
export { sourceStart } from './io/sources/source-start.js';
export { type AutoStdinOptions, type StdinOptions, stdin } from './io/sources/stdin.js';
export { type Tagged, tagged } from './io/sources/tagged.js';
export { type DiskStore, type DiskStoreOptions, diskStore } from './io/state/lmdb/disk-store.js';
export { memoryStore } from './io/state/memory-store.js';
export type {
  Commit,
  OutboxEntry,
  Owned,
  Saved,
  Settled,
  StateKey,
  StateStore,
  Waiting,
} from './io/state/state-store.js';
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
export { type Audit, audit } from './pipelines/audit.js';
export type {
  Balance,
  RejectedCounts,
  SinkBalance,
  SinkCounts,
  StreamBalance,
} from './pipelines/balance.js';
export type { FlowRow, ForgetRow } from './pipelines/flow-log/flow-row.js';
export { type FlowSourceOptions, flowSource } from './pipelines/flow-log/flow-source.js';
export type { RunView } from './pipelines/graph-view.js';
export type { HealthRow } from './pipelines/health/health-row.js';
export {
  type DeadLetter,
  HEALTH,
  type PipelineBuilder,
  type PipelineSpec,
  pipeline,
  REJECTED,
  type StreamOptions,
  type StreamSpec,
} from './pipelines/pipeline.js';
export type { PushRow } from './pipelines/push/push-row.js';
export { type PushSourceOptions, pushSource } from './pipelines/push/push-source.js';
export type { ResultRow } from './pipelines/results/result.js';
export { type ResultsSourceOptions, resultsSource } from './pipelines/results/results-source.js';
export { run } from './pipelines/run.js';
export type { RunOptions } from './pipelines/run-options.js';
export type { SinkBuffer } from './pipelines/sinks/sink-buffer.js';
export type { SinkStanding } from './pipelines/sinks/sink-standing.js';
