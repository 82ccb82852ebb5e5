import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { memorySink } from '../../../../src/testing/memory-sink.js';
import { at, counting, runNow, type Step, scripted } from '../../../pipelines/scripted.js';
import { loadFrom } from '../../../support/commit-to.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { markedCommit, markedSaved } from '../marked-commit.js';

const LOST = {
  code: 'state-lost',
  retryable: false,
  message: expect.stringMatching(/was removed or replaced while it was in use.*Put it back/),
};

const opened = async () => {
  const directory = join(await temporaryDirectory(), 'state');
  const store = await diskStore({ directory });
  onTestFinished(() => store.close());
  const owned = await store.claim({ pipeline: 'p' });
  await owned.commit(0, markedCommit(1));
  return { directory, store, owned };
};

test.each<[string, (directory: string) => Promise<void>]>([
  ['is removed', (directory) => rm(directory, { recursive: true })],
  ['is moved away', (directory) => rename(directory, `${directory} before`)],
  ['loses its data file', (directory) => rm(join(directory, 'data.mdb'))],
  [
    'is replaced by an empty one',
    async (directory) => {
      await rename(directory, `${directory} before`);
      await mkdir(directory);
    },
  ],
  [
    'is replaced by a copy of itself',
    async (directory) => {
      await rename(directory, `${directory} before`);
      await cp(`${directory} before`, directory, { recursive: true });
    },
  ],
])('says at the next commit that the directory %s, and makes none anew', async (_, lose) => {
  const { directory, store, owned } = await opened();
  await lose(directory);
  const left = await readdir(directory).catch(() => 'none');
  for (let again = 0; again < 2; again++) {
    await expect(owned.commit(1, markedCommit(2))).rejects.toMatchObject(LOST);
    await expect(store.claim({ pipeline: 'q' })).rejects.toMatchObject(LOST);
  }
  await store.close();
  expect(await readdir(directory).catch(() => 'none')).toEqual(left);
});

test('goes on where a directory was moved away and put back', async () => {
  const { directory, store, owned } = await opened();
  await rename(directory, `${directory} away`);
  await rename(`${directory} away`, directory);
  await owned.commit(1, markedCommit(2));
  expect(await loadFrom(store, 'p')).toStrictEqual(markedSaved(2));
});

test('ends a run whose directory is removed, with nothing told that is not committed', async () => {
  const { directory, store } = await opened();
  const sink = memorySink();
  const lose: Step = async () => {
    await rm(directory, { recursive: true });
    return { rows: at(11, 21) };
  };
  const running = runNow(counting(scripted([{ rows: at(1) }, lose, { rows: at(31) }]), sink), { store });
  await expect(running).rejects.toMatchObject(LOST);
  expect(sink.writes).toBe(0);
});
