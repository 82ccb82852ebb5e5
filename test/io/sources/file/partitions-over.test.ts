import { appendFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { file } from '../../../../src/io/sources/file.js';
import { memoryStore } from '../../../../src/io/state/memory-store.js';
import { count } from '../../../../src/operators/measures/count.js';
import { tumbling } from '../../../../src/operators/windows/tumbling.js';
import { pipeline } from '../../../../src/pipelines/pipeline.js';
import { run } from '../../../../src/pipelines/run.js';
import { memorySink } from '../../../../src/testing/memory-sink.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { LogReader } from '../../../support/log-reader.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { wordsCodec } from '../../../support/words-codec.js';

const setUp = async () => {
  const directory = await temporaryDirectory();
  for (const name of ['a.log', 'b.log']) writeFileSync(join(directory, name), '1000 one\n');
  symlinkSync('.', join(directory, 'link'));
  const path = (name: string) => join(directory, name);
  return { path };
};

/** Ways to name the logs of two nights. */
const NIGHTS: readonly (readonly [first: readonly string[], then: readonly string[]])[] = [
  [['a.log'], ['*.log']],
  [['*.log'], ['a.log']],
  [['*.log'], ['link/*.log']],
  [
    ['a.log', 'b.log'],
    ['link/a.log', 'b.log'],
  ],
  [['a.log'], ['link/a.log']],
];

describe('partitions of a run before', () => {
  it.each(NIGHTS)(
    'that had not ended and are none any more are ended, from %j to %j',
    async (first, then) => {
      const { path } = await setUp();
      const before = new LogReader({ path: first.map(path) });
      await before.catchUp();
      const open = new Set(
        before.chunks.flatMap(({ partition = '', now }) => (now === undefined ? partition : [])),
      );
      const after = new LogReader({ path: then.map(path) });
      after.startFrom(before.reached);
      await after.catchUp();
      const ended = after.chunks.flatMap(({ partition = '?', ended }) => (ended === true ? partition : []));
      const now = new Set(
        after.chunks.flatMap((chunk) => (chunk.ended === true ? [] : (chunk.partition ?? []))),
      );
      expect(ended.toSorted()).toEqual(
        [...open].filter((name) => !now.has(name) && (name !== '' || now.size > 0)).sort(),
      );
      expect(after.chunks.every(({ rows, ended }) => ended !== true || rows.length === 0)).toBe(true);
    },
  );

  it.each(NIGHTS)('hold no window of another night open, from %j to %j', async (first, then) => {
    const { path } = await setUp();
    const store = memoryStore();
    const sink = memorySink();
    const night = async (names: readonly string[]) => {
      const clock = virtualClock();
      const source = file({ path: names.map(path), codec: wordsCodec, fields: 'all', clock });
      const spec = pipeline('nights')
        .from(source)
        .time({ lateness: '0s', confirm: 1 })
        .stream('hits', [tumbling({ size: '10s', measures: { n: count() } })], [sink])
        .spec();
      await run(spec, { clock, store, signal: new AbortController().signal });
    };
    await night(first);
    for (const name of ['a.log', 'b.log']) appendFileSync(path(name), '25000 two\n45000 three\n');
    await night(then);
    const windows = sink.rows.map(({ row }) => (row as { readonly start: number }).start);
    expect(windows).toEqual([0, 10_000, 20_000, 30_000]);
  });
});
