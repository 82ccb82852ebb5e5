import { describe, expect, it, onTestFinished } from 'vitest';
import { zoneOffsets } from '../../../../src/io/codecs/time/zone-offsets.js';
import type { Composed, Sink, SinkMemory } from '../../../../src/io/sinks/sink.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { conflict, denied, slowDown } from '../../../servers/s3/faults.js';
import { s3Server } from '../../../servers/s3.js';
import { writeTo } from '../../../support/drive-sink.js';
import { Held } from './held.js';
import { keysIn, linesIn, rowsAt, sinkAt, textOf } from './kit.js';

const NOON = Date.UTC(2026, 10, 29, 12);
const MINUTE = 60_000;

describe('the objects of an S3 sink', () => {
  it('lie below pipeline, stream and the hour of their rows', async () => {
    const { sink, server } = await sinkAt();
    await new Held(sink).all(rowsAt(NOON, NOON + 59 * MINUTE, NOON + 60 * MINUTE));
    expect(keysIn(server)).toEqual([
      expect.stringMatching(
        /^lake\/web\/hits\/year=2026\/month=11\/day=29\/hour=12\/20261129T120000Z-[0-9a-f]{10}-000001-[0-9a-f]{8}\.jsonl\.gz$/,
      ),
      expect.stringMatching(/\/hour=13\/20261129T130000Z-[0-9a-f]{10}-000002-[0-9a-f]{8}\.jsonl\.gz$/),
    ]);
    expect(textOf(server, keysIn(server)[0] ?? '')).toBe(
      '{"pipeline":"web","stream":"hits","id":"web/hits/0/1795953600000","time":"2026-11-29T12:00:00.000Z","n":0}\n' +
        '{"pipeline":"web","stream":"hits","id":"web/hits/1/1795957140000","time":"2026-11-29T12:59:00.000Z","n":1}\n',
    );
  });

  it('have hours and days by the clock of a zone, of which two hours that have one name are one', async () => {
    const { sink, server } = await sinkAt({ offsets: zoneOffsets('Europe/Berlin') });
    const change = Date.UTC(2026, 9, 25);
    await new Held(sink).all(rowsAt(change, change + 60 * MINUTE, change + 120 * MINUTE));
    expect(keysIn(server).map((key) => key.split('/').slice(3, -1).join('/'))).toEqual([
      'year=2026/month=10/day=25/hour=02',
      'year=2026/month=10/day=25/hour=03',
    ]);
  });

  it.each([
    ['day', 'year=2026/month=11/day=29'],
    ['month', 'year=2026/month=11'],
    ['year', 'year=2026'],
    ['none', ''],
  ] as const)('are together by %s where that is wanted', async (partition, place) => {
    const { sink, server } = await sinkAt({ partition });
    await new Held(sink).all(rowsAt(NOON));
    expect(keysIn(server).map((key) => key.split('/').slice(3, -1).join('/'))).toEqual([place]);
  });

  it('of rows without a time, or with one that no year of four digits has, say so', async () => {
    const { sink, server } = await sinkAt({ partition: 'day' });
    await new Held(sink).all(rowsAt(undefined, Date.UTC(12_000, 0), Number.NaN, -1));
    const nothing = '__HIVE_DEFAULT_PARTITION__';
    expect(keysIn(server).map((key) => key.split('/').slice(3, -1).join('/'))).toEqual([
      'year=1969/month=12/day=31',
      `year=${nothing}/month=${nothing}/day=${nothing}`,
    ]);
    expect(linesIn(server)).toHaveLength(4);
  });

  it('lie where hostile values say, and nowhere else', async () => {
    const { sink, server } = await sinkAt({ by: ['who'], partition: 'none' });
    const values = [
      '..',
      '../../up',
      'a/b',
      '',
      null,
      undefined,
      'é=?#&+ %',
      '\u0000\n',
      '__HIVE_DEFAULT_PARTITION__',
      '\ud800',
      7,
      { a: 1 },
      'x'.repeat(5000),
    ];
    await new Held(sink).all(
      values.map((who, i) => ({ pipeline: '../p', stream: 's/t', id: String(i), row: { time: NOON, who } })),
    );
    expect(new Set(keysIn(server).map((key) => key.replace(/[^/]*$/, '')))).toEqual(
      new Set(
        [
          '%2E%2E',
          '..%2F..%2Fup',
          'a%2Fb',
          '__HIVE_DEFAULT_PARTITION__',
          '%C3%A9%3D%3F%23%26%2B%20%25',
          '%00%0A',
          '%5F_HIVE_DEFAULT_PARTITION__',
          '%EF%BF%BD',
          '7',
          '%7B%22a%22%3A1%7D',
          expect.stringMatching(/^x{83}~[0-9a-f]{16}$/),
        ].map((value) =>
          typeof value === 'string'
            ? `lake/..%2Fp/s%2Ft/who=${value}/`
            : expect.stringMatching(/who=x{83}~[0-9a-f]{16}\/$/),
        ),
      ),
    );
    expect(linesIn(server)).toHaveLength(values.length);
  });
});

