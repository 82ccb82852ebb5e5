import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { KinesisSettings } from '../../../src/io/kinesis/kinesis-settings.js';
import type { KinesisStream } from '../../../src/io/kinesis/kinesis-stream.js';
import { sdkStream } from '../../../src/io/kinesis/sdk/sdk-stream.js';
import type { ServerFault } from '../../servers/kinesis/habits.js';
import { type KinesisServer, kinesisServer } from '../../servers/kinesis.js';

const call = { deadline: 20_000 };

const streamAt = (server: KinesisServer, settings: Partial<KinesisSettings> = {}): KinesisStream => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'A');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const stream = sdkStream({ stream: 'clicks', endpoint: server.endpoint, region: 'us-east-1', ...settings });
  onTestFinished(() => stream.close());
  return stream;
};

const records = (...keys: readonly string[]) =>
  keys.map((partitionKey) => ({ partitionKey, data: Buffer.from(partitionKey) }));

describe('a stream by the SDK', () => {
  it('puts and reads, and says where it is', async () => {
    const server = await kinesisServer({ now: () => 1_000_000 });
    const stream = streamAt(server);
    expect(stream.destination).toBe(`kinesis clicks at ${server.endpoint}`);
    const answers = await stream.put(records('a', 'b'), call);
    expect(answers.map((one) => 'shard' in one && one.shard)).toEqual(Array(2).fill('shardId-000000000000'));
    const first = await stream.iterator('shardId-000000000000', { at: 'oldest' }, call);
    const page = await stream.read(first, { ...call, most: 1 });
    expect(page.records).toMatchObject([{ partitionKey: 'a', arrived: 1_000_000 }]);
    expect(Buffer.from(page.records[0]?.data ?? []).toString()).toBe('a');
    const rest = await stream.read(page.next ?? '', call);
    expect(rest).toMatchObject({ records: [{ partitionKey: 'b' }], behind: 0 });
    const sequence = page.records[0]?.sequence ?? '';
    const after = await stream.iterator('shardId-000000000000', { at: 'after', sequence }, call);
    expect((await stream.read(after, call)).records).toMatchObject([{ partitionKey: 'b' }]);
  });

  it('KN-07: knows the largest record of the stream', async () => {
    const server = await kinesisServer({ streams: { clicks: {}, large: { recordKiB: 10_240 } } });
    expect(await streamAt(server).limits(call)).toEqual({ recordBytes: 1024 * 1024 });
    expect(await streamAt(server, { stream: 'large' }).limits(call)).toEqual({ recordBytes: 10_240 * 1024 });
  });

  it('lists all shards, page by page, with their parents', async () => {
    const server = await kinesisServer({ streams: { clicks: { shards: 2 } } });
    server.stream().merge('shardId-000000000000', 'shardId-000000000001');
    const shards = await streamAt(server).shards(call);
    expect(shards.map(({ isOpen, parents }) => ({ isOpen, parents }))).toEqual([
      { isOpen: false, parents: [] },
      { isOpen: false, parents: [] },
      { isOpen: true, parents: ['shardId-000000000000', 'shardId-000000000001'] },
    ]);
    expect(shards.at(-1)).toMatchObject({ low: 0n, high: (1n << 128n) - 1n });
  });

  it('KN-17: makes no more connections than there are requests at once', async () => {
    const server = await kinesisServer();
    const stream = streamAt(server);
    for (let round = 0; round < 50; round++)
      await Promise.all(Array.from({ length: 4 }, (_, i) => stream.put(records(String(i)), call)));
    expect(server.connections).toBeLessThanOrEqual(4);
    expect(server.asked('PutRecords').length).toBe(200);
  });

  const fault = (type: string, status = 400): ServerFault => ({
    kind: 'answer',
    status,
    type,
    message: 'words',
  });

  it.each<[string, ServerFault, RegExp]>([
    ['denied', fault('AccessDeniedException'), /needs kinesis:PutRecords \(words\)/],
    ['credentials', fault('UnrecognizedClientException'), /does not know these credentials/],
    ['expired', fault('ExpiredTokenException'), /ExpiredTokenException/],
    ['no-such-stream', fault('ResourceNotFoundException'), /there is none/],
    ['throttled', fault('LimitExceededException'), /LimitExceededException/],
    ['encryption', fault('KMSDisabledException'), /KMSDisabledException/],
    ['invalid', fault('ValidationException'), /words/],
    ['internal', fault('InternalFailure', 500), /InternalFailure/],
    ['not-kinesis', fault('Whatever', 404), /as no Kinesis does/],
    ['reset', { kind: 'reset' }, /closed the connection without an answer/],
    ['reset', { kind: 'lost answer' }, /closed the connection without an answer/],
    ['internal', { kind: 'empty 200' }, /nothing in it/],
    ['timeout', { kind: 'stall' }, /within 200ms/],
  ])('says %s where it meets %o', async (kind, met, message) => {
    const server = await kinesisServer();
    const stream = streamAt(server);
    server.next('PutRecords', met);
    const deadline = met.kind === 'stall' ? 200 : 20_000;
    await expect(stream.put(records('a'), { deadline })).rejects.toMatchObject({
      name: 'KinesisFault',
      kind,
      message: expect.stringMatching(message),
    });
  });

  it('says that nobody listens', async () => {
    const server = await kinesisServer();
    const stream = streamAt(server);
    await server.close();
    await expect(stream.put(records('a'), call)).rejects.toMatchObject({ kind: 'connect' });
  });

  it('is given up with the signal', async () => {
    const server = await kinesisServer();
    const stream = streamAt(server);
    server.next('PutRecords', { kind: 'stall' });
    const over = new AbortController();
    const put = stream.put(records('a'), { ...call, signal: over.signal });
    over.abort();
    await expect(put).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('says that no region is known', async () => {
    const server = await kinesisServer();
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
    const stream = streamAt(server, { region: undefined });
    await expect(stream.put(records('a'), call)).rejects.toMatchObject({ kind: 'settings' });
  });
});
