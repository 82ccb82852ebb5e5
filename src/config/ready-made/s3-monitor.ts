import { NEWEST_EVERY } from '../../io/actions/probe/probe-target.js';
import { formatDuration } from '../../io/text/format-duration.js';
import { parseDuration } from '../../operators/time/parse-duration.js';
import { isTree } from '../is-tree.js';
import { bucketSource } from '../parts/bucket-source.js';
import type { UsePart } from '../parts/part.js';
import { type ConfigTree, literal } from './config-tree.js';
import { logsApiPipeline } from './logs-api-config.js';

const SOURCE = { every: '10s' };

/** Milliseconds. */
const EVERY = 10_000;
const MINUTE = 60_000;

/** The streams for probes that test this often at least, in milliseconds: so that there is something to judge in each window. */
const streamsFor = (every: number) => ({
  results: {
    by: ['target'],
    to: ['stdout'],
    alerts: {
      silent: {
        absent: formatDuration(Math.max(MINUTE, 3 * every)),
      },
    },
  },
  latency: {
    by: ['target'],
    where: 'class == "ok" && !suspect',
    window: {
      size: formatDuration(Math.max(10 * MINUTE, 60 * every)),
      every: formatDuration(Math.max(MINUTE, 6 * every)),
    },
    measure: { n: 'count()', p50: 'p50(duration)', p95: 'p95(duration)', p99: 'p99(duration)' },
    alerts: {
      slow: {
        value: 'p99',
        above: '2s',
        given: 'n >= 30',
        for: '5m',
        hold: '5m',
      },
    },
  },
  failures: {
    by: ['target'],
    where: 'status != "none"',
    window: {
      size: formatDuration(Math.max(5 * MINUTE, 10 * every)),
      every: formatDuration(Math.max(MINUTE / 2, every)),
    },
    measure: {
      n: 'count()',
      failed: 'count(status == "fail")',
      failure_rate: 'ratio(failed, n)',
      last: 'last(class)',
    },
    alerts: {
      failing: {
        value: 'failure_rate',
        above: '20%',
        given: 'n >= 5',
        hold: '1m',
        message: {
          firing: '{target} fails: {failure_rate:%} of {n} tests, the last one: {last}',
          ok: '{target} works again',
        },
      },
    },
  },
  leftovers: {
    window: '1m',
    measure: { left: 'max(left)' },
    alerts: {
      left: {
        if: 'left > 0',
        for: '15m',
        message: {
          firing: 'The objects of {left} tests cannot be removed from the bucket',
          ok: 'Everything that tests have written is removed again',
        },
      },
    },
  },
});

const milliseconds = (value: unknown, fallback: number): number => {
  if (typeof value !== 'string') return fallback;
  try {
    return parseDuration(value);
  } catch {
    // It is said where it stands.
    return fallback;
  }
};

/** The longest interval of a source: of its tests, and of its looks for the newest object. */
const longestIn = (source: unknown): number => {
  if (!isTree(source)) return EVERY;
  const { every, newest = [] } = source;
  const looks = (Array.isArray(newest) ? newest : [newest]).map((one: unknown) =>
    milliseconds(isTree(one) ? one.every : undefined, NEWEST_EVERY),
  );
  return Math.max(milliseconds(every, EVERY), ...looks);
};

const longestOf = (source: unknown): number =>
  Math.max(EVERY, ...(Array.isArray(source) ? source : [source]).map(longestIn));

/** Tests of a bucket, and alerts by probe: failing, slow, silent; one on what is left there. */
export const s3MonitorUse: UsePart = {
  name: 's3-monitor',
  source: bucketSource as never,
  tree: { source: SOURCE, streams: streamsFor(EVERY) },
  treeFor: ({ source }) => ({ source: SOURCE, streams: streamsFor(longestOf(source)) }),
};

/** What of the command line has a place in a config; durations in milliseconds. */
export interface S3MonitorOptions {
  readonly bucket: string;
  readonly every: number;
  /** As it is written. */
  readonly size?: readonly string[] | undefined;
  readonly payload?: string | undefined;
  readonly probe?: readonly string[] | undefined;
  readonly timeout: number;
  readonly connection?: string | undefined;
  readonly name?: string | undefined;
  /** The logs API that is told of results; true: one in this process. */
  readonly log?: string | true | undefined;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly pathStyle?: boolean | undefined;
  readonly once?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly state?: string | undefined;
}

const OWN_API = { host: '127.0.0.1', port: 8081 } as const;
const LOGS = 'logs.txt';

/**
 * The config that `tidemark s3-monitor` runs with these options. `isWatched`: what comes of tests is looked at, if it goes
 * nowhere.
 */
export const s3MonitorConfig = (options: S3MonitorOptions, isWatched: boolean): ConfigTree => {
  const { bucket, every, size, probe, timeout, once, json, log, pathStyle } = options;
  const format = json === true ? { format: 'json' } : {};
  return {
    version: 1,
    ...text('state', options.state),
    notify: [{ stdout: true, ...(json === true ? format : { initial: false }) }],
    pipelines: {
      's3-monitor': {
        use: 's3-monitor',
        source: {
          bucket: literal(bucket),
          every: formatDuration(every),
          ...(size !== undefined && { size: listOf(size) }),
          ...text('payload', options.payload),
          ...(probe !== undefined && { probes: listOf(probe) }),
          timeout: formatDuration(timeout),
          ...text('connection', options.connection),
          ...text('name', options.name),
          ...text('endpoint', options.endpoint),
          ...text('region', options.region),
          ...text('profile', options.profile),
          ...(pathStyle === true && { path_style: true }),
          ...(once === true && { once }),
        },
        streams: {
          results: {
            to: [
              ...(json === true || !isWatched ? [{ stdout: true, ...format }] : []),
              ...(log === undefined ? [] : [logSink(log)]),
            ],
            ...(once === true && { by: null, alerts: null }),
          },
          ...(once === true && ONCE_OVER),
        },
      },
      ...(log === true && { logs: logsApiPipeline({ listen: OWN_API, file: LOGS }) }),
    },
  };
};

/** With one test of each there is nothing to alert on. */
const ONCE_OVER: ConfigTree = { latency: null, failures: null, leftovers: null };

/** An outage of the API is longer than a monitor may wait. */
const logSink = (log: string | true): ConfigTree => ({
  logs: log === true ? `http://${OWN_API.host}:${OWN_API.port}/logs` : literal(log),
  buffer: { size: '1GiB' },
  full: 'drop oldest',
});

const text = (name: string, value: string | undefined): ConfigTree =>
  value === undefined ? {} : { [name]: literal(value) };

const listOf = (list: readonly string[]): string | readonly string[] => {
  const [only = '', ...more] = list.map(literal);
  return more.length === 0 ? only : [only, ...more];
};
