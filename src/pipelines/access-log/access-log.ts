import type { AccessLogRow } from '../../io/codecs/access-log/access-log-row.js';
import type { Sink } from '../../io/sinks/sink.js';
import type { Source } from '../../io/sources/source.js';
import { alert } from '../../operators/alert/alert.js';
import { perSecond, type RateLevel } from '../../operators/alert/threshold.js';
import { count, p95, rate, sum } from '../../operators/measures/index.js';
import { share } from '../../operators/share.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import { top } from '../../operators/top.js';
import { where } from '../../operators/where.js';
import { sliding } from '../../operators/windows/sliding.js';
import { tumbling } from '../../operators/windows/tumbling.js';
import { alertMessage } from '../alert-message.js';
import { type DeadLetter, type PipelineSpec, pipeline } from '../pipeline.js';

export interface AccessLogOptions {
  readonly source: Source<AccessLogRow>;
  /** Where everything goes. */
  readonly to: readonly Sink[];
  /** Where transitions go besides. */
  readonly notify?: readonly Sink[];
  /** Where deliveries go that their sink refuses for good. */
  readonly deadLetters?: readonly Sink<DeadLetter>[];
  /** The alert fires above this many requests, averaged over the window. Default 10 a second. */
  readonly threshold?: RateLevel;
  /** Length of the windows of `summary` and `sections`. Default 10s. */
  readonly period?: Duration;
  /** Length of the window that the alert averages over; whole seconds. Default 2m. */
  readonly window?: Duration;
  readonly lateness?: Duration;
  readonly idle?: Duration;
  /** How many sections of a period are said. Default 10. */
  readonly top?: number;
  /** Zone of the times in messages. Default UTC. */
  readonly zone?: string;
}

/** Fields that the pipeline reads: what a codec must decode. */
export const ACCESS_LOG_FIELDS = [
  'section',
  'status',
  'size',
  'duration',
] as const satisfies (keyof AccessLogRow)[];

/**
 * Whether the status is in [from, to), or with `inside` false that it is not; one that the line does not have is 0. A
 * single function behind every count, so that the engine can put it into the loop that counts instead of calling it.
 */
const statusIn =
  (from: number, to: number, inside = true) =>
  (row: AccessLogRow): boolean => {
    const status = row.status ?? 0;
    return (status >= from && status < to) === inside;
  };
const isError = statusIn(400, 600);
const isServerError = statusIn(500, Infinity);
const hasNoClass = statusIn(100, 600, false);

// Functions, because fields that are given by name are looked up for every row.
const sizeOf = (row: AccessLogRow): number | undefined => row.size;
const durationOf = (row: AccessLogRow): number | undefined => row.duration;

const SUMMARY = {
  hits: count<AccessLogRow>(),
  rate: rate<AccessLogRow>(),
  size: sum(sizeOf),
  errors: count(isError),
  status_1xx: count(statusIn(100, 200)),
  status_2xx: count(statusIn(200, 300)),
  status_3xx: count(statusIn(300, 400)),
  status_4xx: count(statusIn(400, 500)),
  status_5xx: count(statusIn(500, 600)),
  status_other: count(hasNoClass),
};

const HIGH_TRAFFIC = 'high-traffic';

const SECTIONS = {
  hits: count<AccessLogRow>(),
  errors: count(isServerError),
  size: sum(sizeOf),
  p95: p95(durationOf),
};

/**
 * The access-log monitor. Three streams: `summary`, one row a period; `sections`, the sections with the most hits of
 * each period; `alerts`, when the average over the window crosses the threshold and when it is back.
 *
 * @example
 * ```ts
 * import { accessLog, accessLogCodec, file, run, stdout } from 'tidemark';
 *
 * const source = file({ path: 'access.log', codec: accessLogCodec() });
 * await run(accessLog({ source, to: [stdout()] }));
 * ```
 */
export function accessLog(options: AccessLogOptions): PipelineSpec<AccessLogRow> {
  const {
    source,
    to,
    notify = [],
    deadLetters = [],
    threshold = perSecond(10),
    period = '10s',
    window = '2m',
    zone = 'UTC',
  } = options;
  if (toMilliseconds(window) % 1000 !== 0) {
    throw new TidemarkError(
      'bad-options',
      'The window must be a whole number of seconds: it is counted second by second.',
    );
  }
  return pipeline('access-log')
    .from(source)
    .time({
      ...(options.lateness !== undefined && { lateness: options.lateness }),
      ...(options.idle !== undefined && { idle: options.idle }),
    })
    .stream('summary', [tumbling({ size: period, measures: SUMMARY })], to)
    .stream(
      'sections',
      [
        tumbling({ size: period, by: ['section'], measures: SECTIONS }),
        share({ of: 'hits', as: 'share' }),
        // A section without hits in this period is a closing row: news for an alert, not for a reader.
        where<{ readonly time: number; readonly hits: number }>((row) => row.hits > 0),
        top<{ readonly time: number; readonly hits: number }>({ by: 'hits', n: options.top ?? 10 }),
      ],
      to,
    )
    .stream(
      'alerts',
      [
        sliding({ size: window, every: '1s', measures: { hits: count<AccessLogRow>() } }),
        alert<{ readonly time: number; readonly hits: number }>({
          value: 'hits',
          above: threshold,
          name: HIGH_TRAFFIC,
          message: alertMessage({ name: HIGH_TRAFFIC, value: 'hits', zone }),
        }),
      ],
      [...to, ...notify],
    )
    .deadLettersTo(...deadLetters)
    .spec();
}
