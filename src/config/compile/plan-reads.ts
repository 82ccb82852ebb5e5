import type { ReadGroup, StreamReads } from '../../pipelines/silence/stream-reads.js';
import type { AlertSettings } from '../settings/alert-settings.js';
import type { PlannedMeasures } from './measure-makers.js';

/** What a stream and its alerts stand on. */
export interface ReadsGround {
  readonly measures: PlannedMeasures;
  /** The measures as they are written. */
  readonly texts: Readonly<Record<string, string>>;
  /** What `where` reads of rows, and how it is written. */
  readonly where: { readonly text: string; readonly fields: readonly string[] } | undefined;
  readonly isWindowed: boolean;
}

/** What an alert depends on; undefined where it may fire on nothing, too. */
export const alertReadsOf = (
  stream: string,
  alert: string,
  { value, if: condition, no_data: noData }: AlertSettings,
  /** Fields of the rows that it judges, by which it does. */
  judged: readonly string[],
  { measures, texts, where, isWindowed }: ReadsGround,
): StreamReads | undefined => {
  if ((value === undefined && condition === undefined) || noData === 'fire') return undefined;
  const groups: ReadGroup[] = [];
  if (where !== undefined) groups.push({ name: 'where', fields: where.fields, any: isLoose(where.text) });
  if (!isWindowed) {
    groups.push({ name: value ?? 'if', fields: judged, any: isLoose(condition ?? '') });
  } else if (!isLoose(condition ?? '')) {
    for (const name of withNeeds(judged, measures)) {
      const { fields = [] } = measures.get(name) ?? {};
      groups.push({ name, fields, any: isLoose(texts[name] ?? '') });
    }
  }
  return { stream, alert, groups, value: isWindowed ? value : undefined };
};

/**
 * What the outputs of a stream depend on, of fields that the format does not know: those of a known format may be missing
 * from a log, as durations are. Undefined where there are none.
 */
export const streamReadsOf = (
  stream: string,
  by: readonly string[],
  isKnown: (field: string) => boolean,
  { measures, texts, where }: ReadsGround,
): StreamReads | undefined => {
  const groups: ReadGroup[] = [];
  const add = (name: string, text: string, read: readonly string[]): void => {
    const fields = read.filter((field) => !isKnown(field));
    if (fields.length > 0) groups.push({ name, fields, any: isLoose(text) });
  };
  if (where !== undefined) add('where', where.text, where.fields);
  for (const field of by) add('by', '', [field]);
  for (const [name, { fields }] of measures) add(name, texts[name] ?? '', fields);
  return groups.length === 0 ? undefined : { stream, alert: undefined, groups, value: undefined };
};

/** Whether a condition may hold although something that it reads is not there. */
const isLoose = (text: string): boolean => /\|\||\?|\bhas\(|!|null/.test(text);

const withNeeds = (names: readonly string[], measures: PlannedMeasures): ReadonlySet<string> => {
  const all = new Set(names);
  for (const name of all) for (const need of measures.get(name)?.measure.needs ?? []) all.add(need);
  return all;
};
