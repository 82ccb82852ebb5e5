import { CHECKS_TABLES } from '../../io/checks-database/checks-tables.js';
import { formatDuration } from '../../io/text/format-duration.js';
import type { UsePart } from '../parts/part.js';
import { urlsSource } from '../parts/urls-source.js';
import { type ConfigTree, literal } from './config-tree.js';

/** More targets than this are of no key of their own. */
const MOST = 200_000;

/** What failed by itself: neither our own network, nor a check that was not performed, nor work that was announced. */
const JUDGED = '!(class in ["unknown", "missed"]) && !maintenance';

const SOURCE = { every: '1m', timeout: '10s', expect: { certificate: '14d' } };

const STREAMS = {
  results: { to: ['stdout'] },
  down: {
    by: ['name'],
    max_keys: MOST,
    alerts: {
      down: {
        if: 'class != "ok" && class != "slow"',
        given: JUDGED,
        for: '3x',
        hold: '2x',
        message: { firing: '{name} is down ({class}): {detail}', ok: '{name} is up' },
      },
      slow: {
        if: 'class == "slow"',
        given: '(class == "ok" || class == "slow") && !maintenance',
        for: '3x',
        hold: '2x',
        message: { firing: '{name} is slow: {total:duration}', ok: '{name} is fast enough' },
      },
    },
  },
  latency: {
    by: ['name'],
    max_keys: MOST,
    where: 'class == "ok" || class == "slow"',
    window: '5m',
    measure: { n: 'count()', p50: 'p50(total)', p95: 'p95(total)' },
    alerts: {
      slow: { value: 'p95', above: '5s', clear: '4s', given: 'n >= 3' },
    },
  },
  certificate: {
    by: ['name'],
    max_keys: MOST,
    alerts: {
      certificate: {
        if: 'certificate_due == true && class != "missed"',
        given: 'certificate != null && !maintenance',
        message: {
          firing: 'A certificate of {name} expires in {certificate:duration}: {certificate_of}',
          ok: 'The certificates of {name} are valid for long enough',
        },
      },
    },
  },
  network: {
    window: { size: '1m', every: '10s' },
    measure: { unknown: 'count(class == "unknown")' },
    alerts: {
      network: {
        if: 'unknown > 0',
        message: {
          firing: 'Our own network is down: no canary answers, and no target is to blame',
          ok: 'Our own network is up again',
        },
      },
    },
  },
  lag: {
    window: { size: '1m', every: '10s' },
    measure: { checks: 'count(class != "missed")', missed: 'count(class == "missed")', p99: 'p99(lag)' },
    alerts: {
      lag: {
        value: 'p99',
        above: '1s',
        clear: '500ms',
        message: {
          firing:
            'The monitor itself is late by {p99:duration}: no target is to blame. Check less often, or give it more concurrency or CPU',
          ok: 'The monitor keeps up again',
        },
      },
    },
  },
};

/** What an alert of a target has counted is for whoever checks it. */
const GONE = { gone: 'moved' };
const NOT_MOVED = '!moved';

/** The same where other processes check some of the targets, which come and go: what says that of one is no check. */
const DIVIDED_STREAMS = {
  ...STREAMS,
  results: { ...STREAMS.results, where: NOT_MOVED },
  down: {
    ...STREAMS.down,
    alerts: {
      down: { ...STREAMS.down.alerts.down, ...GONE },
      slow: { ...STREAMS.down.alerts.slow, ...GONE },
    },
  },
  latency: {
    ...STREAMS.latency,
    where: `moved || ${STREAMS.latency.where}`,
    measure: { ...STREAMS.latency.measure, n: `count(${NOT_MOVED})`, moved: 'count(moved)' },
    alerts: { slow: { ...STREAMS.latency.alerts.slow, gone: 'moved > 0' } },
  },
  certificate: {
    ...STREAMS.certificate,
    alerts: { certificate: { ...STREAMS.certificate.alerts.certificate, ...GONE } },
  },
  lag: {
    ...STREAMS.lag,
    where: NOT_MOVED,
  },
};

