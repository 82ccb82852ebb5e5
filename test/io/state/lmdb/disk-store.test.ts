import { createHash } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type DiskStore, diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { commitTo, emptyCommit, loadFrom } from '../../../support/commit-to.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { markedCommit, markedSaved } from '../marked-commit.js';

const open = async (directory?: string): Promise<DiskStore> => {
  const store = await diskStore({ directory: directory ?? (await temporaryDirectory()) });
  onTestFinished(() => store.close());
  return store;
};

const EMPTY = emptyCommit('an id');

/** What a view of memory holds, in short. */
const digestOf = (view: unknown): string =>
  ArrayBuffer.isView(view)
    ? createHash('sha1')
        .update(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
        .digest('hex')
    : expect.fail('This is no view of memory.');

test('makes the directory, with those above it', async () => {
  const directory = join(await temporaryDirectory(), 'var', 'lib', 'state.d');
  await commitTo(await open(directory), 'p', 0, markedCommit(1));
  expect((await readdir(directory)).sort()).toEqual([
    'data.mdb',
    'lock.mdb',
    'owner-1',
    'tidemark-state.json',
  ]);
});

test('takes the empty root of a file system for an empty directory', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'lost+found'));
  await commitTo(await open(directory), 'p', 0, markedCommit(1));
});

test('keeps pages of any size, many in one commit, and takes nothing else for a page', async () => {
  const directory = await temporaryDirectory();
  const sizes = [0, 1, 57_344, 57_344, 262_144, 262_200, 1_000_000, 3];
  const pages = sizes.map((size, i) => [`page ${i} ä\ud800`, new Uint8Array(size).fill(i + 1)] as const);
  const others = [
    ['buffer', Buffer.from('bytes')],
    ['words', new Uint16Array([1, 2])],
    // Of a larger piece of memory, only its own bytes.
    ['part', new Uint8Array([1, 2, 3, 4]).subarray(1, 3)],
  ] as const;
  const first = await open(directory);
  await commitTo(first, 'p', 0, { ...EMPTY, keyed: { k: new Map<string, unknown>([...pages, ...others]) } });
  await commitTo(first, 'p', 1, {
    ...EMPTY,
    keyed: { k: new Map([[pages[2]?.[0] ?? '', new Uint8Array([9])]]) },
  });
  await first.close();
  const saved = await loadFrom(await open(directory), 'p');
  const expected = new Map<string, unknown>([...pages, ...others]).set(
    pages[2]?.[0] ?? '',
    new Uint8Array([9]),
  );
  // Compared as bytes: element by element it takes seconds.
  const bytesOf = (all: ReadonlyMap<string, unknown> | undefined) =>
    new Map([...(all ?? [])].map(([key, page]) => [key, [Object(page).constructor.name, digestOf(page)]]));
  expect(bytesOf(saved?.keyed.k)).toEqual(bytesOf(expected));
  expect(Buffer.isBuffer(saved?.keyed.k?.get('buffer'))).toBe(true);
});

test('keeps every value that structuredClone keeps', async () => {
  const directory = await temporaryDirectory();
  const loop: { self?: unknown } = {};
  loop.self = loop;
  const values = {
    numbers: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 2 ** 53, 5e-324],
    bigints: [0n, -1n, 2n ** 200n],
    nothing: [undefined, null, ''],
    strings: ['\ud800', '\udfff\ud800', '\0', 'ä😀'],
    dates: [new Date(0), new Date(Number.NaN)],
    collections: [new Map([[{ a: 1 }, new Set([1n])]]), new Set([Number.NaN])],
    views: [
      new Float64Array([1, Number.NaN]),
      new Uint8Array(0),
      new BigInt64Array([-1n]),
      new DataView(new ArrayBuffer(2)),
    ],
    regexp: /a\/b/giu,
    error: new RangeError('too much'),
    loop,
    '': 1,
  };
  const store = await open(directory);
  await commitTo(store, 'p', 0, {
    ...EMPTY,
    position: values,
    keyed: { k: new Map(Object.entries(values)) },
  });
  await store.close();
  const saved = await loadFrom(await open(directory), 'p');
  expect(saved?.position).toStrictEqual(structuredClone(values));
  expect(saved?.keyed.k?.get('strings')).toStrictEqual(values.strings);
  expect(saved?.keyed.k?.get('numbers')).toStrictEqual(values.numbers);
});

test('gives bytes back as bytes, without those that lay beside them in memory', async () => {
  const store = await open();
  const beside = Buffer.from('a secret and some bytes');
  await commitTo(store, 'p', 0, { ...EMPTY, position: beside.subarray(13) });
  expect((await loadFrom(store, 'p'))?.position).toEqual(Buffer.from('some bytes'));
});

