import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { Progress } from '../../../../src/io/actions/upload/progress.js';
import type { Uploaded } from '../../../../src/io/actions/upload/uploaded.js';
import type { Clock } from '../../../../src/io/clock.js';
import { crc32Of } from '../../../../src/io/object-store/crc32-of.js';
import type { ObjectStore } from '../../../../src/io/object-store/object-store.js';
import { ObjectStoreFault } from '../../../../src/io/object-store/object-store-fault.js';
import { PROBE_KEY } from '../../../../src/io/object-store/probe-store.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { conflict, denied, slowDown } from '../../../servers/s3/faults.js';
import { memoryObjectStore } from '../../../support/object-store/memory-object-store.js';
import { LONG } from '../../../support/object-store/store-at.js';
import { quickDirectory } from '../../../support/temporary-directory.js';
import { turns } from '../../../support/turns.js';
import { until, untilOutside } from '../../../support/until.js';
import { shipping } from './kit.js';

/** How often this process has a file open. */
const descriptorsOf = (file: string): number =>
  readdirSync('/proc/self/fd').filter((one) => {
    try {
      return readlinkSync(`/proc/self/fd/${one}`) === file;
    } catch {
      return false;
    }
  }).length;

const MIB = 1024 * 1024;
const hello = Buffer.from('hello');
const large = Buffer.alloc(9 * MIB, 'abc');

