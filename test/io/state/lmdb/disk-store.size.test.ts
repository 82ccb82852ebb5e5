import { existsSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { openEnvironment } from '../../../../src/io/state/lmdb/environment.js';
import { endOf, recordKey } from '../../../../src/io/state/lmdb/record-key.js';
import type { Commit } from '../../../../src/io/state/state-store.js';
import { entryOf, settled } from '../../../contracts/state-store/marks.js';
import { emptyCommit } from '../../../support/commit-to.js';
import { quickDirectory } from '../../../support/temporary-directory.js';

const KEY = { pipeline: 'p' };
const IO = '/proc/self/io';
/** Bytes that this process has given to the system to be written. */
const written = (): number => Number(/wchar: (\d+)/.exec(readFileSync(IO, 'utf8'))?.[1]);

const open = async (directory: string) => {
  const store = await diskStore({ directory });
  onTestFinished(() => store.close());
  return store;
};

const MANY = 10_000;
const numbers = Array.from({ length: MANY }, (_, i) => i + 1);

const full: Commit = {
  ...emptyCommit('full'),
  remembered: new Map(numbers.map((i) => [`file ${i}`, { ended: true }])),
  keyed: { hosts: new Map(numbers.map((i) => [`host ${i}`, i])) },
  kept: { s3: new Map(numbers.slice(0, 64).map((i) => [`part ${i}`, new Uint8Array(2 ** 18)])) },
  outbox: { added: numbers.map((number) => entryOf(number)), done: [] },
};

const pieces = [...(full.kept.s3?.keys() ?? [])];
const taking = entryOf(MANY + 2, { sink: 's3', pieces });

const changes: Readonly<Record<string, Partial<Commit>>> = {
  nothing: {},
  'a key that is remembered': { remembered: new Map([['file 7', { ended: false }]]) },
  'a key that is forgotten': { remembered: new Map([['file 7', undefined]]) },
  'a key of a state': { keyed: { hosts: new Map([['host 7', 8]]) } },
  '1 KiB that a sink keeps': { kept: { s3: new Map([['more', new Uint8Array(1024)]]) } },
  'a delivery that comes and one that goes': {
    outbox: { added: [entryOf(MANY + 1)], done: [settled(entryOf(1))] },
  },
  '16 MiB that a delivery takes': { outbox: { added: [taking], done: [] } },
  'a delivery that goes with its 16 MiB': { outbox: { added: [], done: [settled(taking)] } },
};

test.skipIf(!existsSync(IO))('writes with a commit what has changed, however much is there', async () => {
  const { commit } = await (await open(await quickDirectory())).claim(KEY);
  const keyed = { hosts: new Map() };
  await commit(0, full);
  let sequence = 1;
  // What the large one has freed is put in order by the next.
  for (; sequence < 4; sequence++) await commit(sequence, { ...emptyCommit(`between ${sequence}`), keyed });
  for (const [what, change] of Object.entries(changes)) {
    const before = written();
    await commit(sequence++, { ...emptyCommit(what), keyed, ...change });
    expect(written() - before, what).toBeLessThan(100_000);
  }
});

test('claims a key without reading the bodies of what waits, or what sinks keep', async () => {
  const directory = await quickDirectory();
  const store = await diskStore({ directory });
  const large = entryOf(20, { pieces: ['a'] });
  await (await store.claim(KEY)).commit(0, {
    ...emptyCommit('a'),
    kept: {
      stdout: new Map([
        ['a', new Uint8Array(5)],
        ['b', new Uint8Array(7)],
      ]),
    },
    outbox: { added: [large], done: [] },
  });
  await store.close();
  // Without their records, reading them would fail.
  const database = openEnvironment(directory, false);
  for (const kind of ['delivery', 'piece'] as const) {
    const prefix = recordKey(kind);
    const keys = [...database.getKeys({ start: prefix, end: endOf(prefix) })];
    expect(keys.length).toBeGreaterThan(0);
    database.transactionSync(() => {
      for (const key of keys) database.removeSync(key);
      database.putSync(recordKey('owner'), database.getBinary(recordKey('owner')) ?? Buffer.alloc(0));
    });
  }
  await database.close();

  const { saved, waiting, piece } = await (await open(directory)).claim(KEY);
  expect(saved?.kept).toStrictEqual({ stdout: new Map([['b', 7]]) });
  expect(saved?.waiting).toMatchObject({ stdout: { deliveries: 1, oldest: large.at } });
  await expect(waiting('stdout', 0, 1)).rejects.toMatchObject({ code: 'bad-state' });
  await expect(piece('stdout', 'b')).rejects.toMatchObject({ code: 'bad-state' });
});

const MAPS = '/proc/self/maps';

test.skipIf(!existsSync(MAPS))('has its file in memory once, however large it becomes', async () => {
  const directory = await quickDirectory();
  const { commit } = await (await open(directory)).claim(KEY);
  for (let sequence = 0; sequence < 8; sequence++) {
    const more = new Map([[`part ${sequence}`, new Uint8Array(2 ** 20)]]);
    await commit(sequence, { ...emptyCommit(`more ${sequence}`), kept: { s3: more } });
  }
  const maps = readFileSync(MAPS, 'utf8').split('\n');
  expect(maps.filter((line) => line.endsWith(`${directory}/data.mdb`))).toHaveLength(1);
});
