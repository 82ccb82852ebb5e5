import { expect, it } from 'vitest';
import { s3Server } from '../../servers/s3.js';
import { bytesOf, LONG, storeAt } from '../../support/object-store/store-at.js';

const put = { ...LONG, ifAbsent: true } as const;

/** A store that has found out what it finds out once. */
const warmed = async () => {
  const server = await s3Server();
  const store = await storeAt({ endpoint: server.endpoint });
  await store.put('first', Buffer.from('first'), { ...put, metadata: { of: 'first' } });
  return { server, store };
};

it('leaves nothing of one request in the next', async () => {
  const { server, store } = await warmed();
  await store.put('second', Buffer.from('second'), { ...LONG, ifAbsent: false });
  const { headers = {} } = server.seen.at(-1) ?? {};
  expect(headers['x-amz-meta-of']).toBeUndefined();
  expect(headers['if-none-match']).toBeUndefined();
  expect(server.body('second')?.toString()).toBe('second');
});

it('tells requests that are under way at once apart', async () => {
  const { store } = await warmed();
  const names = Array.from({ length: 50 }, (_, at) => `key-${at}`);
  await Promise.all(names.map((name) => store.put(name, Buffer.from(name), put)));
  const read = async (name: string) => (await bytesOf((await store.get(name, LONG)).body)).toString();
  expect(await Promise.all(names.map(read))).toEqual(names);
});

it('takes a refusal with status 200 for one, also later on', async () => {
  const { server, store } = await warmed();
  server.next('put', { kind: 'error in 200', code: 'InternalError' });
  await expect(store.put('second', Buffer.from('second'), put)).rejects.toMatchObject({
    code: 'InternalError',
  });
});

it('signs each request with what is valid then', async () => {
  const { server, store } = await warmed();
  const keys = server.keys.get('AKIDEXAMPLE');
  if (keys === undefined) throw new Error('The emulator has other keys.');
  server.keys.set('AKIDEXAMPLE', { ...keys, secret: 'another' });
  await expect(store.put('second', Buffer.from('second'), put)).rejects.toMatchObject({
    class: 'credentials',
  });
  server.keys.set('AKIDEXAMPLE', keys);
  await store.put('second', Buffer.from('second'), put);
});