/**
 * The web monitor: what came of each check, and alerts by target: down, slow, certificate; one on our own network, one on our
 * own lag.
 */
export const webMonitorUse: UsePart = {
  name: 'web-monitor',
  source: urlsSource as never,
  tables: CHECKS_TABLES,
  tree: { source: SOURCE, streams: STREAMS },
  treeFor: ({ source, streams }) => ({
    source: SOURCE,
    streams: isTree(source) && source.leases !== undefined ? withGone(DIVIDED_STREAMS, streams) : STREAMS,
  }),
};

/**
 * The streams, and under each alert that the user adds to rows as they come what makes it forget targets that have moved: one
 * that waits for rows would miss what another process checks.
 */
const withGone = (under: ConfigTree, over: unknown): ConfigTree => {
  if (!isTree(over)) return under;
  const added = Object.entries(over).flatMap(([name, stream]) => {
    if (!isTree(stream) || !isTree(stream.alerts)) return [];
    const known = under[name];
    const ours = isTree(known) ? known : {};
    const { by, window, from } = { ...ours, ...stream };
    // What has no key is of all targets, and what has a window sees the rows that its measures count.
    if (by === undefined || (window ?? from) !== undefined) return [];
    const alerts = Object.entries(stream.alerts).flatMap(([alert, settings]) =>
      isTree(settings) ? [[alert, GONE] as const] : [],
    );
    const all = { ...Object.fromEntries(alerts), ...(isTree(ours.alerts) ? ours.alerts : {}) };
    return [[name, { ...ours, alerts: all }] as const];
  });
  return { ...under, ...Object.fromEntries(added) };
};

/** What of the command line has a place in a config; durations in milliseconds. */
export interface WebMonitorOptions {
  readonly urls: readonly string[];
  /** Files of targets. */
  readonly from: readonly string[];
  readonly every: number;
  readonly timeout: number;
  readonly concurrency?: number | undefined;
  readonly resolver?: string | undefined;
  readonly canary?: readonly string[] | undefined;
  readonly once?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly out?: string | undefined;
  readonly state?: string | undefined;
}

/**
 * The config that `tidemark web-monitor` runs with these options. `isWatched`: what comes of checks is looked at, if it goes
 * nowhere.
 */
export const webMonitorConfig = (options: WebMonitorOptions, isWatched: boolean): ConfigTree => {
  const { urls, from, every, timeout, concurrency, resolver, canary, once, state } = options;
  const to = resultsOf(options);
  const listOf = (list: readonly string[]): string | readonly string[] => {
    const [only = '', ...more] = list.map(literal);
    return more.length === 0 ? only : [only, ...more];
  };
  return {
    version: 1,
    ...(state !== undefined && { state: literal(state) }),
    notify: [notifyOf(options)],
    pipelines: {
      'web-monitor': {
        use: 'web-monitor',
        source: {
          ...(urls.length > 0 && { urls: urls.map(literal) }),
          ...(from.length > 0 && { from: listOf(from) }),
          every: formatDuration(every),
          timeout: formatDuration(timeout),
          ...(concurrency !== undefined && { concurrency }),
          ...(resolver !== undefined && { resolver: literal(resolver) }),
          ...(canary !== undefined && { canary: listOf(canary) }),
          ...(once === true && { once }),
        },
        streams: { results: to.length > 0 || isWatched ? { to } : null, ...(once === true && ONCE_OVER) },
      },
    },
  };
};

/** With one check of each there is nothing to alert on. */
const ONCE_OVER: ConfigTree = {
  down: null,
  latency: null,
  certificate: null,
  network: null,
  lag: null,
};

const resultsOf = ({ out, json }: WebMonitorOptions): readonly (string | ConfigTree)[] => {
  if (out !== undefined) return [{ file: literal(out) }];
  return json === true ? [{ stdout: true, format: 'json' }] : [];
};

/** That all is well at the start is one line and not one for each target, and the command has it. */
const notifyOf = ({ json }: WebMonitorOptions): ConfigTree => ({
  stdout: true,
  ...(json === true ? { format: 'json' } : { initial: false }),
});

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