test('stays as it was when a commit holds something that cannot be kept', async () => {
  const store = await open();
  await commitTo(store, 'p', 0, markedCommit(1));
  const bad = { ...markedCommit(2), sinks: { stdout: () => 1 } };
  await expect(commitTo(store, 'p', 1, bad)).rejects.toThrow('could not be cloned');
  const broken = new Map([['k', 1]]);
  broken[Symbol.iterator] = () => {
    throw new Error('no more');
  };
  await expect(commitTo(store, 'p', 1, { ...markedCommit(2), keyed: { hosts: broken } })).rejects.toThrow(
    'no more',
  );
  expect(await loadFrom(store, 'p')).toStrictEqual(markedSaved(1));
  await commitTo(store, 'p', 1, markedCommit(2));
  expect(await loadFrom(store, 'p')).toStrictEqual(markedSaved(2));
});

test('tells apart names and keys of any length and content', async () => {
  const store = await open();
  const long = 'k'.repeat(10_000);
  const names = [
    '',
    '\0',
    '\0\0',
    long,
    `${long}a`,
    `${long}b`,
    '\ud800',
    '\udc00',
    '\ufffd',
    '__proto__',
    'a/b',
    'a',
    'b',
  ];
  const keyed = Object.fromEntries(
    names.map((name) => [`n${name}`, new Map(names.map((key) => [key, name + key]))]),
  );
  for (const [i, name] of names.entries()) await commitTo(store, name, 0, { ...EMPTY, position: i, keyed });
  expect(await store.list()).toEqual([...names].sort().map((pipeline) => ({ pipeline })));
  for (const [i, name] of names.entries()) {
    const saved = await loadFrom(store, name);
    expect(saved?.position).toBe(i);
    for (const state of names) {
      expect(saved?.keyed[`n${state}`]).toEqual(new Map(names.map((key) => [key, state + key])));
    }
  }
  // Each goes alone.
  for (const [i, key] of names.entries()) {
    await commitTo(store, 'a', i + 1, { ...EMPTY, id: key, keyed: { n: new Map([[key, undefined]]) } });
    expect((await loadFrom(store, 'a'))?.keyed).toEqual({
      n: new Map(names.slice(i + 1).map((other) => [other, other])),
    });
  }
});

test('keeps a delivery of 100 MB, and the commits after it', async () => {
  const directory = await temporaryDirectory();
  const store = await open(directory);
  const body = Buffer.alloc(100 << 20, 'tidemark');
  const added = [{ number: 1, sink: 's3', at: 0, bytes: body.length, delivery: { id: 'd1', body, rows: 1 } }];
  await commitTo(store, 'p', 0, { ...EMPTY, outbox: { added, done: [] } });
  await commitTo(store, 'p', 1, { ...EMPTY, position: 2 });
  await store.close();
  const again = await open(directory);
  const loaded = (await (await again.claim({ pipeline: 'p' })).waiting('s3', 0, 10))[0]?.delivery.body;
  expect(Buffer.isBuffer(loaded) && loaded.equals(body)).toBe(true);
  await commitTo(again, 'p', 2, {
    ...EMPTY,
    id: 'done',
    outbox: { added: [], done: [{ number: 1, sink: 's3', rows: 1, bytes: body.length }] },
  });
  expect((await loadFrom(again, 'p'))?.waiting).toEqual({});
});

test('refuses a single value that is too large to be written, and changes nothing', async () => {
  const store = await open();
  await commitTo(store, 'p', 0, markedCommit(1));
  await expect(
    commitTo(store, 'p', 1, { ...markedCommit(2), position: Buffer.alloc(2 ** 30) }),
  ).rejects.toMatchObject({
    code: 'unwritable',
    retryable: false,
    message: expect.stringContaining('more than the 1 GiB'),
  });
  expect(await loadFrom(store, 'p')).toStrictEqual(markedSaved(1));
});

test('gives space back to be used again: many commits do not make the file grow for ever', async () => {
  const directory = await temporaryDirectory();
  const store = await open(directory);
  for (let mark = 1; mark <= 300; mark++) await commitTo(store, 'p', mark - 1, markedCommit(mark));
  const { size } = await stat(join(directory, 'data.mdb'));
  // A commit has up to 200 kB.
  expect(size).toBeLessThan(5_000_000);
});

test('keeps the id of its generation, and has another one in another directory', async () => {
  const directory = await temporaryDirectory();
  const store = await open(directory);
  await store.close();
  expect((await open(directory)).generation).toBe(store.generation);
  expect((await open()).generation).not.toBe(store.generation);
});

test('keeps everything when it is opened and closed without a commit', async () => {
  const directory = await temporaryDirectory();
  const first = await open(directory);
  for (let mark = 1; mark <= 3; mark++) await commitTo(first, 'p', mark - 1, markedCommit(mark));
  await first.close();
  for (let i = 0; i < 3; i++) await (await open(directory)).close();
  expect(await loadFrom(await open(directory), 'p')).toStrictEqual(markedSaved(3));
});

test('refuses to be used after it was closed', async () => {
  const store = await open();
  await store.close();
  await expect(loadFrom(store, 'p')).rejects.toThrow('is closed');
  await expect(commitTo(store, 'p', 0, EMPTY)).rejects.toThrow('is closed');
});
