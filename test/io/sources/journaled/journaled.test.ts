import { existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordSize } from '../../../../src/io/journal/journal-record.js';
import { journaled } from '../../../../src/io/sources/journaled.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { startAt } from '../../../support/start-at.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { turns } from '../../../support/turns.js';
import { until } from '../../../support/until.js';
import { badDisk, lastSegment, segmentsOf } from '../../journal/kit.js';
import { judge, start, startLive } from './kit.js';

describe.each([
  ['with a journal', true],
  ['without a directory', false],
])('a journaled source %s', (_, durable) => {
  const place = async () => (durable ? await temporaryDirectory() : undefined);

  test('answers when the rows of a batch are folded', async () => {
    const { send, texts, hold, live } = await startLive(await place());
    await live;
    const release = hold();
    let answered = 0;
    const answer = send('a,b').then((status) => {
      answered = status;
    });
    await until(() => texts().length === 2);
    await turns();
    expect(answered).toBe(0);
    release();
    await answer;
    expect(answered).toBe(200);
    expect(texts()).toEqual(['a', 'b']);
  });

  test('gives a body that is refused the answer of the judge, and keeps nothing of it', async () => {
    const { source, send, chunks } = await startLive(await place());
    const before = source.journalBytes;
    expect(await source.accept(Buffer.from('a,!'), undefined)).toEqual({
      status: 400,
      body: 'no: a,!',
      type: 'text/plain',
    });
    expect(await send('!', 'key')).toBe(400);
    expect(source.journalBytes).toBe(before);
    expect(chunks.every(({ rows }) => rows.length === 0)).toBe(true);
    // A key that was refused is free.
    expect(await send('fine', 'key')).toBe(200);
  });

  test('takes a body without rows for done', async () => {
    const { send, texts } = await startLive(await place());
    expect([await send(''), await send('', 'key'), await send('', 'key'), await send('a', 'key')]).toEqual([
      200, 200, 200, 422,
    ]);
    expect(texts()).toEqual([]);
  });

  test('counts a batch with a key once, and refuses another body with that key', async () => {
    const { send, texts } = await startLive(await place());
    expect([await send('a', 'k'), await send('a', 'k'), await send('b', 'k'), await send('a', 'K')]).toEqual([
      200, 200, 422, 200,
    ]);
    expect(texts()).toEqual(['a', 'a']);
  });

  test('lets the second of two with the same key wait for the first', async () => {
    const { send, texts, hold } = await startLive(await place());
    const release = hold();
    const answers: number[] = [];
    const all = ['a', 'a', 'b', 'a'].map(async (text) => void answers.push(await send(text, 'k')));
    await until(() => texts().length === 1);
    await turns();
    expect(answers).toEqual([]);
    release();
    await Promise.all(all);
    expect(answers).toEqual([200, 200, 422, 200]);
    expect(texts()).toEqual(['a']);
  });

  test('judges the second of two with the same key where the first was refused', async () => {
    const { send, texts } = await startLive(await place());
    expect(await Promise.all([send('!', 'k'), send('a', 'k'), send('!', 'k')])).toEqual([400, 200, 422]);
    expect(texts()).toEqual(['a']);
  });

  test.each([
    ['', 400],
    ['a b', 400],
    ['caf\u00e9', 400],
    ['a\n', 400],
    ['x'.repeat(256), 400],
    ['x'.repeat(255), 200],
    ['__proto__', 200],
    ['"quoted"', 200],
  ])('takes the key %j with %i', async (key, status) => {
    const { send } = await startLive(await place());
    expect(await send('a', key)).toBe(status);
  });

  test('forgets a key after its time, and the oldest when there are too many', async () => {
    const { send, texts, clock } = await startLive(await place(), { keepKeys: '10s', mostKeys: 2 });
    await send('a', '1');
    await clock.advance(9_999);
    expect(await send('b', '1')).toBe(422);
    await clock.advance(1);
    expect(await send('b', '1')).toBe(200);
    await send('c', '2');
    await send('d', '3');
    expect([await send('x', '3'), await send('x', '2'), await send('x', '1')]).toEqual([422, 422, 200]);
    expect(texts()).toEqual(['a', 'b', 'c', 'd', 'x']);
  });

  test('joins batches to chunks and never splits one', async () => {
    const { source, send, chunks, hold, texts } = await startLive(await place(), { mostRows: 4 });
    const release = hold();
    const first = send('0');
    await until(() => texts().length === 1);
    const bodies = ['1,2', '3,4', '5,6,7,8,9,10', '11', '12,13,14', '15'];
    const rest = bodies.map((text) => send(text));
    if (durable) {
      const bytes = ['0', ...bodies].map((text) => recordSize(undefined, Buffer.from(text)));
      const all = bytes.reduce((sum, one) => sum + one, 0);
      await until(() => source.journalBytes === all);
    }
    await turns();
    release();
    await Promise.all([first, ...rest]);
    const rows = chunks.map((chunk) => chunk.rows.map(({ text }) => Number(text)));
    expect(rows.filter((some) => some.length > 0)).toEqual([
      [0],
      [1, 2, 3, 4],
      [5, 6, 7, 8, 9, 10],
      [11, 12, 13, 14],
      [15],
    ]);
  });

  test('refuses what would wait beyond the bound, and takes it when there is room', async () => {
    const { source, send, hold, texts } = await startLive(await place(), { mostWaitingBytes: 1000 });
    const release = hold();
    const large = 'x'.repeat(2000);
    const first = send(large, 'k');
    await until(() => texts().length === 1);
    const refused = await source.accept(Buffer.from('a'), undefined);
    expect(refused).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: expect.stringContaining('Too many requests'),
    });
    release();
    expect(await first).toBe(200);
    expect(await send('a')).toBe(200);
    // A key that is known needs no room.
    expect(await send(large, 'k')).toBe(200);
  });

  test('says the time while nothing comes, and with rows behind which nothing waits', async () => {
    const { chunks, clock, send } = await startLive(await place());
    expect(chunks.map(({ now }) => now)).toEqual([1000]);
    await clock.advance(250);
    expect(chunks.map(({ now }) => now)).toEqual([1000, 1250]);
    await clock.advance(100);
    const sent = send('a');
    await sent;
    expect(chunks.at(-1)).toMatchObject({ rows: [{ time: 1350, text: 'a' }], now: 1350 });
    // Silence is counted from the last look before it.
    await clock.advance(250);
    await clock.advance(250);
    expect(chunks.at(-1)?.now).toBe(1750);
    expect(chunks.slice(-1)[0]?.rows).toEqual([]);
  });

  test('refuses all before it runs, and after', async () => {
    const clock = virtualClock();
    const source = journaled({ directory: await place(), judge, clock });
    expect(await source.accept(Buffer.from('a'), undefined)).toMatchObject({ status: 503 });
    const { send, stop } = await startLive(await place());
    await stop();
    expect(await send('a')).toBe(503);
  });

  test('when it is asked to stop, hands over what is kept, answers, and takes nothing more', async () => {
    const { send, hold, texts, stop } = await startLive(await place());
    const release = hold();
    const first = send('a');
    await until(() => texts().length === 1);
    const waiting = [send('b', 'k'), send('c'), send('b', 'k')];
    const stopped = stop();
    expect(await send('d')).toBe(503);
    release();
    expect(await Promise.all([first, ...waiting])).toEqual([200, 200, 200, 200]);
    await stopped;
    expect(texts()).toEqual(['a', 'b', 'c']);
  });

  test('says so when its run ends before a batch is folded', async () => {
    const { send, hold, texts, leave } = await startLive(await place());
    const release = hold();
    const first = send('a');
    await until(() => texts().length === 1);
    const second = send('b', 'k');
    const third = send('b', 'k');
    await turns();
    const left = leave();
    release();
    const status = durable ? 202 : 503;
    expect(await Promise.all([first, second, third])).toEqual([status, status, status]);
    await left;
  });

  test('is read by one at a time', async () => {
    const { source } = await startLive(await place());
    const second = source.read(startAt())[Symbol.asyncIterator]();
    await expect(second.next()).rejects.toMatchObject({ code: 'state-in-use' });
  });
});

