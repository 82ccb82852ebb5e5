import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { damageOf } from '../../../../src/io/state/lmdb/data-file-damage.js';
import { type DiskStore, diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { type Environment, openEnvironment } from '../../../../src/io/state/lmdb/environment.js';
import { digestOf, numberPart, recordKey } from '../../../../src/io/state/lmdb/record-key.js';
import { encodeValue } from '../../../../src/io/state/lmdb/record-value.js';
import type { Saved } from '../../../../src/io/state/state-store.js';
import { emptyCommit } from '../../../support/commit-to.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

const GENERATION = 'f2b4a5c8-0000-4000-8000-000000000001';

/** What layout 1 has of a pipeline. */
interface Old {
  readonly sequence: number;
  readonly keyed: Readonly<Record<string, readonly (readonly [string, unknown])[]>>;
  readonly deliveries: readonly (readonly [number: number, sink: string, body: unknown, rows: number])[];
}

const OLD: Readonly<Record<string, Old>> = {
  busy: {
    sequence: 7,
    keyed: {
      'hits/0': [
        ['host a', { hits: 1n }],
        ['', [1, 2]],
      ],
      'none/0': [],
    },
    deliveries: [
      [3, 'chat', 'first', 2],
      [4, 'file', { offset: 10, text: 'x'.repeat(5000) }, 40],
      [5, 'chat', undefined, 0],
      [300, 'chat', ['later'], 1],
    ],
  },
  calm: { sequence: 1, keyed: {}, deliveries: [] },
};

const body = (pipeline: string) => ({
  position: { offset: 77, of: pipeline },
  states: { 'stats/0': new Map([[1, { hits: 1n }]]) },
  sinks: { chat: undefined, file: { offset: 10 } },
});

const deliveryOf = ([number, , content, rows]: Old['deliveries'][number]) => ({
  id: `d${number}`,
  body: content,
  rows,
});

/** A directory as the version before this one has left it, record by record. */
const oldDirectory = async (deliveries = 0): Promise<string> => {
  const directory = await temporaryDirectory();
  const marker = { program: 'tidemark', version: 1, generation: GENERATION, ready: true };
  await writeFile(join(directory, 'tidemark-state.json'), JSON.stringify(marker));
  await writeFile(join(directory, 'owner-4'), '');
  const database = openEnvironment(directory, false);
  writeOld(database, 1, deliveries);
  // Layout 1 is not the work of one transaction, and its file is checked for that.
  writeOld(database, 0, deliveries);
  await database.close();
  return directory;
};

function writeOld(database: Environment, before: number, more: number): void {
  database.transactionSync(() => {
    const put = (key: Buffer, value: unknown): void => {
      database.putSync(key, encodeValue(key, value));
    };
    put(recordKey('owner'), { generation: GENERATION, token: 'a token' });
    for (const [pipeline, { sequence, keyed, deliveries }] of Object.entries(OLD)) {
      const id = digestOf(pipeline);
      put(recordKey('head', id), { pipeline, sequence: sequence - before, keyed: Object.keys(keyed) });
      put(recordKey('body', id), { ...body(pipeline), inflight: [] });
      for (const [name, entries] of Object.entries(keyed)) {
        for (const [key, value] of entries) {
          put(recordKey('keyed', id, digestOf(name), digestOf(key)), [key, value]);
        }
      }
      for (const entry of deliveries) {
        const [number, sink] = entry;
        put(recordKey('outbox', id, numberPart(number)), { number, sink, delivery: deliveryOf(entry) });
      }
    }
    for (let i = 0; i < more; i++) {
      const number = 1000 + i;
      const delivery = { id: `d${number}`, body: number, rows: 1 };
      put(recordKey('outbox', digestOf('busy'), numberPart(number)), { number, sink: 'chat', delivery });
    }
  });
}

const open = async (directory: string, readOnly = false): Promise<DiskStore> => {
  const store = await diskStore({ directory, readOnly });
  onTestFinished(() => store.close());
  return store;
};

const check = (saved: Saved | undefined): void => {
  const { keyed, waiting, ...rest } = saved!;
  expect(rest).toStrictEqual({
    ...body('busy'),
    sequence: 7,
    remembered: new Map(),
    kept: {},
    lastDelivery: 300,
  });
  expect(keyed).toStrictEqual({
    'hits/0': new Map<string, unknown>([
      ['host a', { hits: 1n }],
      ['', [1, 2]],
    ]),
    'none/0': new Map(),
  });
  expect(waiting).toMatchObject({ chat: { deliveries: 3, rows: 3 }, file: { deliveries: 1, rows: 40 } });
  expect(waiting.file?.bytes).toBeGreaterThan(5000);
};

const markerVersion = async (directory: string): Promise<unknown> =>
  JSON.parse(await readFile(join(directory, 'tidemark-state.json'), 'utf8')).version;

test('can be read as it is, and is not changed by that', async () => {
  const directory = await oldDirectory();
  const before = await readFile(join(directory, 'data.mdb'));
  const store = await open(directory, true);
  expect(await store.list()).toEqual([{ pipeline: 'busy' }, { pipeline: 'calm' }]);
  check(await store.load({ pipeline: 'busy' }));
  expect((await store.load({ pipeline: 'calm' }))?.lastDelivery).toBe(0);
  expect(before.equals(await readFile(join(directory, 'data.mdb')))).toBe(true);
  expect(await markerVersion(directory)).toBe(1);
});

test('is brought to the form of today by who claims it, and loses no delivery that waits', async () => {
  const directory = await oldDirectory();
  const before = Date.now();
  const first = await open(directory);
  // An older version must keep out before the first record that it does not know.
  expect(await markerVersion(directory)).toBe(2);
  expect(first.generation).toBe(GENERATION);
  const { saved } = await first.claim({ pipeline: 'busy' });
  check(saved);
  expect(saved?.waiting.chat?.oldest).toBeGreaterThanOrEqual(before);
  await first.close();
  expect(damageOf(join(directory, 'data.mdb'))).toBeUndefined();

  const store = await open(directory);
  const { saved: again, commit, waiting } = await store.claim({ pipeline: 'busy' });
  expect(again).toStrictEqual(saved);
  const [chat, file] = [await waiting('chat', 0, 10), await waiting('file', 0, 10)];
  const all = [...chat, ...file].sort((a, b) => a.number - b.number);
  expect(all.map(({ number, sink, delivery }) => ({ number, sink, delivery }))).toStrictEqual(
    OLD.busy?.deliveries.map((entry) => ({ number: entry[0], sink: entry[1], delivery: deliveryOf(entry) })),
  );
  await commit(7, {
    ...emptyCommit('first of today'),
    keyed: { 'hits/0': new Map([['host b', 1]]) },
    outbox: {
      added: [],
      done: all.map(({ number, sink, bytes, delivery: { rows } }) => ({ number, sink, bytes, rows })),
    },
  });
  const after = await store.load({ pipeline: 'busy' });
  expect(after).toMatchObject({ sequence: 8, waiting: {}, lastDelivery: 300 });
  expect([...(after?.keyed['hits/0']?.keys() ?? [])].sort()).toEqual(['', 'host a', 'host b']);
});

test('is read key by key while only some were claimed', async () => {
  const store = await open(await oldDirectory());
  await store.claim({ pipeline: 'calm' });
  check(await store.load({ pipeline: 'busy' }));
  const { commit } = await store.claim({ pipeline: 'calm' });
  await commit(1, emptyCommit('a'));
  expect(await store.list()).toEqual([{ pipeline: 'busy' }, { pipeline: 'calm' }]);
});

test('has its deliveries moved, however many there are', async () => {
  const store = await open(await oldDirectory(2500));
  const { saved, waiting } = await store.claim({ pipeline: 'busy' });
  expect(saved?.waiting.chat?.deliveries).toBe(2503);
  expect((await waiting('chat', 900, 5000)).map(({ delivery }) => delivery.body)).toEqual(
    Array.from({ length: 2500 }, (_, i) => 1000 + i),
  );
  expect(saved?.lastDelivery).toBe(3499);
});
