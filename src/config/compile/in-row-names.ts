import { resolve } from 'node:path';
import type { RowFields } from '../parts/part.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import { keyOf, subjectsNamed } from '../testing/subject.js';
import { rowName } from './field-names.js';

type Fields = Readonly<Record<string, unknown>>;
type Streams = NonNullable<PipelineSettings['streams']>;

/** The streams of a pipeline with what makes their keys under the names that rows have. */
export const streamsInRowNames = (streams: Streams, keys: ReadonlyMap<string, readonly string[]>): Streams =>
  Object.fromEntries(
    Object.entries(streams).map(([name, stream]) => {
      const by = keys.get(name);
      return [name, by === undefined || stream?.by === undefined ? stream : { ...stream, by: [...by] }];
    }),
  );

/** The tests of a pipeline: files from the directory of the config, and the fields of rows that come in and are expected under the names that rows have. */
export const testsInRowNames = (
  { tests, streams, time = {} }: PipelineSettings,
  source: RowFields,
  shown: ReadonlyMap<string, RowFields>,
  directory: string,
): PipelineSettings['tests'] =>
  tests?.map((test) => {
    if ('invariant' in test) return test;
    const feed = test.feed.map((one) => {
      if ('file' in one) return { ...one, file: resolve(directory, one.file) };
      if ('rate' in one) return one.row === undefined ? one : { ...one, row: rowOf(one.row, source) };
      return { ...one, rows: one.rows.map((row) => rowOf(row, source, time.field)) };
    });
    const expect = Object.entries(test.expect).map(([name, list]) => {
      const [subject] = subjectsNamed(streams, name);
      const fields = subject?.kind === 'alert' ? keyFields(keyOf(streams, subject.stream)) : shown.get(name);
      if (fields === undefined) return [name, list] as const;
      return [name, list.map((row) => named(row, (key) => rowName(fields, key)))] as const;
    });
    return { ...test, feed, expect: Object.fromEntries(expect) };
  });

/** Of transitions only the fields of their key have other names. */
export const keyFields = (key: readonly string[]): RowFields => ({
  known: Object.fromEntries(key.map((name) => [name, { type: 'any' as const }])),
  open: false,
});

const named = (row: Fields, nameOf: (key: string) => string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [nameOf(key), value]));

/** What lies deeper in a row of a log is a field of its own; the field of the time keeps its name, by which it is found. */
const rowOf = (row: Fields, source: RowFields, timeField?: string): Record<string, unknown> => {
  const nameOf = (key: string): string =>
    timeField !== undefined && rowName(source, key) === rowName(source, timeField)
      ? timeField
      : rowName(source, key);
  const flat = Object.entries(row).flatMap(([key, value]) => deeper(key, value, source));
  return named(Object.fromEntries(flat), nameOf);
};

const deeper = (key: string, value: unknown, source: RowFields): readonly (readonly [string, unknown])[] => {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap || !source.open || Object.hasOwn(source.known, key)) return [[key, value]];
  return Object.entries(value).flatMap(([inner, below]) => deeper(`${key}.${inner}`, below, source));
};
