import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWithData, listShared } from './shared-data.js';

/** The tests that compare other engines' results with ours; what they name is compared. */
const COMPARED = ['arroyo', 'bytewax', 'flink', 'fluent-bit', 'kafka', 'victoria-metrics'].map((engine) =>
  readFileSync(new URL(`./windowing-${engine}.test.ts`, import.meta.url), 'utf8'),
);

/** Files, and parts of files, whose results our operators cannot express, and why. */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  'windowing/apache__kafka/sliding.json':
    'windows that records define, both ends inclusive; ours lie on a grid and are half-open',
  'windowing/ArroyoSystems__arroyo/golden_outputs/offset_impulse_join.json':
    'a join of two sources, row by row; there are no joins',
  'windowing/ArroyoSystems__arroyo/inputs/aggregate_updates.json':
    'change records, which take rows back; rows here only come (and no expected output uses them)',
  'windowing/redpanda-data__benthos/system_window.json':
    'windows of processing time, (start, end]: closed on the right, where ours are closed on the left',
  'windowing/vectordotdev__vector/reduce.yaml':
    'joins events into one until a condition ends it: no windows of time',
};

/** Every file below a folder; what has no ending is a folder. */
const filesIn = (folder: string): readonly string[] =>
  listShared(folder).flatMap((name) =>
    name.includes('.') ? [`${folder}/${name}`] : filesIn(`${folder}/${name}`),
  );

describeWithData('the files of other engines', 'windowing', () => {
  test('are each compared, or named as not comparable with the reason', () => {
    const named = (file: string): boolean =>
      COMPARED.some((code) => {
        const [engine = '', name = ''] = file.split('/').slice(-2);
        return code.includes(engine) && code.includes(name.replace(/\.json$/, ''));
      });
    const missing = filesIn('windowing').filter((file) => NOT_COMPARED[file] === undefined && !named(file));
    expect(missing).toEqual([]);
  });
});