describe('a journaled source over restarts', () => {
  test('hands over what came after the position, each batch once', async () => {
    const directory = await temporaryDirectory();
    const first = await startLive(directory);
    for (const text of ['a', 'b,c', 'd']) await first.send(text);
    const positions = first.chunks.filter(({ rows }) => rows.length > 0).map(({ position }) => position);
    expect(positions).toEqual([1, 2, 3]);
    await first.stop();
    for (const [resume, expected] of [
      [undefined, ['a', 'b', 'c', 'd']],
      [1, ['b', 'c', 'd']],
      [3, []],
    ] as const) {
      const again = await startLive(directory, { resume });
      expect(again.texts()).toEqual(expected);
      expect(again.chunks.at(-1)?.position).toBe(3);
      await again.stop();
    }
  });

  test('hands over what was kept and never answered for', async () => {
    const directory = await temporaryDirectory();
    const first = await startLive(directory);
    const release = first.hold();
    const answer = first.send('a', 'k');
    await until(() => first.texts().length === 1);
    const left = first.leave();
    release();
    expect(await answer).toBe(202);
    await left;
    const again = await startLive(directory);
    expect(again.texts()).toEqual(['a']);
    expect([await again.send('a', 'k'), await again.send('b', 'k')]).toEqual([200, 422]);
    expect(again.texts()).toEqual(['a']);
  });

  test('tells how far it is, and takes nothing before it is through', async () => {
    const directory = await temporaryDirectory();
    const first = await startLive(directory);
    for (const text of ['a', 'b', 'c']) await first.send(text);
    await first.stop();
    const again = start(directory, { mostRows: 1 });
    const release = again.hold();
    await until(() => again.chunks.length === 1);
    expect(again.source.replaying).toEqual({ done: 0, total: 3 });
    expect(await again.source.accept(Buffer.from('d'), undefined)).toMatchObject({
      status: 503,
      body: expect.stringContaining('starting'),
    });
    release();
    await again.live;
    expect(again.source.replaying).toBeUndefined();
    expect(again.chunks.map(({ rows, now }) => [rows.length, now === undefined])).toEqual([
      [1, true],
      [1, true],
      [1, true],
      [0, false],
    ]);
  });

  test('knows keys again, trimmed ones too, until their time is over', async () => {
    const directory = await temporaryDirectory();
    const options = { segmentBytes: 300, keepKeys: '60s' };
    const first = await startLive(directory, options);
    for (let i = 1; i <= 20; i++) expect(await first.send(`body ${i}`, `key-${i}`)).toBe(200);
    const segments = segmentsOf(directory).length;
    await first.acknowledge(20);
    expect(segmentsOf(directory)).toHaveLength(1);
    expect(segments).toBeGreaterThan(3);
    await first.stop();
    for (let restart = 0; restart < 2; restart++) {
      const again = await startLive(directory, { ...options, resume: 20 });
      for (let i = 1; i <= 20; i++) {
        expect(await again.send(`body ${i}`, `key-${i}`)).toBe(200);
        expect(await again.send('other', `key-${i}`)).toBe(422);
      }
      expect(again.texts()).toEqual([]);
      await again.stop();
    }
    const later = await startLive(directory, { ...options, resume: 20, clock: virtualClock(61_000) });
    expect(await later.send('body 1', 'key-1')).toBe(200);
    expect(later.texts()).toEqual(['body 1']);
  });

  test('never lets time go back, whatever the clock says', async () => {
    const directory = await temporaryDirectory();
    const first = await startLive(directory, { clock: virtualClock(50_000) });
    await first.send('a');
    await first.stop();
    const again = await startLive(directory, { clock: virtualClock(10) });
    await again.send('b');
    const times = again.chunks.flatMap(({ rows, now }) => [...rows.map(({ time }) => time), now ?? 50_000]);
    expect(times.length).toBeGreaterThan(3);
    expect(new Set(times)).toEqual(new Set([50_000]));
  });

  test('counts the bytes that are not acknowledged', async () => {
    const directory = await temporaryDirectory();
    const first = await startLive(directory);
    expect(first.source.journalBytes).toBe(0);
    await first.send('a');
    const one = first.source.journalBytes;
    expect(one).toBeGreaterThan(1);
    await first.send('b');
    expect(first.source.journalBytes).toBe(2 * one);
    await first.acknowledge(2);
    expect(first.source.journalBytes).toBe(0);
    await first.send('c');
    await first.stop();
    const again = await startLive(directory, { resume: 2 });
    expect(again.source.journalBytes).toBe(one);
  });

  test('refuses a journal that does not go with the position', async () => {
    const directory = await temporaryDirectory();
    const first = await startLive(directory, { segmentBytes: 100 });
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) await first.send(text);
    await first.acknowledge(6);
    await first.stop();
    const [name = ''] = segmentsOf(directory);
    expect(Number(name.slice(8, 23))).toBeGreaterThan(3);
    for (const resume of [undefined, 2, 7]) {
      await expect(start(directory, { resume }).ended).rejects.toMatchObject({ code: 'bad-state' });
    }
    await expect(start(directory, { resume: { file: 1 } }).ended).rejects.toMatchObject({
      code: 'bad-state',
    });
    const whole = await startLive(directory, { resume: 6 });
    expect(whole.texts()).toEqual([]);
  });

  test('refuses a journal with a body that is no longer valid, after what came before it', async () => {
    const directory = await temporaryDirectory();
    const first = await startLive(directory);
    for (const text of ['a', 'b', 'c']) await first.send(text);
    await first.stop();
    const stricter = start(directory, {
      mostRows: 1,
      judge: (body, time) => judge(Buffer.from(String(body).replace('c', '!')), time),
    });
    await expect(stricter.ended).rejects.toMatchObject({
      code: 'bad-state',
      message: expect.stringContaining('entry 3'),
    });
    expect(stricter.texts()).toEqual(['a']);
  });

  test('warns of what a crash left half-written', async () => {
    const directory = await temporaryDirectory();
    const first = await startLive(directory);
    await first.send('a');
    await first.send('b');
    await first.stop();
    truncateSync(lastSegment(directory), statSync(lastSegment(directory)).size - 1);
    const again = await startLive(directory);
    expect(again.texts()).toEqual(['a']);
    expect(again.warnings).toHaveLength(1);
  });

  test('ends a replay early when it is asked to stop', async () => {
    const directory = await temporaryDirectory();
    const first = await startLive(directory);
    for (const text of ['a', 'b', 'c']) await first.send(text);
    await first.stop();
    const again = start(directory, { mostRows: 1 });
    const release = again.hold();
    await until(() => again.chunks.length === 1);
    const stopped = again.stop();
    release();
    await stopped;
    expect(again.texts()).toEqual(['a']);
  });
});

