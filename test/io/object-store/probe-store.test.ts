import { expect, it } from 'vitest';
import { probeStore, refuseUnguarded } from '../../../src/io/object-store/probe-store.js';
import type { StoreAbilities } from '../../../src/io/object-store/store-abilities.js';
import { conflict, denied, type Habits } from '../../servers/s3/faults.js';
import { s3Server } from '../../servers/s3.js';
import { LONG, storeAt } from '../../support/object-store/store-at.js';

const KEY = 'web/.tidemark-probe';

it.each<[string, Partial<Habits>, StoreAbilities, again: number]>([
  ['S3 itself', {}, { conditionalWrites: true, checksums: true }, 2],
  [
    'S3-B4: an old store that answers 304',
    { conditional: '304' },
    { conditionalWrites: true, checksums: true },
    2,
  ],
  ['S3-B4: one that answers 501', { conditional: '501' }, { conditionalWrites: false, checksums: true }, 2],
  [
    'FS-16: one that ignores If-None-Match',
    { conditional: 'ignored' },
    { conditionalWrites: false, checksums: true },
    2,
  ],
  ['one without checksums', { checksums: 'ignored' }, { conditionalWrites: true, checksums: false }, 2],
  ['one that may not be read', { mayList: false }, { conditionalWrites: true, checksums: true }, 2],
])(
  'one fixed key tells what the store can do, now and the next time: %s',
  async (_, habits, abilities, requests) => {
    const server = await s3Server();
    Object.assign(server.habits, habits);
    const store = await storeAt({ endpoint: server.endpoint });
    expect(await probeStore(store, 'web/', LONG)).toEqual(abilities);
    expect(server.seen).toHaveLength(requests);
    expect(await probeStore(store, 'web/', LONG)).toEqual(abilities);
    expect(server.seen).toHaveLength(requests + 2);
    expect([...server.bucket().versions.keys()]).toEqual([KEY]);
    expect(server.count('list', 'delete', 'head-bucket')).toBe(0);
  },
);

it('what is there already and may not be seen says nothing of checksums', async () => {
  const server = await s3Server();
  const store = await storeAt({ endpoint: server.endpoint });
  await probeStore(store, '', LONG);
  server.always('head', denied);
  expect(await probeStore(store, '', LONG)).toEqual({ conditionalWrites: true, checksums: undefined });
});

it('S3-B8: a store that refuses checksums is asked without them, by a setting that is named', async () => {
  const server = await s3Server();
  server.habits.checksums = '501';
  const store = await storeAt({ endpoint: server.endpoint });
  await expect(probeStore(store, '', LONG)).rejects.toMatchObject({
    class: 'unsupported',
    message: expect.stringContaining('write checksums: off'),
  });
  const other = await storeAt({ endpoint: server.endpoint, checksums: 'off' });
  expect(await probeStore(other, '', LONG)).toEqual({ conditionalWrites: true, checksums: false });
});

it('two that ask at once are told to come again', async () => {
  const server = await s3Server();
  const store = await storeAt({ endpoint: server.endpoint });
  server.next('put', conflict);
  await expect(probeStore(store, '', LONG)).rejects.toMatchObject({ class: 'conflict', again: true });
});

it('FS-16: a store that would overwrite without a word is refused, unless each write looks before', () => {
  const abilities = { conditionalWrites: false, checksums: true };
  expect(() => refuseUnguarded(abilities, 's3://logs at http://192.0.2.1', 'conditional')).toThrow(
    /^s3:\/\/logs at http:\/\/192.0.2.1 ignores If-None-Match.* Write overwrite_guard: head /,
  );
  refuseUnguarded(abilities, 's3://logs', 'head');
  refuseUnguarded({ ...abilities, conditionalWrites: true }, 's3://logs', 'conditional');
});
