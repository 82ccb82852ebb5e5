import { expect, it } from 'vitest';
import { checksumTaker } from '../../../src/io/object-store/s3/checksum-taker.js';
import { compareObject, type LocalContent } from '../../../src/io/object-store/writing/compare-object.js';
import { completeNew } from '../../../src/io/object-store/writing/complete-new.js';
import { putNew } from '../../../src/io/object-store/writing/put-new.js';
import { denied } from '../../servers/s3/faults.js';
import { s3Server } from '../../servers/s3.js';
import { LONG, storeAt } from '../../support/object-store/store-at.js';

const body = Buffer.from('hello world');
const conditional = { ...LONG, guard: 'conditional' } as const;
const looking = { ...LONG, guard: 'head' } as const;

const served = async () => {
  const server = await s3Server();
  const store = await storeAt({ endpoint: server.endpoint });
  return { server, store };
};

const local = (text: string): LocalContent => ({
  bytes: Buffer.byteLength(text),
  checksum: (algorithm) => {
    const taker = checksumTaker(algorithm);
    taker.add(Buffer.from(text));
    return taker.value();
  },
});

it('an object is put where there is none, by one request', async () => {
  const { server, store } = await served();
  expect(await putNew(store, 'key', body, conditional)).toMatchObject({ isConfirmed: true });
  expect(await putNew(store, 'key', Buffer.from('other'), conditional)).toBeUndefined();
  expect(server.seen.map(({ kind }) => kind)).toEqual(['put', 'put']);
  expect(server.body('key')?.equals(body)).toBe(true);
});

it('FS-16: where the store ignores conditions, a look before each write keeps what is there', async () => {
  const { server, store } = await served();
  server.habits.conditional = 'ignored';
  await putNew(store, 'key', body, looking);
  expect(await putNew(store, 'key', Buffer.from('other'), looking)).toBeUndefined();
  expect(server.seen.map(({ kind }) => kind)).toEqual(['head', 'put', 'head']);
  expect(server.seen.every(({ headers }) => headers['if-none-match'] === undefined)).toBe(true);
  server.always('head', denied);
  await expect(putNew(store, 'key', body, looking)).rejects.toMatchObject({ class: 'denied' });
});

it('an upload is completed only where a look has found nothing: the condition may be ignored there', async () => {
  const { server, store } = await served();
  server.habits.conditionalCompletion = false;
  const upload = await store.createUpload('key', LONG);
  const part = await store.putPart(upload, 1, Buffer.from('other'), LONG);
  await store.put('key', body, { ...LONG, ifAbsent: true });
  expect(await completeNew(store, upload, [part], conditional)).toBeUndefined();
  expect(server.count('complete-upload')).toBe(0);
  await store.remove('key', LONG);
  expect(await completeNew(store, upload, [part], conditional)).toMatchObject({ isConfirmed: true });
});

it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  'what is there is compared by its %s, whoever wrote it',
  async (algorithm) => {
    const { server, store } = await served();
    const value = await local('hello world').checksum(algorithm);
    await store.put('key', body, { ...LONG, ifAbsent: true });
    const [version] = server.bucket().versions.get('key') ?? [];
    if (version !== undefined)
      server.bucket().keep('key', { ...version, sums: new Map([[algorithm, value]]) });
    expect(await compareObject(store, 'key', local('hello world'), LONG)).toBe('same');
    expect(await compareObject(store, 'key', local('hello_world'), LONG)).toBe('other');
    expect(await compareObject(store, 'key', local('hello'), LONG)).toBe('other');
    expect(server.count('get')).toBe(0);
  },
);

it('where the store says no checksum, or is not to be believed, the object is read back', async () => {
  const { server, store } = await served();
  server.next('put', { kind: 'keep other bytes', isHonest: false });
  await store.put('key', body, { ...LONG, ifAbsent: true });
  expect(await compareObject(store, 'key', local('hello world'), LONG)).toBe('same');
  await expect(
    compareObject(store, 'key', local('hello world'), { ...LONG, readBack: true }),
  ).rejects.toMatchObject({
    class: 'checksum',
  });
  server.habits.checksums = 'ignored';
  expect(await compareObject(store, 'key', local('hello world'), LONG)).toBe('other');
  await store.put('key', body, { ...LONG, ifAbsent: false });
  expect(await compareObject(store, 'key', local('hello world'), LONG)).toBe('same');
});

it('FS-15: what may not be seen is neither the same nor another', async () => {
  const { server, store } = await served();
  expect(await compareObject(store, 'key', local(''), LONG)).toBe('absent');
  server.always('head', denied);
  expect(await compareObject(store, 'key', local(''), LONG)).toBe('forbidden');
});

it('where 403 is what the store says of what is absent, and that is known, something new can be put', async () => {
  const { server, store } = await served();
  server.habits.mayList = false;
  await expect(putNew(store, 'key', body, looking)).rejects.toMatchObject({ class: 'denied' });
  expect(await putNew(store, 'key', body, { ...looking, hidesAbsent: true })).toMatchObject({
    isConfirmed: true,
  });
  // What is there is seen.
  expect(await putNew(store, 'key', Buffer.from('other'), { ...looking, hidesAbsent: true })).toBeUndefined();
  expect(server.body('key')?.equals(body)).toBe(true);
});
