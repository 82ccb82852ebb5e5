import { basename } from 'node:path';
import { expect, test, vi } from 'vitest';
import { diskLog } from '../../support/recorded-disk.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { append } from './append.js';
import { open } from './kit.js';

vi.mock('node:fs/promises', async (importOriginal) => {
  const { recordedDisk } = await import('../../support/recorded-disk.js');
  return recordedDisk(await importOriginal());
});

const NOTHING = Buffer.alloc(60);

test('has on disk what it has kept, before it says so: every group, every new segment with its name, and every one that is gone', async () => {
  const directory = await temporaryDirectory();
  const journal = await open(directory, { segmentBytes: 100 });
  const [here, first, second] = [basename(directory), ...[1, 2].map((n) => `journal-00000000000000${n}.log`)];
  diskLog.splice(0);
  const group = (name = ''): string[] => [`write ${name}`, `sync ${name}`];
  await append(journal, 1, undefined, NOTHING);
  expect(diskLog.splice(0)).toEqual([...group(first), `sync ${here}`, ...group(first)]);
  await append(journal, 2, undefined, NOTHING);
  expect(diskLog.splice(0)).toEqual([...group(second), `sync ${here}`, ...group(second)]);
  await journal.trim(1, async () => void diskLog.push('keep'));
  expect(diskLog).toEqual(['keep', `sync ${here}`]);
});