describe('an object of an S3 sink is closed', () => {
  it('by age, by the watermark: held back till then, one piece a commit', async () => {
    const { sink, server } = await sinkAt({ every: '5m' });
    const held = new Held(sink);
    await held.commit(rowsAt(NOON), NOON);
    await held.commit(rowsAt(NOON + MINUTE), NOON + MINUTE);
    await held.commit([], NOON + 5 * MINUTE - 1);
    expect([keysIn(server).length, held.kept.size]).toEqual([0, 2]);
    await held.commit([], NOON + 5 * MINUTE);
    expect([linesIn(server).length, held.kept.size]).toEqual([2, 0]);
  });

  it('by age from when a watermark is known', async () => {
    const { sink, server } = await sinkAt({ every: '5m' });
    const held = new Held(sink);
    await held.commit(rowsAt(NOON), Number.NEGATIVE_INFINITY);
    await held.commit([], NOON);
    await held.commit([], NOON + 4 * MINUTE);
    expect(keysIn(server)).toEqual([]);
    await held.commit([], NOON + 5 * MINUTE);
    expect(keysIn(server)).toHaveLength(1);
  });

  it('before it is larger than its size', async () => {
    const { sink, server } = await sinkAt({ size: 300, format: 'jsonl' });
    const held = new Held(sink);
    for (let i = 0; i < 10; i++) await held.commit(rowsAt(NOON + i), NOON);
    await held.commit([], Number.POSITIVE_INFINITY);
    const sizes = keysIn(server).map((key) => server.body(key)?.length ?? 0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(300);
    expect(sizes.length).toBeLessThan(10);
    expect(linesIn(server)).toHaveLength(10);
  });

  it('late rows make another one there, and append to none', async () => {
    const { sink, server } = await sinkAt();
    const held = new Held(sink);
    await held.commit(rowsAt(NOON), NOON);
    await held.commit([], NOON + 60 * MINUTE);
    await held.commit(rowsAt(NOON + 1), NOON + 60 * MINUTE);
    await held.commit([], NOON + 120 * MINUTE);
    expect(keysIn(server).map((key) => /hour=12.*-(0\d+)-/.exec(key)?.[1])).toEqual(['000001', '000002']);
    expect(server.count('put')).toBe(2 + 2);
  });

  it('when too many are open: the first ones', async () => {
    const { sink, server } = await sinkAt({ by: ['n'] });
    const held = new Held(sink);
    await held.commit(rowsAt(...Array.from({ length: 70 }, () => NOON)), NOON);
    expect(linesIn(server).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5]);
    await held.commit([], Number.POSITIVE_INFINITY);
    expect(linesIn(server)).toHaveLength(70);
  });
});

/** The delivery of some rows, with what reads its pieces. */
const delivery = (sink: Sink) => {
  const memory: SinkMemory = { saved: undefined, kept: new Map() };
  const composed: Composed = sink.compose(rowsAt(NOON, NOON + 1), memory, Number.POSITIVE_INFINITY);
  const [first] = composed.deliveries;
  if (first === undefined) throw new Error('nothing to deliver');
  const piece = async (key: string): Promise<Uint8Array> => composed.kept?.get(key) ?? new Uint8Array();
  return { write: (to = sink) => writeTo(to, first, new AbortController().signal, piece), key: first.id };
};

