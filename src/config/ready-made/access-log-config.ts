import { Document, isMap, isSeq, visit } from 'yaml';
import { formatDuration } from '../../io/text/format-duration.js';
import type { Rate } from '../../operators/time/rate.js';
import { mergeSettings } from '../merge-settings.js';
import { accessLogUse } from './access-log-use.js';

/** What of the command line has a place in a config; durations in milliseconds. */
export interface AccessLogConfigOptions {
  /** `-` is standard input. */
  readonly path: string;
  readonly threshold: Rate;
  readonly period: number;
  readonly window: number;
  readonly lateness: number;
  readonly idle: number;
  readonly format: string;
  readonly top: number;
  readonly zone: string;
  readonly once?: boolean | undefined;
  readonly start?: 'beginning' | 'end' | { readonly milliseconds: number } | undefined;
  readonly state?: string | undefined;
  readonly out?: string | undefined;
  readonly webhook?: string | undefined;
  readonly deadLetters?: string | undefined;
  readonly giveUpAfter?: number | undefined;
}

type Tree = Readonly<Record<string, unknown>>;

const RATE_UNITS = [
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
] as const;

/** A rate in the unit in which it has finitely many decimals: the one that it was written in, or a shorter one. */
const rateText = ({ events, milliseconds }: Rate): string => {
  for (const [unit, length] of RATE_UNITS) {
    if (/^10*$/.test(String(milliseconds / length))) return `${(events * length) / milliseconds}/${unit}`;
  }
  return `${(events * 1000) / milliseconds}/s`;
};

/** The config that does what `tidemark access-log` does with these options, as YAML. */
export const accessLogConfig = (options: AccessLogConfigOptions): string => {
  const { webhook, out, state, deadLetters, giveUpAfter, period, window, top } = options;
  const to = [out === undefined ? 'stdout' : { file: out }];
  const every = formatDuration(period);
  const notify = [...to, ...(webhook === undefined ? [] : ['hook'])];
  const pipeline = mergeSettings(accessLogUse.tree, {
    source: null,
    time: {
      lateness: formatDuration(options.lateness),
      idle: formatDuration(options.idle),
      ...(options.zone !== 'UTC' && { zone: options.zone }),
    },
    streams: {
      summary: { window: every, to },
      sections: { window: every, top: { n: top }, to },
      alerts: {
        window: { size: formatDuration(window) },
        alerts: { 'high-traffic': { above: rateText(options.threshold), notify } },
      },
    },
    ...(deadLetters !== undefined && { dead_letters: [{ file: deadLetters }] }),
    ...(giveUpAfter !== undefined && { give_up_after: formatDuration(giveUpAfter) }),
  }) as Tree;
  return yamlOf({
    version: 1,
    ...(state !== undefined && { state }),
    ...(webhook !== undefined && { sinks: { hook: { http: webhook, body: { text: '{message}' } } } }),
    pipelines: { 'access-log': { source: sourceOf(options), ...pipeline } },
  });
};

const sourceOf = ({ path, format, once, start }: AccessLogConfigOptions): Tree => {
  const layout = format === 'auto' ? 'access-log' : { 'access-log': { layout: format } };
  const ends = once === true ? { follow: false } : {};
  if (path === '-') return { stdin: true, format: layout, ...ends };
  const from =
    start === undefined
      ? {}
      : { start: typeof start === 'string' ? start : formatDuration(start.milliseconds) };
  return { file: path, format: layout, ...from, ...ends };
};

/** Maps and lists without further ones inside, or only short ones, stand on one line. */
const yamlOf = (tree: Tree): string => {
  const document = new Document(tree, { aliasDuplicateObjects: false });
  const isLarge = (value: unknown): boolean => isMap(value) || (isSeq(value) && value.items.length > 3);
  visit(document, {
    Map(_, map) {
      if (map.items.length < 7 && !map.items.some(({ value }) => isLarge(value))) map.flow = true;
    },
    Seq(_, list) {
      if (!list.items.some(isLarge)) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 110, flowCollectionPadding: true });
};
