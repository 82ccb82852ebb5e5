import { createHash } from 'node:crypto';
import { kindOfRow, type RowKind } from '../row-kind.js';
import { plainLines, plainText } from './plain-text.js';
import { type Urgency, urgencyOf } from './urgency.js';

/** A row on its way to a service, in words. All texts are plain: they hold no control characters. */
export interface Notice {
  /** That of the row. */
  readonly id: string;
  readonly kind: RowKind;
  /** What it is of, in words: the alert, or the stream. */
  readonly title: string;
  /** May have several lines. Never empty. */
  readonly message: string;
  readonly alert: string;
  readonly pipeline: string;
  readonly stream: string;
  readonly severity: string | undefined;
  readonly urgency: Urgency;
  /** ISO-8601; undefined where the row has none. */
  readonly time: string | undefined;
  /** The same for every transition of one alert and key, in every run: what a service tells incidents apart by. */
  readonly incident: string;
  /** The fields of the key, of a row all of its fields. */
  readonly fields: readonly (readonly [name: string, text: string])[];
  /** Numbers of the transition. */
  readonly value: number | undefined;
  readonly threshold: number | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads a row that is written as one JSON object. */
export const noticeOf = (json: string): Notice => {
  const row = JSON.parse(json) as Fields;
  const { pipeline, stream, id, alert, time, severity, message } = row;
  const kind = kindOfRow(row);
  const isAlert = kind !== 'row';
  const word = typeof severity === 'string' && severity !== '' ? plainText(severity) : undefined;
  const name = plainText(String(isAlert && typeof alert === 'string' ? alert : stream));
  const fields = fieldsOf(isAlert ? row.key : withoutOurs(row));
  const said = typeof message === 'string' ? plainLines(message) : '';
  return {
    id: String(id),
    kind,
    title: spoken(name),
    message: (kind === 'row' && said === '' ? fieldsText(fields) : said) || spoken(name),
    alert: name,
    pipeline: plainText(String(pipeline)),
    stream: plainText(String(stream)),
    severity: word,
    urgency: urgencyOf(word),
    time: typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? time : undefined,
    incident: incidentOf([pipeline, stream, alert ?? null, row.key ?? null]),
    fields,
    value: numberOf(row.value),
    threshold: numberOf(row.threshold),
  };
};

const OURS: ReadonlySet<string> = new Set(['pipeline', 'stream', 'id']);

const withoutOurs = (row: Fields): Fields =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !OURS.has(name)));

const incidentOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

const fieldsOf = (from: unknown): Notice['fields'] =>
  typeof from === 'object' && from !== null
    ? Object.entries(from).map(([name, value]) => [plainText(name), plainText(textOf(value))] as const)
    : [];

const textOf = (value: unknown): string =>
  value === null ? '-' : typeof value === 'object' ? JSON.stringify(value) : String(value);

export const fieldsText = (fields: Notice['fields']): string =>
  fields.map(([name, text]) => `${name} ${text}`).join(', ');

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** `high-traffic` as people say it. */
const spoken = (name: string): string => {
  const words = name.replaceAll(/[-_.]+/g, ' ').trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
};

const SAID: Readonly<Record<RowKind, string>> = {
  firing: 'Firing: ',
  reminder: 'Still firing: ',
  resolved: 'Resolved: ',
  row: '',
};

/** `Firing: High traffic`. */
export const headingOf = ({ kind, title }: Notice): string => `${SAID[kind]}${title}`;

const LIGHTS: Readonly<Record<Urgency, string>> = { critical: '🔴', error: '🟠', warning: '🟡', info: '🔵' };

/** A coloured light that shows at a glance what it is. */
export const lightOf = ({ kind, urgency }: Notice): string =>
  kind === 'row' ? '' : kind === 'resolved' ? '🟢 ' : `${LIGHTS[urgency]} `;

/** What stands small beside a message: key, severity, time, and where it comes from. */
export const factsOf = (notice: Notice, source: string): Notice['fields'] => {
  const { kind, fields, severity, time, pipeline, stream } = notice;
  return [
    ...(kind === 'row' ? [] : fields),
    ...(severity === undefined ? [] : [['severity', severity] as const]),
    ...(time === undefined ? [] : [['time', time] as const]),
    ['pipeline', `${pipeline} / ${stream}`],
    ['machine', source],
  ];
};
