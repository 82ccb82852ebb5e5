import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { slowDown } from '../../servers/s3/faults.js';
import { type S3Server, s3Server } from '../../servers/s3.js';
import { putObject } from '../../support/object-store/put-object.js';
import { bucketReader, textsOf } from '../../support/object-store/read-bucket.js';
import { asIf } from '../../support/object-store/store-at.js';

const bucket = async (): Promise<S3Server> => {
  asIf({});
  return s3Server();
};

const NOON = Date.UTC(2026, 10, 29, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('which objects are read', () => {
  it('S3-B13: one that appears with a key before the last one that was seen, and in the same second, is read once', async () => {
    const server = await bucket();
    const { run } = bucketReader(server);
    putObject(server, 'p/2026/11/29/b.gz', gzipSync('1 b\n'), { modified: NOON });
    expect(textsOf(await run())).toEqual(['b']);
    putObject(server, 'p/2026/11/29/a.gz', gzipSync('2 a\n'), { modified: NOON });
    expect(textsOf(await run())).toEqual(['a']);
    expect(await run()).toEqual([]);
  });

  it('reads what comes late as long as look_back is, and says what came later than that', async () => {
    const server = await bucket();
    const { run, said } = bucketReader(server, { lookBack: HOUR });
    putObject(server, 'p/1', '1 first\n', { modified: NOON });
    putObject(server, 'p/2', '2 second\n', { modified: NOON + 3 * HOUR });
    expect(textsOf(await run())).toEqual(['first', 'second']);
    putObject(server, 'p/0', '3 late\n', { modified: NOON + 2.5 * HOUR });
    expect(textsOf(await run())).toEqual(['late']);
    putObject(server, 'p/00', '4 too late\n', { modified: NOON + HOUR });
    expect(await run()).toEqual([]);
    expect(said).toEqual([expect.stringMatching(/^1 object came more than look_back after others/)]);
    expect(await run()).toEqual([]);
    expect(said).toHaveLength(1);
  });

  it('remembers only what was written within look_back', async () => {
    const server = await bucket();
    const { run, chunks } = bucketReader(server, { lookBack: HOUR });
    for (let hour = 0; hour < 50; hour++) {
      for (const part of ['a', 'b'])
        putObject(server, `p/${part}/${hour}`, `${hour} ${part}${hour}\n`, { modified: NOON + hour * HOUR });
      expect(await run()).toHaveLength(2);
    }
    const remembered = new Map<string, unknown>();
    for (const chunk of chunks)
      for (const [key, value] of chunk.remembered ?? [])
        if (value === undefined) remembered.delete(key);
        else remembered.set(key, value);
    expect(remembered.size).toBe(4);
    expect(await run()).toEqual([]);
  });

  it('reads in the order of the times in keys, whatever sorts before', async () => {
    const server = await bucket();
    const { run } = bucketReader(server);
    const put = (key: string, text: string) => putObject(server, `p/${key}`, `1 ${text}\n`);
    put('AWSLogs/1/vpcflowlogs/2026/11/29/1_vpcflowlogs_eu_fl-1_20261129T1010Z_aa.log', 'third');
    put('AWSLogs/1/vpcflowlogs/2026/11/29/1_vpcflowlogs_eu_fl-1_20261129T1000Z_ff.log', 'first');
    put('AWSLogs/2/vpcflowlogs/2026/11/29/2_vpcflowlogs_eu_fl-2_20261129T1005Z_00.log', 'second');
    put('AWSLogs/2/vpcflowlogs/2026/11/30/2_vpcflowlogs_eu_fl-2_20261130T0000Z_00.log', 'fourth');
    expect(textsOf(await run())).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('reads a page after the other, and keys with odd names', async () => {
    const server = await bucket();
    const { run } = bucketReader(server);
    const names = ['a b+c%20d', 'ü/ñ 日本', '&<>"\'', '\u{1F30A}', 'tab\there', 'q?x=1#y'];
    for (let i = 0; i < 2500; i++) putObject(server, `p/${i}`, `${i} n${i}\n`, { modified: NOON + i });
    names.forEach((name, i) => void putObject(server, `p/${name}`, `${i} odd\n`, { modified: NOON + 3000 }));
    const words = textsOf(await run());
    expect(words.slice(0, 2500)).toEqual(Array.from({ length: 2500 }, (_, i) => `n${i}`));
    expect(words.slice(2500)).toEqual(names.map(() => 'odd'));
    expect(server.count('list')).toBe(3);
  });

  it('leaves out what patterns leave out, and what consoles make of directories', async () => {
    const server = await bucket();
    const { run, chunks } = bucketReader(server, { isWanted: (key) => !key.startsWith('no/') });
    putObject(server, 'p/', '');
    putObject(server, 'p/sub/', '');
    putObject(server, 'p/no/1', '1 no\n');
    putObject(server, 'p/sub/1', '1 yes\n');
    putObject(server, 'other', '1 other\n');
    expect(textsOf(await run())).toEqual(['yes']);
    expect(chunks.flatMap(({ rejected }) => rejected)).toEqual([]);
  });

  it('begins with what comes, or a while before the newest, where it is told so', async () => {
    const server = await bucket();
    for (let i = 0; i < 5; i++) putObject(server, `p/${i}`, `${i} n${i}\n`, { modified: NOON + i * HOUR });
    const fromNow = bucketReader(server, { start: 'end' });
    const fromThen = bucketReader(server, { start: { milliseconds: 1.5 * HOUR } });
    expect(textsOf(await fromThen.run())).toEqual(['n3', 'n4']);
    expect(await fromNow.run()).toEqual([]);
    expect(fromNow.said).toEqual(['5 objects from before the start are not read.']);
    putObject(server, 'p/5', '5 n5\n', { modified: NOON + 4 * HOUR });
    putObject(server, 'p/00', '5 n00\n', { modified: NOON + 3.5 * HOUR });
    expect(textsOf(await fromNow.run())).toEqual(['n00', 'n5']);
  });

  it('reads an object again that was overwritten, and says so; the same content is no other', async () => {
    const server = await bucket();
    const { run, said } = bucketReader(server);
    putObject(server, 'p/a', '1 one\n');
    await run();
    putObject(server, 'p/a', '1 one\n', { modified: Date.now() + 1000 });
    expect(await run()).toEqual([]);
    putObject(server, 'p/a', '1 one\n2 two\n', { modified: Date.now() + 2000 });
    expect(textsOf(await run())).toEqual(['one', 'two']);
    expect(said).toEqual([
      expect.stringMatching(/^s3:\/\/logs\/p\/a was overwritten after it had been read/),
    ]);
  });
});

describe('what objects hold', () => {
  it('S3-B14: gzip of several members', async () => {
    const server = await bucket();
    const { run } = bucketReader(server);
    putObject(server, 'p/a.gz', Buffer.concat([gzipSync('1 a\n'), gzipSync('2 b\n')]));
    expect(textsOf(await run())).toEqual(['a', 'b']);
  });

  it('S3-B15: nothing, by the name of something.gz: no rows, done, and not asked for again', async () => {
    const server = await bucket();
    const { run, chunks, said } = bucketReader(server);
    putObject(server, 'p/a.gz', '');
    putObject(server, 'p/b.gz', gzipSync(''));
    expect(await run()).toEqual([]);
    expect(await run()).toEqual([]);
    expect(server.count('get')).toBe(1);
    expect([chunks.flatMap(({ rejected }) => rejected), said]).toEqual([[], []]);
  });

  it('S3-B16: its bytes say how it is packed; packed twice only where its name says so', async () => {
    const server = await bucket();
    const { run, chunks } = bucketReader(server);
    putObject(server, 'p/1.gz', '1 plain\n');
    putObject(server, 'p/2', gzipSync('2 packed\n'));
    putObject(server, 'p/3.gz.gz', gzipSync(gzipSync('3 twice\n')));
    putObject(server, 'p/4.gz', gzipSync(gzipSync('4 unsaid\n')));
    expect(textsOf(await run())).toEqual(['plain', 'packed', 'twice']);
    expect(chunks.flatMap(({ rejected }) => rejected)).toEqual([
      expect.objectContaining({ reason: 'malformed', partition: 's3://logs/p/4.gz' }),
    ]);
  });

  it('says what is damaged, and counts what could be read', async () => {
    const server = await bucket();
    const { run, said, chunks } = bucketReader(server);
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i} ${Math.sin(i)}\n`).join('');
    const packed = gzipSync(lines);
    putObject(server, 'p/cut.gz', packed.subarray(0, packed.length >> 1));
    const words = await run();
    expect(words.length).toBeGreaterThan(5000);
    expect(said).toEqual([
      expect.stringMatching(/^s3:\/\/logs\/p\/cut.gz cannot be decompressed to its end/),
    ]);
    expect(chunks.flatMap(({ rejected }) => rejected)).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['503 SlowDown', slowDown],
    ['a reset', { kind: 'reset' }],
    ['a body cut short', { kind: 'truncate' }],
    ['a flipped bit', { kind: 'flip' }],
    ['a lost answer', { kind: 'lost answer' }],
  ] as const)('%s is asked for again, and changes nothing', async (_, fault) => {
    const server = await bucket();
    const { run, said } = bucketReader(server);
    putObject(server, 'p/a', '1 a\n2 b\n');
    putObject(server, 'p/b', '3 c\n');
    server.next('get', fault, fault);
    if (fault.kind !== 'flip') server.next('list', fault);
    expect(textsOf(await run())).toEqual(['a', 'b', 'c']);
    expect(said).toEqual([]);
  });

  it('says when a store does not answer for a while, once', async () => {
    const server = await bucket();
    const { run, said } = bucketReader(server, { follow: true });
    putObject(server, 'p/a', '1 a\n');
    server.next('get', ...Array.from({ length: 6 }, () => ({ kind: 'reset' }) as const));
    expect(textsOf(await run(({ rows }) => rows.length > 0))).toEqual(['a']);
    expect(said).toEqual([expect.stringMatching(/It is asked again until it answers\.$/)]);
  });

  it('a single pass gives up in the end, and says what it was', async () => {
    const server = await bucket();
    let now = 0;
    const clock = { now: () => (now += 60_000), sleep: async () => undefined };
    const { run } = bucketReader(server, { clock });
    putObject(server, 'p/a', '1 a\n');
    server.always('get', { kind: 'reset' });
    await expect(run()).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('ends where it may not read, and has lost nothing', async () => {
    const server = await bucket();
    const { run } = bucketReader(server);
    putObject(server, 'p/a', '1 a\n');
    putObject(server, 'p/b', '2 b\n');
    server.next('get', { kind: 'usual' });
    server.always('get', { kind: 'answer', status: 403, code: 'AccessDenied', message: 'no' });
    await expect(run()).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/s3:GetObject.*Nothing was lost: mend it and start again, or leave s3:/),
    });
    server.always('get', undefined);
    expect(textsOf(await run())).toEqual(['b']);
  });

  it('skips what is in an archive, says so once, and counts each', async () => {
    const server = await bucket();
    const { run, said, chunks } = bucketReader(server);
    for (const n of [1, 2, 3]) putObject(server, `p/${n}`, `${n} cold\n`, { storageClass: 'GLACIER' });
    putObject(server, 'p/4', '4 warm\n', { storageClass: 'GLACIER_IR' });
    expect(textsOf(await run())).toEqual(['warm']);
    expect(said).toEqual([
      's3://logs/p/1 is in an archive. It is skipped. Restore it, and read it by its key in a run of its own.',
      'The same holds of 2 other objects (archived).',
    ]);
    expect(chunks.flatMap(({ rejected }) => rejected)).toHaveLength(3);
    expect(await run()).toEqual([]);
    expect(server.count('get')).toBe(4);
  });

  it('says what was deleted between the list and the reading of it', async () => {
    const server = await bucket();
    const { run, said, chunks } = bucketReader(server);
    putObject(server, 'p/a', '1 a\n');
    server.next('get', { kind: 'answer', status: 404, code: 'NoSuchKey', message: 'gone' });
    expect(await run()).toEqual([]);
    expect(said).toEqual(['s3://logs/p/a was deleted before it was read. There is nothing to be done.']);
    expect(chunks.flatMap(({ rejected }) => rejected)).toHaveLength(1);
  });

  it.each(['412', 'ignored'] as const)(
    'reads what has been overwritten between the list and the reading of it (condition: %s)',
    async (conditional) => {
      const server = await bucket();
      server.habits.conditional = conditional;
      const { run, said } = bucketReader(server);
      putObject(server, 'p/a', '1 old\n');
      const overwrite = server.seen.push.bind(server.seen);
      server.seen.push = (...seen) => {
        if (seen.some(({ kind }) => kind === 'get') && server.body('p/a')?.toString() === '1 old\n')
          putObject(server, 'p/a', '1 new, and longer\n', { modified: Date.now() + 1000 });
        return overwrite(...seen);
      };
      expect(textsOf(await run())).toEqual(['new, and longer']);
      expect(said).toEqual([
        's3://logs/p/a was overwritten before it was read. What it holds now is read as another one.',
      ]);
      expect(await run()).toEqual([]);
    },
  );
});

describe('an object that is read in several goes', () => {
  /** More than one part, and not packed well. */
  const lines = Array.from({ length: 900_000 }, (_, i) => `${i} ${(i * 2654435761) % 4294967296}`);
  const text = `${lines.join('\n')}\n`;

  it.each([
    ['plain', Buffer.from(text)],
    ['gzipped', gzipSync(text, { level: 1 })],
  ] as const)('%s: goes on after a crash exactly where it was', async (_, body) => {
    const server = await bucket();
    putObject(server, 'p/large', body, { modified: NOON });
    putObject(server, 'p/small', '1 last\n', { modified: NOON + 1 });
    const { run, said } = bucketReader(server);
    let stopAt = 200_000;
    let got = 0;
    const all: string[] = [];
    for (let runs = 0; all.at(-1) !== 'last'; runs++) {
      expect(runs).toBeLessThan(10);
      const words = await run(({ rows }) => {
        got += rows.length;
        return got >= stopAt;
      });
      stopAt += 250_000;
      for (const word of words) all.push(word.text);
    }
    expect(all.length).toBe(900_001);
    expect(all.slice(0, -1).every((one, i) => lines[i] === `${i} ${one}`)).toBe(true);
    expect(said).toEqual([]);
    expect(server.seen.filter(({ headers }) => headers['if-match'] === undefined && headers.range)).toEqual(
      [],
    );
  });

  it('asks for a part again whose body breaks off, and for no other', async () => {
    const server = await bucket();
    const body = Buffer.from(text);
    expect(body.length).toBeGreaterThan(8 * 1024 * 1024);
    putObject(server, 'p/large', body);
    server.next('get', { kind: 'usual' }, { kind: 'truncate' }, { kind: 'truncate' });
    const { run, said } = bucketReader(server);
    expect(await run()).toHaveLength(900_000);
    const ranges = server.seen.filter(({ kind }) => kind === 'get').map(({ headers }) => headers.range);
    expect(ranges).toEqual([
      'bytes=0-8388607',
      ...Array.from({ length: 3 }, () => `bytes=8388608-${body.length - 1}`),
    ]);
    expect(said).toEqual([]);
  });

  it('counts what it had read of one that was overwritten since, says so, and reads the new one', async () => {
    const server = await bucket();
    putObject(server, 'p/large', text, { modified: NOON });
    const { run, said, chunks } = bucketReader(server);
    const before = await run(({ rows }) => rows.length > 0);
    putObject(server, 'p/large', '7 new\n', { modified: NOON + 1 });
    expect(textsOf(await run())).toEqual(['new']);
    expect(before.length).toBeGreaterThan(0);
    expect(said).toEqual([expect.stringMatching(/large was deleted or overwritten while it was read/)]);
    expect(chunks.flatMap(({ rejected }) => rejected)).toHaveLength(1);
    expect(await run()).toEqual([]);
  });
});
