import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FileSinkOptions, fileSink } from '../../../src/io/sinks/file.js';
import type { Emitted } from '../../../src/io/sinks/sink.js';
import { prepareFrom } from '../../support/drive-sink.js';
import { idLines, put } from '../../support/sink-rows.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const HOUR = 3_600_000;
const at = (id: string, time?: number): Emitted => ({ pipeline: 'p', stream: 's', id, row: { time } });

/** What is in which file after these commits; each is its rows and the watermark. */
const filesAfter = async (
  rotate: FileSinkOptions['rotate'],
  commits: readonly (readonly [rows: readonly Emitted[], watermark: number])[],
  name = 'rows.txt',
) => {
  const directory = await temporaryDirectory();
  const sink = fileSink({ path: join(directory, name), format: idLines, ...(rotate && { rotate }) });
  let saved = await prepareFrom(sink, undefined);
  for (const [rows, watermark] of commits) saved = structuredClone(await put(sink, rows, saved, watermark));
  await sink.close();
  const names = (await readdir(directory)).sort();
  const texts = await Promise.all(names.map((one) => readFile(join(directory, one), 'utf8')));
  return Object.fromEntries(names.map((one, i) => [one, texts[i]?.split('\n').slice(0, -1).join(' ')]));
};

describe('fileSink, rotating', () => {
  it('opens the next file before a row that would make this one too large', async () => {
    const rows = ['aa', 'bb', 'cc', 'longer than a file', 'dd'].map((id) => at(id));
    expect(await filesAfter({ size: 7 }, [[rows, 0]])).toEqual({
      'rows.000001.txt': 'aa bb',
      'rows.000002.txt': 'cc',
      'rows.000003.txt': 'longer than a file',
      'rows.000004.txt': 'dd',
    });
  });

  it('counts the bytes that earlier commits have put into the file', async () => {
    const commits = ['aa', 'bb', 'cc'].map((id) => [[at(id)], 0] as const);
    expect(await filesAfter({ size: 6 }, commits)).toEqual({
      'rows.000001.txt': 'aa bb',
      'rows.000002.txt': 'cc',
    });
  });

  it('names a file after the start of its period, in UTC, before 1970 too', async () => {
    const rows = [at('old', -1), at('a', 0), at('b', HOUR - 1), at('c', HOUR)];
    expect(await filesAfter({ every: '1h' }, [[rows, HOUR]])).toEqual({
      'rows.19691231T230000Z.txt': 'old',
      'rows.19700101T000000Z.txt': 'a b',
      'rows.19700101T010000Z.txt': 'c',
    });
  });

  it('puts a row of an older period into the newest file', async () => {
    const rows = [at('a', 0), at('b', HOUR), at('late', 1), at('c', HOUR + 1)];
    expect(await filesAfter({ every: '1h' }, [[rows, HOUR]])).toEqual({
      'rows.19700101T000000Z.txt': 'a',
      'rows.19700101T010000Z.txt': 'b late c',
    });
  });

  it('places a row without a time by the watermark', async () => {
    expect(
      await filesAfter({ every: '1h' }, [
        [[at('a')], HOUR + 5],
        [[at('b', Number.NaN)], 2 * HOUR],
        [[at('c')], Number.POSITIVE_INFINITY],
      ]),
    ).toEqual({ 'rows.19700101T010000Z.txt': 'a', 'rows.19700101T020000Z.txt': 'b c' });
  });

  it('does not open a file of the far future for one wild row', async () => {
    const rows = [at('a', 0), at('wild', Date.UTC(2500)), at('wilder', 1e15), at('next', HOUR), at('b', 1)];
    expect(await filesAfter({ every: '1h' }, [[rows, 0]])).toEqual({
      'rows.19700101T000000Z.txt': 'a wild wilder',
      'rows.19700101T010000Z.txt': 'next b',
    });
  });

  it('starts with the period of the first row when there is no watermark yet, and with 1970 when there is no time at all', async () => {
    expect(await filesAfter({ every: '1h' }, [[[at('a', HOUR)], Number.NEGATIVE_INFINITY]])).toEqual({
      'rows.19700101T010000Z.txt': 'a',
    });
    expect(await filesAfter({ every: '1h' }, [[[at('a')], Number.NEGATIVE_INFINITY]])).toEqual({
      'rows.19700101T000000Z.txt': 'a',
    });
  });

  it('numbers the files of each period anew when it rotates by both', async () => {
    const rows = [at('aa', 0), at('bb', 1), at('cc', HOUR), at('dd', 2), at('ee', HOUR)];
    expect(await filesAfter({ every: '1h', size: 3 }, [[rows, HOUR]])).toEqual({
      'rows.19700101T000000Z.000001.txt': 'aa',
      'rows.19700101T000000Z.000002.txt': 'bb',
      'rows.19700101T010000Z.000001.txt': 'cc',
      'rows.19700101T010000Z.000002.txt': 'dd',
      'rows.19700101T010000Z.000003.txt': 'ee',
    });
  });

  it('puts the label before the last extension, and at the end where there is none', async () => {
    expect(await filesAfter({ size: 9 }, [[[at('a')], 0]], 'rows')).toEqual({ 'rows.000001': 'a' });
    expect(await filesAfter({ size: 9 }, [[[at('a')], 0]], 'a.b.txt')).toEqual({ 'a.b.000001.txt': 'a' });
  });
});
