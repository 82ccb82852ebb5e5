import { appendFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { fileSink } from '../../../src/io/sinks/file.js';
import { prepareFrom } from '../../support/drive-sink.js';
import { diskLog } from '../../support/recorded-disk.js';
import { idLines, put, rowsOf } from '../../support/sink-rows.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

vi.mock('node:fs/promises', async (importOriginal) => {
  const { recordedDisk } = await import('../../support/recorded-disk.js');
  return recordedDisk(await importOriginal());
});

beforeEach(() => void diskLog.splice(0));

it('has on disk what it says to be stored: the bytes, and the names of a new file and of new directories', async () => {
  const directory = await temporaryDirectory();
  const sink = fileSink({ path: join(directory, 'new/newer/rows.txt'), format: idLines });
  const memory = await put(sink, rowsOf('a'), undefined);
  const directories = ['newer', 'new', basename(directory)];
  expect(diskLog.splice(0)).toEqual([
    'write rows.txt',
    'sync rows.txt',
    ...directories.map((name) => `sync ${name}`),
  ]);
  await put(sink, rowsOf('b'), memory);
  expect(diskLog).toEqual(['write rows.txt', 'sync rows.txt']);
});

it('has on disk that it cut off what was not committed, before anything is written there', async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'out/rows.txt');
  await mkdir(join(directory, 'out'));
  const first = fileSink({ path, format: idLines });
  const memory = await put(first, rowsOf('a'), undefined);
  await first.close();
  await appendFile(path, 'lost\n');
  diskLog.splice(0);
  await prepareFrom(fileSink({ path, format: idLines }), memory);
  expect(diskLog).toEqual(['truncate rows.txt', 'sync rows.txt']);
});
