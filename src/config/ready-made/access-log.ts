import { formatDuration } from '../../io/text/format-duration.js';
import type { Rate } from '../../operators/time/rate.js';
import { mergeSettings } from '../merge-settings.js';
import { serviceAt } from '../parts/known-hosts.js';
import type { UsePart } from '../parts/part.js';
import { type ConfigTree, literal } from './config-tree.js';

/** The access-log monitor: statistics of each period, of its sections, and an alert on high traffic. */
export const accessLogUse: UsePart = {
  name: 'access-log',
  tree: {
    source: { file: '/var/log/access.log', format: 'auto' },
    requests: true,
    time: { lateness: '1m' },
    streams: {
      summary: {
        window: '10s',
        measure: {
          hits: 'count()',
          rate: 'rate()',
          size: 'sum(size)',
          mean_size: 'mean(size)',
          clients: 'distinct(host)',
          errors: 'count(status >= 400 && status < 600)',
          status_1xx: 'count(status >= 100 && status < 200)',
          status_2xx: 'count(status >= 200 && status < 300)',
          status_3xx: 'count(status >= 300 && status < 400)',
          status_4xx: 'count(status >= 400 && status < 500)',
          status_5xx: 'count(status >= 500 && status < 600)',
          status_other: 'count(status == null || status < 100 || status >= 600)',
        },
        to: ['stdout'],
      },
      sections: {
        by: ['section'],
        window: '10s',
        measure: {
          hits: 'count()',
          errors: 'count(status >= 500)',
          size: 'sum(size)',
          p95: 'p95(duration)',
        },
        top: { n: 10, by: 'hits' },
        to: ['stdout'],
      },
      alerts: {
        window: { size: '2m', every: '1s' },
        measure: { hits: 'count()' },
        alerts: { 'high-traffic': { value: 'hits', above: '10/s' } },
      },
    },
  },
};

/** What of the command line has a place in a config; durations in milliseconds. */
export interface AccessLogOptions {
  /** `-` is standard input. */
  readonly path: string;
  readonly threshold: Pick<Rate, 'events' | 'milliseconds'>;
  readonly period: number;
  readonly window: number;
  readonly lateness: number;
  readonly idle: number;
  readonly stamp?: 'start' | 'end' | undefined;
  readonly format: string;
  /** What a whole number at the end of a line counts; undefined where nobody says. */
  readonly duration?: string | undefined;
  readonly top: number;
  /** Sections are told apart by the site that was asked for, too. */
  readonly bySite?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly zone: string;
  readonly once?: boolean | undefined;
  readonly start?: 'beginning' | 'end' | { readonly milliseconds: number } | undefined;
  readonly state?: string | undefined;
  readonly out?: string | undefined;
  readonly webhook?: string | undefined;
  readonly deadLetters?: string | undefined;
  readonly giveUpAfter?: number | undefined;
}

/** The config that `tidemark access-log` runs with these options, all of it written out. */
export const accessLogConfig = (options: AccessLogOptions): ConfigTree => {
  const { webhook, state, deadLetters, giveUpAfter, period, window, top } = options;
  const to = [outputOf(options)];
  const every = formatDuration(period);
  const hook = webhook === undefined ? [] : [outputAt(webhook)];
  const pipeline = mergeSettings(accessLogUse.tree, {
    source: null,
    time: {
      lateness: formatDuration(options.lateness),
      idle: formatDuration(options.idle),
      ...(options.stamp !== undefined && { stamp: options.stamp }),
      ...(options.zone !== 'UTC' && { zone: options.zone }),
    },
    streams: {
      summary: { window: every, to },
      sections: {
        window: every,
        top: { n: top },
        to,
        ...(options.bySite === true && { by: ['vhost', 'section'] }),
      },
      alerts: {
        window: { size: formatDuration(window) },
        alerts: { 'high-traffic': { above: rateText(options.threshold), notify: [...to, ...hook] } },
      },
    },
    ...(deadLetters !== undefined && { dead_letters: [{ file: literal(deadLetters) }] }),
    ...(giveUpAfter !== undefined && { give_up_after: formatDuration(giveUpAfter) }),
  }) as ConfigTree;
  return {
    version: 1,
    ...(state !== undefined && { state: literal(state) }),
    pipelines: { 'access-log': { source: sourceOf(options), ...pipeline } },
  };
};

/** What is made for the service at an address, where that is all that it needs to know. */
const outputAt = (address: string): ConfigTree => {
  const service = serviceAt(address);
  return service !== undefined && BY_ADDRESS.has(service)
    ? { [service]: literal(address) }
    : { http: literal(address), body: { text: '{message}' } };
};

const BY_ADDRESS: ReadonlySet<string> = new Set(['slack', 'discord', 'teams', 'ntfy', 'alertmanager']);

const outputOf = ({ out, json }: AccessLogOptions): string | ConfigTree => {
  if (out !== undefined) return { file: literal(out) };
  return json === true ? { stdout: true, format: 'json' } : 'stdout';
};

const LAYOUTS = ['common', 'combined', 'vhost_common', 'vhost_combined'];

/** Whatever formats there are, and the layouts of an access log by themselves. */
const formatOf = ({ format, duration }: AccessLogOptions): string | ConfigTree => {
  const isLayout = LAYOUTS.includes(format);
  const settings = { ...(isLayout && { layout: format }), ...(duration !== undefined && { duration }) };
  const name = isLayout ? 'access-log' : format;
  return Object.keys(settings).length === 0 ? name : { [name]: settings };
};

const sourceOf = (options: AccessLogOptions): ConfigTree => {
  const { path, once, start } = options;
  const format = formatOf(options);
  const ends = once === true ? { follow: false } : {};
  if (path === '-') return { stdin: true, format, ...ends };
  const from =
    start === undefined
      ? {}
      : { start: typeof start === 'string' ? start : formatDuration(start.milliseconds) };
  return { file: literal(path), format, ...from, ...ends };
};

const RATE_UNITS = [
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
] as const;

/** A rate in the unit in which it has finitely many decimals: the one that it was written in, or a shorter one. */
const rateText = ({ events, milliseconds }: AccessLogOptions['threshold']): string => {
  for (const [unit, length] of RATE_UNITS) {
    if (/^10*$/.test(String(milliseconds / length)))
      return `${plain((events * length) / milliseconds)}/${unit}`;
  }
  return `${plain((events * 1000) / milliseconds)}/s`;
};

/** Without an exponent, which no rate is written with. The first use of a locale takes twenty milliseconds, so only where it must. */
const plain = (number: number): string => {
  const text = String(number);
  if (!text.includes('e')) return text;
  return number.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
};
