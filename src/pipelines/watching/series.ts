import type { Balance, RejectedCounts } from '../balance.js';
import type { SinkStanding } from '../sinks/sink-standing.js';
import type { PipelineStatus } from '../supervisor.js';
import { type Labels, labelValue } from './metric-family.js';
import type { PipelineWatch } from './pipeline-watch.js';

/** What is known of one pipeline at the moment of a scrape. */
export interface WatchedPipeline {
  readonly name: string;
  /** Undefined before it was started. */
  readonly status: PipelineStatus | undefined;
  /** Of its last run. */
  readonly watch: PipelineWatch | undefined;
}

export interface MetricsOptions {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Takes secrets out of the names of sinks. */
  readonly redact: (text: string) => string;
}

export type Series = readonly [labels: Labels, value: number];

/** What a pipeline has to say for one metric. */
export type Read = (pipeline: WatchedPipeline, own: Labels, options: MetricsOptions) => Iterable<Series>;

/** While it runs from the run itself, afterwards as the run left it. */
const balanceOf = ({ status }: WatchedPipeline): Balance | undefined =>
  status?.view?.balance() ?? status?.balance;

export const fromBalance =
  (read: (balance: Balance, own: Labels, options: MetricsOptions) => Iterable<Series>): Read =>
  (pipeline, own, options) => {
    const balance = balanceOf(pipeline);
    return balance === undefined ? [] : read(balance, own, options);
  };

export const byReason = (own: Labels, counts: RejectedCounts): readonly Series[] =>
  Object.entries(counts).map(([reason, n]) => [{ ...own, reason }, n]);

export const sum = (counts: RejectedCounts): number => Object.values(counts).reduce((all, n) => all + n, 0);

export const SINK_OUTCOMES = [
  'emitted',
  'skipped',
  'composed',
  'stored',
  'refused',
  'dropped',
  'dead',
] as const;

export const sinkLabels = (
  { name, destination }: Pick<SinkStanding, 'name' | 'destination'>,
  { redact }: MetricsOptions,
): Labels => ({ sink: labelValue(redact(name)), destination: labelValue(redact(destination)) });

/** As the sinks stand, while the pipeline runs. */
export const ofSinks =
  (value: (standing: SinkStanding, now: number) => number): Read =>
  ({ status }, own, options) =>
    (status?.view?.sinks() ?? []).map((standing) => [
      { ...own, ...sinkLabels(standing, options) },
      value(standing, options.now),
    ]);
