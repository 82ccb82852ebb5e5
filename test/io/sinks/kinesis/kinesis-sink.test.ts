import { describe, expect, it, vi } from 'vitest';
import { kinesisSink } from '../../../../src/io/sinks/kinesis.js';
import { writeTo } from '../../../support/drive-sink.js';
import { deliveriesOf, idsIn, kinesisPlace, readIn, rowsOf } from './kit.js';

const keyed = { key: ({ row }: { row: unknown }) => (row as { k?: unknown }).k };

describe('rows in a stream', () => {
  it('are JSON with the fields that files have', async () => {
    const { server, sink } = await kinesisPlace();
    for (const delivery of deliveriesOf(sink, rowsOf([{ time: 0, section: '/a', n: 3 }])))
      await writeTo(sink, delivery);
    expect(server.texts(server.stream().shards[0] ?? expect.fail())).toEqual([
      '{"pipeline":"p","stream":"s","id":"id0","time":"1970-01-01T00:00:00.000Z","section":"/a","n":3}',
    ]);
  });

  it('KN-04: an answer with nothing in it is no answer: the rows go again with the same ids', async () => {
    const { server, sink } = await kinesisPlace();
    const [delivery = expect.fail()] = deliveriesOf(sink, rowsOf([{ time: 0 }]));
    server.next('PutRecords', { kind: 'empty 200' });
    await expect(writeTo(sink, delivery)).rejects.toMatchObject({ code: 'undeliverable', retryable: true });
    await writeTo(sink, delivery);
    expect(idsIn(server)).toEqual(['id0', 'id0']);
  });

  it('KN-05: long partition keys that begin alike stay apart', async () => {
    const { server, sink } = await kinesisPlace(keyed);
    const long = 'a'.repeat(256);
    const rows = rowsOf([`${long}b`, `${long}c`, long].map((k) => ({ time: 0, k })));
    for (const delivery of deliveriesOf(sink, rows)) await writeTo(sink, delivery);
    const keys = server.stream().shards[0]?.records.map(({ partitionKey }) => partitionKey) ?? [];
    expect(new Set(keys).size).toBe(3);
    expect(keys).toContain(long);
    for (const key of keys) expect(key.length).toBeLessThanOrEqual(256);
  });

  it('KN-06: rows without a partition key go under "-", and that is said', async () => {
    const { server, sink, warnings } = await kinesisPlace(keyed);
    const rows = rowsOf([{ k: '' }, { k: null }, {}, { k: {} }, { k: 42 }, { k: true }]);
    for (const delivery of deliveriesOf(sink, rows)) await writeTo(sink, delivery);
    const keys = server.stream().shards[0]?.records.map(({ partitionKey }) => partitionKey) ?? [];
    expect(keys.toSorted()).toEqual(['-', '-', '-', '-', '42', 'true']);
    expect(warnings).toEqual([
      expect.stringContaining('4 rows had nothing in the field of the partition key'),
    ]);
  });

  it('KN-07: a row above the limit of the stream is refused alone, with its size', async () => {
    const { server, sink } = await kinesisPlace({}, { recordKiB: 1 });
    const [delivery = expect.fail()] = deliveriesOf(
      sink,
      rowsOf([{ t: 'x' }, { t: 'x'.repeat(2000) }, { t: 'y' }]),
    );
    const written = await writeTo(sink, delivery);
    expect(written).toMatchObject({
      refused: [{ row: 1, why: expect.stringMatching(/^2\.0 kB .* 1\.0 kB at most$/) }],
    });
    expect(idsIn(server).toSorted()).toEqual(['id0', 'id2']);
  });

  it('KN-02: a shard that is throttled holds up no other, and is not hammered', async () => {
    const { server, sink, warnings } = await kinesisPlace(keyed, { shards: 2 });
    const [low = expect.fail(), high = expect.fail()] = server.stream().shards;
    // "a" belongs to the first of two shards, "b" to the second.
    server.habits.throttled.add(low.id);
    const rows = rowsOf(Array.from({ length: 40 }, (_, i) => ({ k: i % 2 === 0 ? 'a' : 'b', i })));
    const writing = rows
      .map((row) => deliveriesOf(sink, [row])[0] ?? expect.fail())
      .map((one) => writeTo(sink, one));
    await vi.waitFor(() => expect(high.records.length).toBe(20), { timeout: 30_000 });
    const asked = server.asked('PutRecords').length;
    server.habits.throttled.clear();
    await Promise.all(writing);
    expect(readIn(low).map(({ i }) => i)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * i));
    expect(readIn(high).length).toBe(20);
    expect(asked).toBeLessThanOrEqual(45);
    expect(warnings[0]).toContain('ProvisionedThroughputExceededException');
  });

  it('go where their shards are after a split', async () => {
    const { server, sink } = await kinesisPlace(keyed);
    const put = async (rows: readonly object[]) => {
      for (const delivery of deliveriesOf(sink, rowsOf(rows))) await writeTo(sink, delivery);
    };
    await put([{ k: 'a', n: 1 }]);
    server.stream().split('shardId-000000000000', 1n << 127n);
    await put([
      { k: 'a', n: 2 },
      { k: 'b', n: 3 },
    ]);
    expect(server.stream().shards.map((shard) => readIn(shard).map(({ n }) => n))).toEqual([[1], [2], [3]]);
  });

  it('of one key go as one record where they are aggregated, and of several keys never', async () => {
    const { server, sink } = await kinesisPlace({ ...keyed, aggregate: true });
    const rows = rowsOf(Array.from({ length: 300 }, (_, i) => ({ k: i % 2 === 0 ? 'a' : 'b', i })));
    for (const delivery of deliveriesOf(sink, rows)) await writeTo(sink, delivery);
    const [shard = expect.fail()] = server.stream().shards;
    expect(shard.records.length).toBe(2);
    for (const key of ['a', 'b'])
      expect(
        readIn(shard)
          .filter(({ k }) => k === key)
          .map(({ i }) => i),
      ).toEqual(Array.from({ length: 150 }, (_, n) => 2 * n + (key === 'a' ? 0 : 1)));
  });

  it('wait where the stream is not there, which is said', async () => {
    const { sink } = await kinesisPlace({ stream: 'none' });
    const [delivery = expect.fail()] = deliveriesOf(sink, rowsOf([{}]));
    await expect(writeTo(sink, delivery)).rejects.toMatchObject({
      code: 'undeliverable',
      retryable: true,
      message: expect.stringMatching(/Stream none under account .* not found.*The rows are sent again\.$/),
    });
  });

  it('are sent though the shards and the limit may not be asked for', async () => {
    const { server, sink, warnings } = await kinesisPlace();
    const denied = { kind: 'answer', status: 400, type: 'AccessDeniedException' } as const;
    server.next('ListShards', denied);
    server.next('DescribeStreamSummary', denied);
    for (const delivery of deliveriesOf(sink, rowsOf([{}]))) await writeTo(sink, delivery);
    expect(idsIn(server)).toEqual(['id0']);
    expect(warnings).toEqual([expect.stringContaining('kinesis:DescribeStreamSummary')]);
  });

  it.each([
    [{ stream: '' }, /name of a stream/],
    [{ stream: 's', concurrency: 0 }, /concurrency is 0/],
    [{ stream: 's', timeout: 0 }, /timeout is 0/],
    [{ stream: 's', endpoint: 'nowhere' }, /is no address/],
  ])('are not begun with %o', (options, message) => {
    expect(() => kinesisSink(options)).toThrow(message);
  });
});