describe('an S3 sink stores an object once', () => {
  it('S3-B1: found there by a run that does not know of it, byte by byte the same', async () => {
    const { sink, server } = await sinkAt();
    const { write } = delivery(sink);
    await write();
    const [before] = server.bucket().versions.get(keysIn(server)[0] ?? '') ?? [];
    const again = await sinkAt({}, server);
    await write(again.sink);
    expect(server.bucket().versions.get(keysIn(server)[0] ?? '')).toEqual([before]);
    expect(linesIn(server)).toHaveLength(2);
  });

  it.each([
    ['answers 503', slowDown],
    ['S3-B1: says 409', conflict],
    ['breaks off', { kind: 'reset' }],
    ['loses its answer', { kind: 'lost answer' }],
    ['fails', { kind: 'answer', status: 500, code: 'InternalError' }],
    ['stores other bytes and says so', { kind: 'keep other bytes', isHonest: true }],
    ['S3-B4: answers 304 to what is there', { kind: 'answer', status: 304 }],
    ['S3-B11: 400 RequestTimeout', { kind: 'answer', status: 400, code: 'RequestTimeout' }],
  ] as const)('where the store once %s', async (_, fault) => {
    const { sink, server } = await sinkAt();
    const { write } = delivery(sink);
    server.next('put', fault);
    for (let tries = 0; ; tries++) {
      try {
        await write();
        break;
      } catch (error) {
        expect(error).toMatchObject({ code: 'undeliverable', retryable: true });
        if (tries === 3) throw error;
        // Somebody looks at what is said, and removes it.
        if (/Remove that object/.test(String(error)))
          for (const key of keysIn(server)) server.bucket().versions.delete(key);
      }
    }
    expect(linesIn(server)).toHaveLength(2);
  });

  it('and says what is there instead, until somebody has looked at it', async () => {
    const { sink, server } = await sinkAt();
    const { write, key } = delivery(sink);
    await write();
    const [made] = server.bucket().versions.get(key) ?? [];
    if (made === undefined) throw new Error('nothing stored');
    server.bucket().versions.delete(key);
    const { write: put } = delivery((await sinkAt({ partition: 'none' }, server)).sink);
    await put();
    server.bucket().keep(key, { ...made, body: Buffer.from('x'), bytes: 1, sums: new Map() });
    const error = await write().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TidemarkError);
    expect(String(error)).toContain(`has other bytes under ${key} than this pipeline has made`);
    expect(server.body(key)?.toString()).toBe('x');
    server.bucket().versions.delete(key);
    await write();
    expect(server.body(key)?.length).toBeGreaterThan(10);
  });

  it('waits for a right that was taken away', async () => {
    const { sink, server } = await sinkAt();
    const { write } = delivery(sink);
    server.always('put', denied);
    await expect(write()).rejects.toMatchObject({ code: 'undeliverable', retryable: true });
    server.always('put', undefined);
    await write();
    expect(linesIn(server)).toHaveLength(2);
  });
});

describe('an S3 sink begins', () => {
  it('only where nothing is overwritten', async () => {
    const server = await s3Server();
    server.habits.conditional = 'ignored';
    await expect(sinkAt({}, server)).rejects.toMatchObject({
      code: 'bad-options',
      message: expect.stringContaining('overwrite_guard: head'),
    });
    const { sink } = await sinkAt({ guard: 'head' }, server);
    const { write } = delivery(sink);
    await write();
    await write();
    expect(linesIn(server)).toHaveLength(2);
  });

  it('S3-B4: where conditional writes are answered 501, by looking before each write', async () => {
    const server = await s3Server();
    server.habits.conditional = '501';
    await expect(sinkAt({}, server)).rejects.toMatchObject({ code: 'bad-options' });
    const { sink } = await sinkAt({ guard: 'head' }, server);
    await delivery(sink).write();
    expect(linesIn(server)).toHaveLength(2);
  });

  it('not where there is no bucket', async () => {
    await expect(sinkAt({ address: 's3://other/lake' })).rejects.toMatchObject({ code: 'bad-options' });
  });

  it('with a store that is down, and says so', async () => {
    const server = await s3Server();
    server.always('put', { kind: 'reset' });
    const warnings: string[] = [];
    const { sink } = await sinkAt({ onWarning: (message) => void warnings.push(message) }, server);
    expect(warnings).toEqual([expect.stringContaining('Rows wait until s3://logs/lake/ can be asked.')]);
    const { write } = delivery(sink);
    await expect(write()).rejects.toMatchObject({ code: 'undeliverable', retryable: true });
    server.always('put', undefined);
    await write();
    expect(linesIn(server)).toHaveLength(2);
    onTestFinished(() => sink.close());
  });
});
