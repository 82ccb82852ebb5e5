import { largeValue } from '../../operators/exact-value.js';
import { WindowRow } from '../../operators/windows/window-row.js';
import { alertSeries } from './alert-series.js';
import { keyLabels, type Labels, labelValue, type MetricFamily } from './metric-family.js';
import {
  byReason,
  fromBalance,
  type MetricsOptions,
  ofSinks,
  type Read,
  type Series,
  SINK_OUTCOMES,
  sinkLabels,
  sum,
  type WatchedPipeline,
} from './series.js';

/** Everything that is said of pipelines, each metric once with the series of all of them. */
export const metricFamilies = (
  pipelines: readonly WatchedPipeline[],
  options: MetricsOptions,
): readonly MetricFamily[] => [
  {
    type: 'gauge',
    name: 'tidemark_build_info',
    help: 'Always 1; the labels say what runs.',
    series: [[{ version: options.version, node: process.version }, 1]],
  },
  ...FAMILIES.map(([type, name, help, read]) => ({
    type,
    name,
    help,
    series: pipelines.flatMap((pipeline) => [...read(pipeline, { pipeline: pipeline.name }, options)]),
  })),
];

function* windowSeries({ watch }: WatchedPipeline, own: Labels): Iterable<Series> {
  for (const [stream, windows] of watch?.windows ?? []) {
    for (const row of windows.rows()) {
      const by = WindowRow.originOf(row)?.by ?? [];
      const fields = row as WindowRow & Readonly<Record<string, unknown>>;
      const key = Object.fromEntries(
        keyLabels(by).map((label, i) => [label, labelValue(fields[by[i] ?? ''])]),
      );
      for (const [measure, value] of Object.entries(fields)) {
        if (measure === 'start' || measure === 'end' || by.includes(measure)) continue;
        // What is no number, and what is not known, has no series.
        const number = typeof value === 'number' ? value : Number(largeValue(value) ?? Number.NaN);
        if (!Number.isNaN(number)) yield [{ ...own, stream, measure, ...key }, number];
      }
    }
  }
}

function* alertStates({ status }: WatchedPipeline, own: Labels): Iterable<Series> {
  for (const standing of status?.view?.alerts() ?? []) {
    const { stream, alert } = standing;
    yield* alertSeries({ ...own, stream, alert }, standing).series;
  }
}

/** Keys that are not shown, by stream. */
function* dropped({ watch, status }: WatchedPipeline, own: Labels): Iterable<Series> {
  const left = new Map<string, number>();
  const add = (stream: string, n: number): void => void left.set(stream, (left.get(stream) ?? 0) + n);
  for (const [stream, windows] of watch?.windows ?? []) add(stream, windows.left);
  for (const standing of status?.view?.alerts() ?? []) add(standing.stream, alertSeries({}, standing).left);
  for (const [stream, n] of left) yield [{ ...own, stream }, n];
}

const watermark =
  (value: (watermark: number, now: number) => number): Read =>
  ({ status }, own, { now }) => {
    const at = status?.view?.watermark ?? Number.NaN;
    return Number.isFinite(at) ? [[own, value(at, now) / 1000]] : [];
  };

