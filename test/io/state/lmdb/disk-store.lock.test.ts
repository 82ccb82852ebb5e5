import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { currentProcess } from '../../../../src/io/disk/process-identity.js';
import { diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { lockOwner, ownerOf } from '../../../../src/io/state/lmdb/owner-lock.js';
import { isOwnerFile } from '../../../../src/io/state/lmdb/state-file-names.js';
import { type Child, startChild } from '../../../support/child.js';
import { commitTo, loadFrom } from '../../../support/commit-to.js';
import { compile } from '../../../support/compile.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { markedCommit, markedSaved } from '../marked-commit.js';

const openers = async (count: number, directory: string): Promise<Child[]> => {
  const script = await compile('test/io/state/children/open-when-told.ts');
  const children = Array.from({ length: count }, () => startChild(process.execPath, [script, directory]));
  for (const child of children) expect(await child.next()).toBe('ready');
  return children;
};

test('refuses a directory that is open in another process, until that closes it', async () => {
  const directory = await temporaryDirectory();
  const [child] = await openers(1, directory);
  child!.tell('open');
  expect(await child!.next()).toBe('open');
  await expect(diskStore({ directory })).rejects.toMatchObject({
    code: 'state-in-use',
    retryable: false,
    message: expect.stringMatching(new RegExp(`in use by process ${child!.process.pid} on .*Stop that one`)),
  });
  child!.tell('close');
  expect(await child!.next()).toBe('closed');
  const store = await diskStore({ directory });
  child!.tell('open');
  expect(await child!.next()).toBe('state-in-use');
  await store.close();
});

test('refuses a directory that is open in this process, until it is closed', async () => {
  const directory = await temporaryDirectory();
  const store = await diskStore({ directory });
  for (const readOnly of [false, true]) {
    await expect(diskStore({ directory, readOnly })).rejects.toMatchObject({
      code: 'state-in-use',
      message: expect.stringContaining('already open in this process'),
    });
  }
  await store.close();
  await (await diskStore({ directory })).close();
});

test('lets exactly one of eight processes succeed an owner that was killed, time after time', async () => {
  const directory = await temporaryDirectory();
  let children = await openers(8, directory);
  while (children.length > 1) {
    for (const child of children) child.tell('open');
    const outcomes = await Promise.all(children.map((child) => child.next()));
    expect(outcomes.filter((outcome) => outcome === 'open')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'state-in-use')).toHaveLength(children.length - 1);
    const winner = children[outcomes.indexOf('open')];
    await winner?.kill();
    children = children.filter((child) => child !== winner);
    expect((await readdir(directory)).filter(isOwnerFile)).toHaveLength(1);
  }
});

test('lets exactly one of many win a lock that is taken and given up all the time', async () => {
  const directory = await temporaryDirectory();
  let owners = 0;
  let wins = 0;
  const contend = async (): Promise<void> => {
    while (wins < 100) {
      try {
        const lock = await lockOwner(directory);
        owners++;
        wins++;
        expect(owners).toBe(1);
        expect(await ownerOf(directory)).toEqual(await currentProcess());
        owners--;
        lock.release();
      } catch (error) {
        expect(error).toMatchObject({ code: 'state-in-use' });
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, contend));
});

test.each([
  ['is gone', { pid: 2 ** 22 + 1 }],
  ['ended before the machine was started anew', { boot: '00000000-0000-0000-0000-000000000000' }],
  ['had a number that now belongs to another process', { started: '1' }],
])('succeeds an owner that %s', async (_, other) => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'owner-7'), JSON.stringify({ ...(await currentProcess()), ...other }));
  const lock = await lockOwner(directory);
  expect(await readdir(directory)).toEqual(['owner-8']);
  lock.release();
});

test('succeeds an owner whose claim was torn when the machine went down', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'owner-3'), '{"pid":1');
  (await lockOwner(directory)).release();
});

test('numbers owners upwards, also after one has left, so that an old look at the directory misleads nobody', async () => {
  const directory = await temporaryDirectory();
  for (let owner = 1; owner <= 3; owner++) {
    const lock = await lockOwner(directory);
    expect(await readdir(directory)).toEqual([`owner-${owner}`]);
    lock.release();
    expect(await readdir(directory)).toEqual([`owner-${owner}`]);
    expect(await ownerOf(directory)).toBeUndefined();
  }
});

test('takes a claim with a higher number for the valid one', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'owner-2'), '');
  await writeFile(join(directory, 'owner-10'), JSON.stringify(await currentProcess()));
  await expect(lockOwner(directory)).rejects.toMatchObject({ code: 'state-in-use' });
});

test('can be read beside a running owner, commit by commit', async () => {
  const directory = await temporaryDirectory();
  const script = await compile('test/io/state/children/commit-forever.ts');
  const child = startChild(process.execPath, [script, directory]);
  await child.next();
  const reader = await diskStore({ directory, readOnly: true });
  onTestFinished(() => reader.close());
  for (let i = 0; i < 30; i++) {
    const said = Number(await child.next());
    const saved = await loadFrom(reader, 'p');
    expect(saved?.sequence).toBeGreaterThanOrEqual(said);
    expect(saved).toStrictEqual(markedSaved(saved?.sequence ?? 0));
  }
  expect(await reader.list()).toEqual([{ pipeline: 'p' }]);
  await expect(reader.claim({ pipeline: 'p' })).rejects.toMatchObject({ code: 'bad-options' });
  await child.kill();
});

test('refuses the commits of an owner that was succeeded all the same', async () => {
  const directory = await temporaryDirectory();
  const [child] = await openers(1, directory);
  const store = await diskStore({ directory });
  const owned = await store.claim({ pipeline: 'p' });
  await owned.commit(0, markedCommit(1));
  // As in another container, where our process cannot be seen.
  for (const name of (await readdir(directory)).filter(isOwnerFile))
    await writeFile(join(directory, name), '');
  child!.tell('open');
  expect(await child!.next()).toBe('open');
  await expect(owned.commit(1, markedCommit(2))).rejects.toMatchObject({ code: 'stale-state' });
  await expect(commitTo(store, 'new', 0, markedCommit(1))).rejects.toMatchObject({
    code: 'stale-state',
    message: expect.stringContaining('taken over'),
  });
  expect(await loadFrom(store, 'p')).toStrictEqual(markedSaved(1));
  await store.close();
});
