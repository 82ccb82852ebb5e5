import { FORMATS } from '../../io/codecs/formats.js';
import { formatDuration } from '../../io/text/format-duration.js';
import { fieldNameFault } from '../compile/field-name-fault.js';
import { configText } from '../ready-made/config-text.js';
import { type ConfigTree, literal } from '../ready-made/config-tree.js';
import type { Look } from './look-at.js';

/** A minute is what rows may be late unless a config says otherwise. */
const LATENESS = 60_000;
/** Beyond that it is another log in the same file, and alerts would wait as long. */
const MOST_LATENESS = 600_000;
/** So few values are worth a line each. */
const MOST_KEYS = 20;

/** A config to begin with, for inputs of which something could be read: a pipeline for each format. Undefined where there is none. */
export const firstConfig = (looks: readonly Look[]): string | undefined => {
  const formats = new Map<string, Look[]>();
  const starts: string[] = [];
  for (const look of looks) {
    if (look.format === undefined || look.rows === 0) continue;
    // What is to be read alike is one pipeline.
    const { format, timeField, isMixed, start } = look;
    if (start !== undefined && !starts.includes(start)) starts.push(start);
    const which = start === undefined ? 0 : starts.indexOf(start) + 1;
    const records = ['', 'records'][which] ?? `records-${which}`;
    const kind = [format, timeField ?? '', isMixed ? 'mixed' : '', records].filter(Boolean).join('-');
    const name = look.path === '-' && formats.has(kind) ? `${kind}-stdin` : kind;
    formats.set(name, [...(formats.get(name) ?? []), look]);
  }
  if (formats.size === 0) return undefined;
  const pipelines = Object.fromEntries(Array.from(formats, ([name, alike]) => [name, pipelineOf(alike)]));
  return configText({ version: 1, pipelines });
};

const pipelineOf = (looks: readonly Look[]): ConfigTree => {
  const [look] = looks;
  const { start } = look ?? {};
  const format = look?.isMixed === true ? 'auto' : look?.format;
  const paths = looks.map(({ path }) => path);
  const [only] = paths;
  const isWrapped = looks.some(({ wrapping }) => wrapping !== undefined);
  const readsSyslog = FORMATS.some(({ name, inSyslog }) => name === format && inSyslog === true);
  const around = {
    ...(isWrapped && !readsSyslog && { unwrap: 'auto' }),
    ...(start !== undefined && { multiline: { start: literal(start) } }),
  };
  const source =
    only === '-'
      ? { stdin: true, format, ...around }
      : { file: paths.length === 1 ? pathOf(only ?? '') : paths.map(pathOf), format, ...around };
  const behind = Math.max(...looks.map(({ times }) => times?.behind ?? 0));
  const time = {
    ...(look?.timeField !== undefined && { field: look.timeField }),
    ...(behind > LATENESS &&
      behind <= MOST_LATENESS && { lateness: formatDuration(Math.ceil(behind / 1000) * 1000) }),
  };
  return {
    source,
    ...(Object.keys(time).length > 0 && { time }),
    streams: look === undefined ? {} : streamsOf(look),
  };
};

/** A name that is there is no pattern, but one that begins with ! would be an exception. */
const pathOf = (path: string): string => literal(path.startsWith('!') ? `./${path}` : path);

const to = ['stdout'];
const n = { n: 'count()' };

const streamsOf = ({ fields, rows, format }: Look): ConfigTree => {
  const has = (name: string): boolean => fields.some((field) => field.name === name && field.rows > 0);
  if (has('status') && has('section') && has('method')) {
    const measure = { hits: 'count()', errors: 'count(status >= 500)' };
    return {
      traffic: {
        window: '10s',
        measure: {
          ...measure,
          ...(has('size') && { size: 'sum(size)' }),
          ...(has('duration') && { p95: 'p95(duration)' }),
        },
        to,
      },
      sections: { by: ['section'], window: '10s', measure, top: { n: 10, by: 'hits' }, to },
      failing: {
        window: { size: '5m', every: '10s' },
        measure: { ...measure, error_rate: 'ratio(errors, hits)' },
        alerts: { 'many-errors': { value: 'error_rate', above: '5%', given: 'hits >= 50' } },
      },
    };
  }
  if (format === 'vpc-flow' && has('srcaddr') && has('bytes')) {
    const measure = { ...n, bytes: 'sum(bytes)' };
    return { talkers: { by: ['srcaddr'], window: '5m', measure, top: { n: 10, by: 'bytes' }, to } };
  }
  const amount = fields.find((field) => field.unit === 'duration' && field.rows > 0);
  const key = fields.find(
    ({ name, type, values, rows: held }) =>
      type === 'text' &&
      values !== undefined &&
      values > 1 &&
      values <= MOST_KEYS &&
      // What never comes again tells nothing apart.
      values < held &&
      held > rows / 2 &&
      fieldNameFault(name) === undefined &&
      name !== 'n' &&
      name !== 'p95',
  );
  const measure = { ...n, ...(amount !== undefined && { p95: `p95(${amount.name})` }) };
  return {
    all: { window: '1m', measure, to },
    ...(key !== undefined && {
      [`by-${key.name}`.replaceAll('_', '-')]: { by: [key.name], window: '1m', measure, to },
    }),
  };
};