describe('a journaled source on a bad disk', () => {
  test('answers 503 while it is full, counts nothing of that, and goes on', async () => {
    const directory = await temporaryDirectory();
    const { state, openFile } = badDisk();
    const { source, send, texts } = await startLive(directory, { openFile });
    await send('a');
    state.free = 20;
    expect(await source.accept(Buffer.from('b'), 'k')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: expect.stringContaining('No space'),
    });
    state.free = Infinity;
    expect([await send('b', 'k'), await send('c')]).toEqual([200, 200]);
    expect(texts()).toEqual(['a', 'b', 'c']);
  });

  test('fails its run when the disk fails, after what is kept', async () => {
    const directory = await temporaryDirectory();
    const { state, openFile } = badDisk();
    const { send, texts, ended } = await startLive(directory, { openFile });
    await send('a');
    state.failAfterWrite = 'EIO';
    expect(await send('b')).toBe(503);
    await expect(ended).rejects.toMatchObject({ code: 'unwritable' });
    expect(await send('c')).toBe(503);
    const again = await startLive(directory);
    expect([...texts(), ...again.texts()]).toEqual(['a', 'a']);
  });

  test('shares few syncs among many at once', async () => {
    const { source, send, texts } = await startLive(await temporaryDirectory());
    await send('first');
    const before = source.syncs;
    const statuses = await Promise.all(Array.from({ length: 64 }, (_, i) => send(`${i}`, `key-${i}`)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(source.syncs - before).toBeLessThanOrEqual(3);
    expect(texts().slice(1)).toEqual(Array.from({ length: 64 }, (_, i) => `${i}`));
  });
});

test('nothing is written without a directory', async () => {
  const { send, chunks, source } = await startLive(undefined);
  await send('a');
  expect(chunks.every((chunk) => !('position' in chunk))).toBe(true);
  expect(source.journalBytes).toBe(0);
  await expect(start(undefined, { resume: 3 }).ended).rejects.toMatchObject({ code: 'bad-options' });
});

test('keys are let go of with the file that held them, all at once', async () => {
  const directory = await temporaryDirectory();
  const { send, acknowledge } = await startLive(directory, { segmentBytes: 100 });
  for (let i = 0; i < 5; i++) await send('a', `k${i}`);
  expect(existsSync(join(directory, 'journal-keys'))).toBe(false);
  await acknowledge(5);
  expect(existsSync(join(directory, 'journal-keys'))).toBe(true);
  expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
