import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/io/clock.js';
import { openListingStore } from '../../../src/io/object-store/open-listing-store.js';
import { openNotificationQueue } from '../../../src/io/object-store/open-notification-queue.js';
import { objectEvents } from '../../../src/io/sources/objects/object-events.js';
import { objects } from '../../../src/io/sources/objects.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { s3Server } from '../../servers/s3.js';
import { type SqsServer, sqsServer } from '../../servers/sqs.js';
import { putObject } from '../../support/object-store/put-object.js';
import { bucketReader, textsOf } from '../../support/object-store/read-bucket.js';
import { asIf } from '../../support/object-store/store-at.js';
import { startAfter } from '../../support/start-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

describe('a file of keys', () => {
  it('says what is read, in its order, each line once, and what is not there', async () => {
    asIf({});
    const server = await s3Server();
    const keys = join(await temporaryDirectory(), 'keys');
    for (const name of ['a', 'b', 'c c', 'd']) putObject(server, name, `1 ${name}\n`);
    await writeFile(keys, 'c c\ns3://logs/a\n\nnone\r\ns3://other/b\nb');
    const { run, said, chunks } = bucketReader(server, { keys });
    expect(textsOf(await run())).toEqual(['c c', 'a', 'b']);
    expect(said).toEqual([
      's3://other/b is not in s3://logs, and is not read.',
      'There is no s3://logs/none.',
    ]);
    expect(chunks.flatMap(({ rejected }) => rejected)).toHaveLength(2);
    await appendFile(keys, '\nd\n');
    expect(textsOf(await run())).toEqual(['d']);
    expect(server.count('list')).toBe(0);
  });

  it('goes on in the midst of it after a crash', async () => {
    asIf({});
    const server = await s3Server();
    const keys = join(await temporaryDirectory(), 'keys');
    const names = Array.from({ length: 1050 }, (_, i) => `k${i}`);
    for (const name of names) putObject(server, name, `1 ${name}\n`);
    await writeFile(keys, names.map((name) => `${name}\n`).join(''));
    const { run, chunks } = bucketReader(server, { keys });
    const all: string[] = [];
    for (let most = 1; all.length < names.length; most += 500)
      all.push(...textsOf(await run(({ rows }) => rows[0]?.text === `k${most}`)));
    expect(all).toEqual(names);
    const known = chunks.reduce(
      (sum, { remembered = new Map() }) =>
        [...remembered.values()].reduce((n, value) => n + (value === undefined ? -1 : 1), sum),
      0,
    );
    expect(known).toBe(0);
  });
});

/** An event of S3. */
const created = (key: string, etag?: string): string =>
  JSON.stringify({
    Records: [
      {
        eventName: 'ObjectCreated:Put',
        eventTime: '2026-11-29T10:00:00.123Z',
        s3: {
          bucket: { name: 'logs' },
          object: {
            key: encodeURIComponent(key).replaceAll('%20', '+'),
            size: 4,
            ...(etag && { eTag: etag }),
          },
        },
      },
    ],
  });

describe('a queue', () => {
  const queued = async () => {
    asIf({ AWS_REGION: 'us-east-1' });
    const [server, queue] = await Promise.all([s3Server(), sqsServer()]);
    const clock = systemClock();
    const said: string[] = [];
    const { endpoint } = server;
    const source = objects<Word>({
      open: () => openListingStore({ bucket: 'logs', endpoint }),
      queue: () => openNotificationQueue({ url: queue.url }),
      ...{ prefix: 'p/', bucket: 's3://logs', codec: wordsCodec, clock, random: () => 0 },
      onWarning: (message) => void said.push(message),
    });
    const chunks: Chunk<Word>[] = [];
    /** `commits`: what is committed is told; without it the process ends before that. */
    const pass = async (commits = true): Promise<readonly string[]> => {
      const words: Word[] = [];
      const run = source.read(startAfter(chunks));
      for await (const chunk of run) {
        chunks.push(chunk);
        words.push(...chunk.rows);
      }
      if (commits) await run.acknowledge?.(chunks.at(-1)?.position);
      await run.close?.();
      return textsOf(words);
    };
    return { server, queue, said, pass };
  };
  const put = async (server: Awaited<ReturnType<typeof s3Server>>, queue: SqsServer, key: string) => {
    putObject(server, key, `1 ${key.at(-1)}\n`);
    queue.send(created(key, server.bucket().current(key)?.etag.replaceAll('"', '')));
  };

  it('says what is read, without a list; its messages are removed when that is committed', async () => {
    const { server, queue, pass } = await queued();
    for (const name of 'abcdefghijklm') await put(server, queue, `p/odd name+${name}`);
    expect((await pass()).join('')).toBe('abcdefghijklm');
    expect(queue.messages).toEqual([]);
    expect(server.count('list')).toBe(0);
  });

  it('knows what comes again after a crash, and what comes twice', async () => {
    const { server, queue, pass } = await queued();
    await put(server, queue, 'p/a');
    await put(server, queue, 'p/b');
    await put(server, queue, 'p/a');
    expect(await pass(false)).toEqual(['a', 'b']);
    expect(queue.messages).toHaveLength(3);
    queue.now += 200_000;
    await put(server, queue, 'p/c');
    expect(await pass()).toEqual(['c']);
    expect(queue.messages).toEqual([]);
  });

  it('passes over what is of no concern, and counts what is no event', async () => {
    const { server, queue, pass, said } = await queued();
    await put(server, queue, 'other/a');
    queue.send('{"Service":"Amazon S3","Event":"s3:TestEvent"}');
    queue.send(created('p/gone', 'abc'));
    queue.send('hello');
    await put(server, queue, 'p/b');
    expect(await pass()).toEqual(['b']);
    expect(said.sort()).toEqual([
      'A message of the queue is no event of S3. It is counted as rejected, and removed.',
      's3://logs/p/gone was deleted before it was read. There is nothing to be done.',
    ]);
    expect(queue.messages).toEqual([]);
  });

  it('asks again where the queue does not answer, and ends where it may not', async () => {
    const { server, queue, pass } = await queued();
    await put(server, queue, 'p/a');
    queue.next.push(500, 500, 500, 500, 200);
    expect(await pass()).toEqual(['a']);
    queue.next.push(403);
    await expect(pass()).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/sqs:ReceiveMessage/),
    });
  });
});

describe('objectEvents', () => {
  it('reads events of S3, through SNS, and of EventBridge', () => {
    const event = { bucket: 'logs', key: 'a b+c', bytes: 4, etag: '"e"', modified: 1796032800123 };
    const direct = created('a b+c', 'e');
    expect(objectEvents(direct)).toMatchObject([
      { ...event, modified: Date.parse('2026-11-29T10:00:00.123Z') },
    ]);
    expect(objectEvents(JSON.stringify({ Type: 'Notification', Message: direct }))).toEqual(
      objectEvents(direct),
    );
    expect(
      objectEvents(
        JSON.stringify({
          'detail-type': 'Object Created',
          time: '2026-11-29T10:00:00Z',
          detail: { bucket: { name: 'logs' }, object: { key: 'a b+c', size: 4, etag: 'e' } },
        }),
      ),
    ).toMatchObject([{ bucket: 'logs', key: 'a b+c', etag: '"e"' }]);
    expect(objectEvents('{"detail-type":"Object Deleted","detail":{}}')).toEqual([]);
    for (const wrong of ['', 'x', '[]', '{}', '{"Records":1}']) expect(objectEvents(wrong)).toBeUndefined();
  });
});