/** A clock that jumps to whatever is slept for. */
const passing = (): Clock => {
  let now = 0;
  return {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
};

const served = async (given: Parameters<typeof shipping>[0] = {}, content: Buffer = hello) => {
  const kit = await shipping(given);
  writeFileSync(join(kit.place, 'a.log'), content);
  return { ...kit, file: join(kit.place, 'a.log') };
};

it('a small file is one request, and is here until a commit holds that it is there', async () => {
  const { server, file, ready, perform, finish, kinds } = await served();
  const row = await ready('a.log');
  const outcome = await perform(row);
  expect(outcome).toMatchObject({
    class: 'ok',
    shipped: true,
    found: false,
    key: 'a.log',
    bytes: 5,
    reason: '',
  });
  expect(kinds()).toEqual(['put']);
  expect(server.seen[0]?.headers).toMatchObject({
    'if-none-match': '*',
    'x-amz-checksum-crc32': crc32Of(hello).value,
  });
  expect([server.body('a.log'), existsSync(file)]).toEqual([hello, true]);
  await finish(row, outcome);
  expect(existsSync(file)).toBe(false);
  // At least once.
  await finish(row, outcome);
});

it('one of no bytes ships', async () => {
  const { ship, server } = await served({}, Buffer.alloc(0));
  expect(await ship('a.log')).toMatchObject({ class: 'ok', bytes: 0 });
  expect(server.body('a.log')?.length).toBe(0);
});

it('FS-01: one that has grown since it settled is not sent, and is not removed', async () => {
  const { ready, perform, finish, file, server } = await served();
  const row = await ready('a.log');
  appendFileSync(file, ' world');
  const outcome = await perform(row);
  expect(outcome).toMatchObject({ class: 'changed', shipped: false });
  await finish(row, outcome);
  expect([server.seen.length, readFileSync(file, 'utf8')]).toEqual([0, 'hello world']);
});

it('FS-01: one that grows while it is sent, or after, stays here, and ships whole beside what was sent', async () => {
  const { ready, perform, finish, file, server } = await served();
  const row = await ready('a.log');
  const outcome = await perform(row);
  appendFileSync(file, ' world');
  await finish(row, outcome);
  expect(readFileSync(file, 'utf8')).toBe('hello world');
  const second = await perform(await ready('a.log'));
  expect(second).toMatchObject({
    class: 'conflict',
    shipped: true,
    key: expect.stringMatching(/^a\.log~[\da-f]{16}$/),
  });
  expect([server.body('a.log')?.toString(), server.body(second.key)?.toString()]).toEqual([
    'hello',
    'hello world',
  ]);
});

it('FS-01: one that is written over between its opening and its reading is not sent', async (context) => {
  if (!existsSync('/proc/self/fd')) context.skip('the system does not say which files are open');
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = memoryObjectStore(async () => {
    await gate;
    return 'fine';
  });
  // Room for one: the second is open, and waits to be read.
  const { place, ready, perform, file } = await served({ store, budget: 5 });
  writeFileSync(join(place, 'first'), 'first');
  const first = perform(await ready('first'));
  await until(() => store.operations.length === 1);
  const second = perform(await ready('a.log'));
  await untilOutside(() => descriptorsOf(file) === 1);
  writeFileSync(file, 'HELLO');
  release();
  expect([(await first).class, (await second).class]).toEqual(['ok', 'changed']);
  expect([...store.objects.keys()]).toEqual(['first']);
});

it('FS-02: one that is renamed while it is sent is not removed, under neither name', async () => {
  const { ready, perform, finish, file, place } = await served();
  const row = await ready('a.log');
  const outcome = await perform(row);
  renameSync(file, join(place, 'b.log'));
  await finish(row, outcome);
  expect(readFileSync(join(place, 'b.log'), 'utf8')).toBe('hello');
  expect(await perform(row)).toMatchObject({ class: 'gone', shipped: false });
});

it('FS-08: a new file in its place, of the same size, is not removed', async () => {
  const { ready, perform, finish, file } = await served();
  const row = await ready('a.log');
  const outcome = await perform(row);
  rmSync(file);
  writeFileSync(file, 'other');
  await finish(row, outcome);
  expect(readFileSync(file, 'utf8')).toBe('other');
});

it('FS-04, FS-05: what has become a link or a pipe is neither followed nor waited for', async () => {
  const { ready, perform, file, server } = await served();
  const row = await ready('a.log');
  rmSync(file);
  symlinkSync('/etc/hostname', file);
  expect(await perform(row)).toMatchObject({ class: 'changed' });
  rmSync(file);
  execFileSync('mkfifo', [file]);
  expect(await perform(row)).toMatchObject({ class: 'changed' });
  expect(server.seen.length).toBe(0);
});

it('after a crash: what is there with the same content is found, and not sent over', async () => {
  const { ready, perform, finish, file, kinds } = await served();
  const row = await ready('a.log');
  await perform(row);
  const outcome = await perform(row, true);
  expect(outcome).toMatchObject({ class: 'ok', shipped: true, found: true });
  expect(kinds()).toEqual(['put', 'put', 'head']);
  await finish(row, outcome);
  expect(existsSync(file)).toBe(false);
});

it('FS-10: what is there with other content stays, and the file ships beside it; twice, and it is found there', async () => {
  const { store, ship, server } = await served();
  await store.put('a.log', Buffer.from('yesterday'), { ...LONG, ifAbsent: true });
  const first = await ship('a.log');
  expect(first).toMatchObject({
    class: 'conflict',
    found: false,
    reason: 'there is something else under a.log',
  });
  expect(await ship('a.log')).toMatchObject({ class: 'conflict', found: true, key: first.key });
  expect([server.body('a.log')?.toString(), server.body(first.key)?.toString()]).toEqual([
    'yesterday',
    'hello',
  ]);
});

it('FS-15: what is there and may not be read is not verified, and nothing is removed', async () => {
  const { store, ready, perform, finish, file, server } = await served();
  await store.put('a.log', hello, { ...LONG, ifAbsent: true });
  server.always('head', denied);
  const row = await ready('a.log');
  const outcome = await perform(row);
  expect(outcome).toMatchObject({
    class: 'unverified',
    shipped: false,
    reason: expect.stringContaining('s3:GetObject'),
  });
  await finish(row, outcome);
  expect(existsSync(file)).toBe(true);
});

it('FS-16: where the store ignores conditions, a look before each write keeps what is there', async () => {
  const { store, ship, server } = await served({ guard: 'head' });
  server.habits.conditional = 'ignored';
  await store.put('a.log', Buffer.from('yesterday'), { ...LONG, ifAbsent: false });
  expect(await ship('a.log')).toMatchObject({ class: 'conflict' });
  expect(server.body('a.log')?.toString()).toBe('yesterday');
});

it('a store that has other bytes than it was sent, and says so: not shipped, and then beside it', async () => {
  const { ship, server } = await served();
  server.next('put', { kind: 'keep other bytes', isHonest: true });
  expect(await ship('a.log')).toMatchObject({ shipped: false, class: 'checksum' });
  const second = await ship('a.log', 2);
  expect(second).toMatchObject({ class: 'conflict', shipped: true });
  expect(server.body(second.key)?.toString()).toBe('hello');
});

it('a store that spoils it again and again has no file wait for ever: each time it goes beside what was spoilt', async () => {
  const { ship, server } = await served();
  const spoilt = { kind: 'keep other bytes', isHonest: true } as const;
  server.next('put', spoilt);
  await ship('a.log');
  // Refused, for it is there; and spoilt beside it.
  for (const attempt of [2, 3]) {
    server.next('put', ...Array.from({ length: attempt - 1 }, () => ({ kind: 'usual' }) as const), spoilt);
    expect(await ship('a.log', attempt)).toMatchObject({ shipped: false, class: 'checksum' });
  }
  const last = await ship('a.log', 4);
  expect(last).toMatchObject({ class: 'conflict', shipped: true });
  expect(last.key).toMatch(/a\.log~[\da-f]{16}\.3$/);
  expect(server.body(last.key)?.toString()).toBe('hello');
});

it('a store that has other bytes and hides it is found out by reading back', async () => {
  const { ship, server } = await served({ verify: 'read-back' });
  server.next('put', { kind: 'keep other bytes', isHonest: false });
  expect((await ship('a.log')).shipped).toBe(false);
  const { seen } = server;
  expect(seen.map(({ kind }) => kind)).toContain('get');
});

it('where the store has no checksums, what it has is read back', async () => {
  const { ship, server, kinds } = await served();
  server.habits.checksums = 'ignored';
  expect(await ship('a.log')).toMatchObject({ class: 'ok', shipped: true });
  expect(kinds()).toEqual(['put', 'head', 'get']);
});

it('a lost answer is found to be there by the next attempt', async () => {
  const { ship, server } = await served();
  server.next('put', { kind: 'lost answer' });
  expect(await ship('a.log')).toMatchObject({ class: 'reset', shipped: false });
  expect(await ship('a.log', 2)).toMatchObject({ class: 'ok', found: true, attempt: 2 });
});

it('S3-B1, 409: somebody else writes the same key; it is sent again, and is a fault of this attempt alone', async () => {
  const { ship, server } = await served();
  server.next('put', conflict);
  expect(await ship('a.log')).toMatchObject({ class: 'ok', shipped: true });
  server.next('put', conflict, conflict, conflict);
  expect(await ship('a.log')).toMatchObject({ class: 'race', shipped: false });
  expect(await ship('a.log', 2)).toMatchObject({ class: 'ok', found: true });
});

it('S3-B2, 409 on completing: the upload is taken back, and begun anew by the same attempt', async () => {
  const { ship, server, memory } = await served({}, large);
  server.next('complete-upload', conflict);
  expect(await ship('a.log')).toMatchObject({ class: 'ok', shipped: true, found: false });
  expect([server.count('create-upload'), server.count('put-part'), server.count('abort-upload')]).toEqual([
    2, 4, 1,
  ]);
  expect([memory.kept.size, server.bucket().uploads.size, server.body('a.log')?.equals(large)]).toEqual([
    0,
    0,
    true,
  ]);
  const other = await served({}, large);
  other.server.always('complete-upload', conflict);
  expect(await other.ship('a.log')).toMatchObject({ class: 'race', shipped: false });
  expect(other.server.bucket().uploads.size).toBe(0);
});

it('no more bytes are sent in a time than there may be, whoever sends them', async () => {
  const clock = virtualClock();
  const { place, ready, perform, server } = await served({ clock, bandwidth: 1 });
  for (const name of ['b', 'c']) writeFileSync(join(place, name), Buffer.alloc(1000));
  const done: string[] = [];
  const rows = [await ready('b'), await ready('c'), await ready('a.log')];
  const all = Promise.all(rows.map(async (row) => done.push((await perform(row)).path)));
  await until(() => clock.sleeping === 2 && done.length === 1);
  expect(server.count('put')).toBe(1);
  await clock.advance(999);
  expect(clock.sleeping).toBe(2);
  await clock.advance(1001);
  await all;
  expect(done.length).toBe(3);
});

it('how far an upload is that takes long is said every ten seconds, and not at its end', async () => {
  const clock = virtualClock();
  const said: string[] = [];
  const progress = new Progress('big.bin', 100_000_000, clock, (message) => said.push(message));
  for (let second = 0; second < 25; second++) {
    await clock.advance(1000);
    progress.sent(4_000_000);
  }
  expect(said).toEqual([
    'big.bin: 40%, 40.0 MB of 100.0 MB, 4.0 MB/s',
    'big.bin: 80%, 80.0 MB of 100.0 MB, 4.0 MB/s',
  ]);
  const told: string[] = [];
  const { ship } = await served(
    { onProgress: (message) => told.push(message), bandwidth: 100, clock: passing() },
    Buffer.alloc(17 * MIB),
  );
  expect(await ship('a.log')).toMatchObject({ class: 'ok' });
  // Which of three parts is there first is nobody's to say; the second of them is no end, and late.
  expect(told[0]).toMatch(/^a\.log: \d+%, .* of 17\.8 MB/);
});

it('compressed on the way: a small file and one in parts, each the same again for whoever compares; not what is compressed', async () => {
  const noise = randomBytes(9 * MIB);
  const kit = await served({ compress: 'gzip' }, Buffer.alloc(100_000, 'abc'));
  writeFileSync(join(kit.place, 'big'), noise);
  writeFileSync(join(kit.place, 'b.gz'), hello);
  for (const name of ['a.log', 'big', 'b.gz'])
    expect(await kit.ship(name)).toMatchObject({ class: 'ok', found: false, shipped: true });
  const body = (name: string): Buffer => kit.server.body(name) ?? Buffer.alloc(0);
  expect(gunzipSync(body('a.log')).equals(Buffer.alloc(100_000, 'abc'))).toBe(true);
  expect(body('a.log').length).toBeLessThan(1000);
  expect([gunzipSync(body('big')).equals(noise), body('b.gz')]).toEqual([true, hello]);
  const parts = kit.server.count('put-part');
  expect(parts).toBe(2);
  for (const name of ['a.log', 'big', 'b.gz'])
    expect(await kit.ship(name, 2)).toMatchObject({ class: 'ok', found: true });
  // It is compared before it is sent.
  expect(kit.server.count('put-part')).toBe(parts);
});

it('compressed on the way: what fails leaves nothing behind, and something else that is there stays', async () => {
  const kit = await served({ compress: 'gzip', clock: passing() }, randomBytes(9 * MIB));
  kit.server.always('put-part', { kind: 'reset' });
  expect(await kit.ship('a.log')).toMatchObject({ class: 'reset', shipped: false });
  kit.server.always('put-part', undefined);
  expect([kit.memory.kept.size, kit.server.bucket().uploads.size]).toEqual([0, 0]);
  await kit.store.put('a.log', hello, { ...LONG, ifAbsent: true });
  const outcome = await kit.ship('a.log');
  expect(outcome).toMatchObject({ class: 'conflict', shipped: true });
  expect([kit.server.body('a.log'), kit.server.bucket().uploads.size]).toEqual([hello, 0]);
  expect(gunzipSync(kit.server.body(outcome.key) ?? '').length).toBe(9 * MIB);
});

it.each([undefined, 'gzip'] as const)(
  'FS-01: a large one that grows while its parts are sent is not completed, compressed: %s',
  async (compress) => {
    const names: string[] = [];
    const store = memoryObjectStore(async (operation) => {
      if (operation === 'part') for (const name of names) appendFileSync(name, 'x');
      return 'fine';
    });
    const { ship, file, memory } = await served({ store, compress }, randomBytes(9 * MIB));
    names.push(file);
    expect(await ship('a.log')).toMatchObject({ class: 'changed', shipped: false });
    expect([store.objects.size, store.uploads.size, memory.kept.size]).toEqual([0, 0, 0]);
  },
);

it('directories that a file was the last thing in go with it where that is asked for, and no others', async () => {
  const { ready, perform, finish, place, file } = await served({ removesEmptied: true });
  for (const name of ['x/y/z', 'empty']) mkdirSync(join(place, name), { recursive: true });
  writeFileSync(join(place, 'x/other.part'), '');
  renameSync(file, join(place, 'x/y/z/a.log'));
  const row = await ready('x/y/z/a.log');
  await finish(row, await perform(row));
  expect([readdirSync(place).toSorted(), readdirSync(join(place, 'x'))]).toEqual([
    ['empty', 'x'],
    ['other.part'],
  ]);
});

it('FS-17: while the store wants fewer requests all files share one pace, and none has failed', async () => {
  const clock = virtualClock();
  const { place, ready, perform, server } = await served({ clock, random: () => 0.5 });
  const names = Array.from({ length: 8 }, (_, n) => `f${n}`);
  for (const name of names) writeFileSync(join(place, name), name);
  server.always('put', slowDown);
  const rows = await Promise.all(names.map((name) => ready(name)));
  const outcomes: Uploaded[] = [];
  const all = rows.map(async (row) => outcomes.push(await perform(row)));
  const settle = async (): Promise<void> => {
    do await turns(5);
    while (
      server.seen.some(({ status }) => status === undefined) ||
      clock.sleeping + outcomes.length < names.length
    );
  };
  await settle();
  const before = server.seen.length;
  for (let second = 0; second < 120; second++) {
    await clock.advance(1000);
    await settle();
  }
  expect(server.seen.length - before).toBeLessThan(60);
  server.always('put', undefined);
  while (outcomes.length < names.length) {
    await clock.advance(1000);
    await settle();
  }
  await Promise.all(all);
  expect(outcomes.map(({ class: what, attempt }) => [what, attempt])).toEqual(names.map(() => ['ok', 1]));
});

it('FS-19: a clock that is 20 minutes off is corrected once for all', async () => {
  const { place, ready, perform, server } = await served();
  server.habits.clock = 20 * 60_000;
  const names = Array.from({ length: 8 }, (_, n) => `f${n}`);
  for (const name of names) writeFileSync(join(place, name), name);
  const outcomes = await Promise.all(names.map(async (name) => perform(await ready(name))));
  expect(outcomes.map(({ class: what }) => what)).toEqual(names.map(() => 'ok'));
});

it('a key that is too long is a fault of its file', async () => {
  const { ship, server } = await served({ keyOf: () => undefined });
  expect(await ship('a.log')).toMatchObject({ class: 'key-too-long', shipped: false, key: '' });
  expect(server.seen.length).toBe(0);
});

it('FS-12: parts of a file of 100 GiB are as long as 10,000 of them must be, and none is in memory that is not sent', async () => {
  const lengths: number[] = [];
  const store = memoryObjectStore(async () => 'fine');
  const counted: ObjectStore = {
    ...store,
    putPart: async (_, __, body) => {
      lengths.push(body.length);
      throw new ObjectStoreFault('denied', 'enough', { attempt: { timings: {} }, phase: 'wait' });
    },
  };
  const { ship, file, memory } = await served({ store: counted });
  // Of holes: nothing of it is on the disk.
  truncateSync(file, 100 * 1024 * MIB);
  expect(await ship('a.log')).toMatchObject({ class: 'denied', shipped: false });
  expect([new Set(lengths), lengths.length <= 4]).toEqual([new Set([11 * MIB]), true]);
  expect([memory.kept.size, store.objects.size]).toEqual([0, 0]);
});

it('FS-20: credentials that have run out are looked for again, and the file is shipped by the same attempt', async () => {
  const { ship, server } = await served();
  server.next('put', {
    kind: 'answer',
    status: 400,
    code: 'ExpiredToken',
    message: 'The token has expired.',
  });
  expect(await ship('a.log')).toMatchObject({ class: 'ok', attempt: 1 });
  expect(server.count('put')).toBe(2);
});

it('a large file goes in parts, remembered before the first, and whole', async () => {
  const { ship, server, memory, kinds } = await served({}, large);
  const outcome = await ship('a.log');
  expect(outcome).toMatchObject({ class: 'ok', shipped: true, found: false });
  expect(kinds().toSorted()).toEqual(
    ['complete-upload', 'create-upload', 'head', 'head', 'put-part', 'put-part'].toSorted(),
  );
  expect(server.body('a.log')?.equals(large)).toBe(true);
  expect([memory.kept.size, server.bucket().uploads.size]).toEqual([0, 0]);
});

it('a part that fails is sent again, and one that goes on failing takes the upload with it', async () => {
  const { ship, server, memory } = await served({}, large);
  server.next('put-part', { kind: 'reset' });
  expect(await ship('a.log')).toMatchObject({ class: 'ok' });
  const other = await served({ clock: { now: () => 0, sleep: async () => undefined } }, large);
  other.server.always('put-part', { kind: 'reset' });
  expect(await other.ship('a.log')).toMatchObject({ class: 'reset', shipped: false });
  expect([memory.kept.size, other.memory.kept.size, other.server.bucket().uploads.size]).toEqual([0, 0, 0]);
});

it('what a crash has left of an upload is taken back before the next', async () => {
  const kit = await served({}, large);
  const begun = await kit.store.createUpload('old', LONG);
  await kit.memory.remember(begun);
  expect(await kit.ship('a.log')).toMatchObject({ class: 'ok' });
  expect([kit.memory.kept.size, kit.server.bucket().uploads.size]).toEqual([0, 0]);
});

it('FS-13: 200 with an error in it is no success', async () => {
  const { ship, server, memory } = await served({}, large);
  server.next('complete-upload', { kind: 'error in 200' });
  expect(await ship('a.log')).toMatchObject({ class: 'internal', shipped: false });
  expect([server.body('a.log'), memory.kept.size]).toEqual([undefined, 0]);
  expect(await ship('a.log', 2)).toMatchObject({ class: 'ok', shipped: true, found: false });
});

it('FS-14: an upload of which the answer is lost is found by the next attempt, and not sent again', async () => {
  const { ship, server } = await served({}, large);
  server.next('complete-upload', { kind: 'lost answer' });
  expect(await ship('a.log')).toMatchObject({ class: 'reset', shipped: false });
  const parts = server.count('put-part');
  expect(await ship('a.log', 2)).toMatchObject({ class: 'ok', found: true });
  expect(server.count('put-part')).toBe(parts);
});

it('an upload that meets another object keeps it, and goes beside it', async () => {
  const { ship, server, store } = await served({}, large);
  await store.put('a.log', hello, { ...LONG, ifAbsent: true });
  const outcome = await ship('a.log');
  expect(outcome).toMatchObject({ class: 'conflict', shipped: true });
  expect([server.body('a.log')?.toString(), server.body(outcome.key)?.equals(large)]).toEqual([
    'hello',
    true,
  ]);
});

it('where only what is there may be seen, as without s3:ListBucket, uploads in parts work', async () => {
  const { ship, server, store } = await served({}, large);
  server.habits.mayList = false;
  // Where nothing tells whether we may read at all, it is not certain that there is nothing.
  expect(await ship('a.log')).toMatchObject({ class: 'denied', shipped: false });
  const other = await served({}, large);
  other.server.habits.mayList = false;
  await other.store.put(PROBE_KEY, hello, { ...LONG, ifAbsent: true });
  expect(await other.ship('a.log')).toMatchObject({ class: 'ok', shipped: true });
  store.close();
});

it('no list is ever asked for', async () => {
  const { ship, server } = await served();
  await ship('a.log');
  await ship('a.log', 2);
  expect(server.count('list')).toBe(0);
});

it('what cannot be removed keeps its name, and why is said until it can', async () => {
  const done = await quickDirectory();
  writeFileSync(join(done, 'taken'), '');
  const { ready, perform, finish, file, left } = await served({ after: { move: join(done, 'taken') } });
  const row = await ready('a.log');
  const outcome = await perform(row);
  await expect(finish(row, outcome)).rejects.toThrow('ENOTDIR');
  expect([left.get('a.log'), existsSync(file)]).toEqual([expect.stringContaining('still here'), true]);
  rmSync(join(done, 'taken'));
  await finish(row, outcome);
  expect([left.size, existsSync(file)]).toEqual([0, false]);
});

it('keep: it stays as it is', async () => {
  const { ready, perform, finish, file } = await served({ after: 'keep' });
  const row = await ready('a.log');
  await finish(row, await perform(row));
  expect(existsSync(file)).toBe(true);
});

it('move: it goes where it is to go, beside what is there, and not before it is shipped', async () => {
  const done = await quickDirectory();
  const { ready, perform, finish, file, place } = await served({ after: { move: done } });
  mkdirSync(join(place, 'sub'));
  renameSync(file, join(place, 'sub/a.log'));
  const row = await ready('sub/a.log');
  await finish(row, await perform(row));
  expect(readFileSync(join(done, 'sub/a.log'), 'utf8')).toBe('hello');
  writeFileSync(join(place, 'sub/a.log'), 'again');
  const second = await ready('sub/a.log');
  await finish(second, await perform(second));
  expect(readFileSync(join(done, 'sub/a.log'), 'utf8')).toBe('hello');
  expect(existsSync(join(place, 'sub/a.log'))).toBe(false);
});