const FAMILIES: readonly (readonly [type: MetricFamily['type'], name: string, help: string, read: Read])[] = [
  [
    'gauge',
    'tidemark_pipeline_up',
    '1 while the pipeline runs; 0 before it is started, when it has ended, and when it has failed.',
    ({ status }, own) => [[own, status?.state === 'running' || status?.state === 'stopping' ? 1 : 0]],
  ],
  [
    'gauge',
    'tidemark_pipeline_failed',
    '1 when the pipeline has failed for good.',
    ({ status }, own) => [[own, status?.state === 'failed' ? 1 : 0]],
  ],
  [
    'gauge',
    'tidemark_caught_up',
    '1 when the last look at the source found nothing more.',
    ({ status }, own) => (status?.view === undefined ? [] : [[own, status.view.caughtUp ? 1 : 0]]),
  ],
  [
    'counter',
    'tidemark_lines_total',
    'Lines that the source has read.',
    fromBalance(({ lines }, own) => (lines === undefined ? [] : [[own, lines]])),
  ],
  [
    'counter',
    'tidemark_skipped_lines_total',
    'Lines that do not concern, as the source was told.',
    fromBalance(({ skipped }, own) => (skipped === undefined ? [] : [[own, skipped]])),
  ],
  [
    'counter',
    'tidemark_rows_total',
    'Rows that reached the streams.',
    fromBalance(({ rows }, own) => [[own, rows]]),
  ],
  [
    'counter',
    'tidemark_rejected_total',
    'Inputs that reached no stream, by reason.',
    fromBalance(({ rejected }, own) => byReason(own, rejected)),
  ],
  [
    'counter',
    'tidemark_stream_rows_total',
    'Rows that came into a stream, by what became of them.',
    fromBalance(({ streams }, own) =>
      streams.flatMap(({ name, counted, filtered, rejected }): readonly Series[] => [
        [{ ...own, stream: name, outcome: 'counted' }, counted],
        [{ ...own, stream: name, outcome: 'filtered' }, filtered],
        [{ ...own, stream: name, outcome: 'rejected' }, sum(rejected)],
      ]),
    ),
  ],
  [
    'counter',
    'tidemark_stream_rejected_total',
    'Rows that a stream has turned away, by reason.',
    fromBalance(({ streams }, own) =>
      streams.flatMap(({ name, rejected }) => byReason({ ...own, stream: name }, rejected)),
    ),
  ],
  [
    'gauge',
    'tidemark_rejected_needs_seconds',
    'What lateness (reason late), idle (late: idle) or ahead (future) would have kept all rows that were turned away, about.',
    fromBalance(({ losses = [] }, own) =>
      losses.flatMap(({ stream, reason, needs }): readonly Series[] =>
        needs === undefined
          ? []
          : [
              [
                { ...own, ...(stream !== undefined && { stream }), reason },
                Math.max(...Object.keys(needs).map(Number)) / 1000,
              ],
            ],
      ),
    ),
  ],
  [
    'counter',
    'tidemark_rejected_format_total',
    'Lines that could not be read, by the format that they are in (format, empty: none that is known), whatever they were to be read in; beyond the first 1,000 of a reason one of 97 is looked at and stands for all.',
    fromBalance(({ losses = [] }, own) =>
      losses.flatMap(({ reason, formats }): readonly Series[] =>
        formats === undefined
          ? []
          : [...Object.entries(formats.lines), ['', formats.unknown] as const]
              .filter(([, n]) => n > 0)
              .map(([format, n]): Series => [{ ...own, reason, format }, n]),
      ),
    ),
  ],
  [
    'counter',
    'tidemark_stream_skipped_total',
    'Rows that a measure, a derived field or a condition of a stream could not read, by its name.',
    fromBalance(({ streams }, own) =>
      streams.flatMap(({ name, skipped = {} }) =>
        Object.entries(skipped).map(([of, n]): Series => [{ ...own, stream: name, of: labelValue(of) }, n]),
      ),
    ),
  ],
  [
    'counter',
    'tidemark_stream_emitted_total',
    'Rows that came out of a stream.',
    fromBalance(({ streams }, own) =>
      streams.map(({ name, emitted }) => [{ ...own, stream: name }, emitted]),
    ),
  ],
  [
    'counter',
    'tidemark_sink_rows_total',
    'Rows given to a sink (emitted), left out by it (skipped), put into deliveries (composed), and what became of those: stored, refused, dropped, or dead letters (dead).',
    fromBalance(({ sinks }, own, options) =>
      sinks.flatMap((sink) =>
        SINK_OUTCOMES.map(
          (outcome): Series => [{ ...own, ...sinkLabels(sink, options), outcome }, sink[outcome]],
        ),
      ),
    ),
  ],
  [
    'gauge',
    'tidemark_sink_waiting_deliveries',
    'Deliveries that are committed and not yet stored.',
    ofSinks(({ waiting }) => waiting.deliveries),
  ],
  [
    'gauge',
    'tidemark_sink_waiting_rows',
    'Rows in these deliveries.',
    ofSinks(({ waiting }) => waiting.rows),
  ],
  [
    'gauge',
    'tidemark_sink_waiting_bytes',
    'Bytes of these deliveries, about.',
    ofSinks(({ waiting }) => waiting.bytes),
  ],
  [
    'gauge',
    'tidemark_sink_oldest_waiting_seconds',
    'How long the oldest of these deliveries has waited; 0 where none does.',
    ofSinks(({ waiting }, now) =>
      waiting.oldest === undefined ? 0 : Math.max(0, now - waiting.oldest) / 1000,
    ),
  ],
  [
    'gauge',
    'tidemark_sink_full',
    '1 while as much waits as may: the source waits, or the oldest is dropped.',
    ofSinks(({ full }) => (full ? 1 : 0)),
  ],
  [
    'counter',
    'tidemark_sink_lost_rows_total',
    'Rows that were never told: what waited when a run ended that remembers nothing.',
    fromBalance(({ sinks }, own, options) =>
      sinks.map((sink): Series => [{ ...own, ...sinkLabels(sink, options) }, sink.lost]),
    ),
  ],
  [
    'counter',
    'tidemark_sink_retries_total',
    'Writes that have failed and were tried again.',
    ofSinks(({ retries }) => retries),
  ],
  [
    'gauge',
    'tidemark_watermark_seconds',
    'Event time up to which the pipeline has read, as seconds since 1970.',
    watermark((at) => at),
  ],
  [
    'gauge',
    'tidemark_watermark_lag_seconds',
    'How far the watermark is behind the clock.',
    watermark((at, now) => now - at),
  ],
  ['gauge', 'tidemark_window', 'Measures of the latest window that has finished.', windowSeries],
  [
    'gauge',
    'tidemark_alert_state',
    'How an alert stands: -1 no data, 0 ok, 1 pending, 2 firing.',
    alertStates,
  ],
  [
    'counter',
    'tidemark_transitions_total',
    'How often an alert has gone into a state; reminders are none.',
    ({ watch }, own) =>
      [...(watch?.transitions ?? [])].map(({ stream, alert, state, count }) => [
        { ...own, stream, alert, state },
        count,
      ]),
  ],
  [
    'gauge',
    'tidemark_series_dropped',
    'Keys of the windows and alerts of a stream that have no series here, because there are too many.',
    dropped,
  ],
];
