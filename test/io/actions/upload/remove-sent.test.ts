import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeSent, type SentFile } from '../../../../src/io/actions/upload/remove-sent.js';
import { walkDirectory } from '../../../../src/io/sources/directory/walk-directory.js';
import { quickDirectory, temporaryDirectory } from '../../../support/temporary-directory.js';

const sent = async (place: string, path = 'a.log'): Promise<SentFile> => {
  const file = (await walkDirectory(place)).files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`there is no ${path}`);
  return file;
};

/** The name that a file has while it is being removed. */
const hiddenName = ({ path, identity }: SentFile): string =>
  `.tidemark-${createHash('sha256').update(`${path}\n${identity}`).digest('hex').slice(0, 16)}`;

const made = async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a.log'), 'hello');
  const file = await sent(place);
  return { place, file, hidden: join(place, hiddenName(file)) };
};

it('killed after it was renamed, it goes on', async () => {
  const { place, file, hidden } = await made();
  renameSync(join(place, 'a.log'), hidden);
  // A new one has come meanwhile.
  writeFileSync(join(place, 'a.log'), 'other');
  await removeSent(place, file, 'delete');
  expect([readdirSync(place), readFileSync(join(place, 'a.log'), 'utf8')]).toEqual([['a.log'], 'other']);
});

it('what had come in its place between the look and the rename gets its name back', async () => {
  const { place, file, hidden } = await made();
  renameSync(join(place, 'a.log'), join(place, 'away'));
  writeFileSync(hidden, 'other file');
  await removeSent(place, file, 'delete');
  expect(readFileSync(join(place, 'a.log'), 'utf8')).toBe('other file');
  expect(existsSync(hidden)).toBe(false);
});

it('and another name, that is not passed over, where that one is taken again', async () => {
  const { place, file, hidden } = await made();
  renameSync(join(place, 'a.log'), join(place, 'away'));
  writeFileSync(hidden, 'other file');
  writeFileSync(join(place, 'a.log'), 'third');
  await removeSent(place, file, 'delete');
  const { files } = await walkDirectory(place);
  expect(files.map(({ path }) => readFileSync(join(place, path), 'utf8')).toSorted()).toEqual([
    'hello',
    'other file',
    'third',
  ]);
});

it('moves to another disk, whole or not at all', async (context) => {
  const { place, file } = await made();
  const other = await temporaryDirectory();
  if (!place.startsWith('/dev/shm')) context.skip('there is one disk alone');
  await removeSent(place, file, { move: other });
  expect([readdirSync(place), readdirSync(other)]).toEqual([[], ['a.log']]);
  expect(readFileSync(join(other, 'a.log'), 'utf8')).toBe('hello');
});

it('names of any bytes are removed by their bytes', async () => {
  const place = await quickDirectory();
  writeFileSync(Buffer.from(join(place, 'caf\xe9.log'), 'latin1'), 'x');
  writeFileSync(join(place, 'café.log'), 'y');
  await removeSent(place, await sent(place, 'caf%E9.log'), 'delete');
  expect(readdirSync(place)).toEqual(['café.log']);
});
