import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type KinesisServer, kinesisServer } from '../../servers/kinesis.js';

const credentials = { accessKeyId: 'A', secretAccessKey: 'S' };

const client = (server: KinesisServer, isHttp2 = false): KinesisClient => {
  const made = new KinesisClient({
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    endpoint: isHttp2 ? server.http2Endpoint : server.endpoint,
    requestHandler: isHttp2
      ? new NodeHttp2Handler({ disableConcurrentStreams: false })
      : new NodeHttpHandler(),
  });
  onTestFinished(() => made.destroy());
  return made;
};

const put = (sdk: KinesisClient, ...keys: readonly string[]) =>
  sdk.send(
    new PutRecordsCommand({
      StreamName: 'clicks',
      Records: keys.map((key) => ({ PartitionKey: key, Data: Buffer.from(key) })),
    }),
  );

const iteratorOf = async (sdk: KinesisClient, ShardId: string) => {
  const asked = { StreamName: 'clicks', ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  return (await sdk.send(new GetShardIteratorCommand(asked))).ShardIterator;
};

const read = async (sdk: KinesisClient, shard: string) => {
  const ShardIterator = await iteratorOf(sdk, shard);
  const answer = await sdk.send(new GetRecordsCommand({ ShardIterator }));
  return { ...answer, texts: answer.Records?.map(({ Data = [] }) => Buffer.from(Data).toString()) };
};

describe('the Kinesis of the tests', () => {
  it.each([false, true])('gives back what was put, HTTP/2: %s', async (isHttp2) => {
    const server = await kinesisServer();
    const sdk = client(server, isHttp2);
    const answer = await put(sdk, 'a', 'b');
    expect(answer.FailedRecordCount).toBe(0);
    const got = await read(sdk, 'shardId-000000000000');
    expect(got.texts).toEqual(['a', 'b']);
    expect(got.MillisBehindLatest).toBe(0);
    expect(server.connections).toBe(1);
  });

  it('puts a record where the hash of its key belongs', async () => {
    const server = await kinesisServer({ streams: { clicks: { shards: 4 } } });
    await put(client(server), 'a', 'b', 'user-1', 'user-2');
    expect(server.stream().shards.map((shard) => server.texts(shard))).toEqual([
      ['a', 'user-2'],
      [],
      ['b'],
      ['user-1'],
    ]);
  });

  it('refuses chosen records alone, and all of a shard that is throttled', async () => {
    const server = await kinesisServer({ streams: { clicks: { shards: 4 } } });
    server.habits.refuses = (_, nth) => (nth === 2 ? 'InternalFailure' : undefined);
    server.habits.throttled.add('shardId-000000000003');
    const { FailedRecordCount, Records } = await put(client(server), 'a', 'b', 'user-1');
    expect(FailedRecordCount).toBe(2);
    expect(Records?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'InternalFailure',
      'ProvisionedThroughputExceededException',
    ]);
  });

  it('names the children of a shard that was split, and of two that were merged', async () => {
    const server = await kinesisServer();
    const sdk = client(server);
    await put(sdk, 'a');
    await sdk.send(
      new SplitShardCommand({
        StreamName: 'clicks',
        ShardToSplit: 'shardId-000000000000',
        NewStartingHashKey: String(1n << 127n),
      }),
    );
    const parent = await read(sdk, 'shardId-000000000000');
    expect(parent.texts).toEqual(['a']);
    expect(parent.NextShardIterator).toBeUndefined();
    expect(parent.ChildShards?.map(({ ShardId }) => ShardId)).toEqual([
      'shardId-000000000001',
      'shardId-000000000002',
    ]);
    await sdk.send(
      new MergeShardsCommand({
        StreamName: 'clicks',
        ShardToMerge: 'shardId-000000000001',
        AdjacentShardToMerge: 'shardId-000000000002',
      }),
    );
    const { Shards } = await sdk.send(new ListShardsCommand({ StreamName: 'clicks' }));
    expect(Shards?.at(-1)).toMatchObject({
      ParentShardId: 'shardId-000000000001',
      AdjacentParentShardId: 'shardId-000000000002',
    });
  });

  it('forgets iterators', async () => {
    let now = 1_000_000;
    const server = await kinesisServer({ now: () => now });
    const sdk = client(server);
    const ShardIterator = await iteratorOf(sdk, 'shardId-000000000000');
    now += 300_001;
    await expect(sdk.send(new GetRecordsCommand({ ShardIterator }))).rejects.toMatchObject({
      name: 'ExpiredIteratorException',
    });
  });

  it('loses answers, with what was asked done', async () => {
    const server = await kinesisServer();
    server.next('PutRecords', { kind: 'lost answer' });
    await expect(put(client(server), 'a')).rejects.toThrow();
    expect(server.stream().shards.map((shard) => server.texts(shard))).toEqual([['a']]);
  });

  it('has the limits of a shard, if told to', async () => {
    const server = await kinesisServer({ now: () => 1_000_000 });
    server.habits.limits = true;
    const sdk = client(server);
    const keys = Array.from({ length: 500 }, (_, i) => String(i));
    for (const failed of [0, 0, 500]) expect((await put(sdk, ...keys)).FailedRecordCount).toBe(failed);
  });
});
