import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DirectoryLock } from '../../../../src/io/sources/directory/directory-lock.js';
import { readShipperNote } from '../../../../src/io/sources/directory/shipper-note.js';
import { quickDirectory } from '../../../support/temporary-directory.js';

it('is taken when the directory is there, and not before; the second one is refused, until the first is gone', async () => {
  const place = join(await quickDirectory(), 'spool');
  const warnings: string[] = [];
  const lock = (settle: number) => new DirectoryLock(place, { settle }, (message) => warnings.push(message));
  const [first, second] = [lock(1), lock(2)];
  await first.take();
  mkdirSync(place);
  await first.take();
  await first.take();
  expect(await readShipperNote(place)).toMatchObject({ settle: 1 });
  await expect(second.take()).rejects.toThrow('are shipped by process');
  first.release();
  // A look that was under way takes nothing any more.
  await first.take();
  await second.take();
  expect(await readShipperNote(place)).toMatchObject({ settle: 2 });
  second.release();
  expect([readdirSync(place), warnings]).toEqual([['.tidemark'], []]);
});
