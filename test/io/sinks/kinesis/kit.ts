import { onTestFinished, vi } from 'vitest';
import { unpackAggregate } from '../../../../src/io/kinesis/aggregated/unpack-aggregate.js';
import { type KinesisSinkOptions, kinesisSink } from '../../../../src/io/sinks/kinesis.js';
import type { Delivery, Emitted, Sink } from '../../../../src/io/sinks/sink.js';
import type { Shard } from '../../../servers/kinesis/shard.js';
import type { StreamOptions } from '../../../servers/kinesis/stream.js';
import { type KinesisServer, kinesisServer } from '../../../servers/kinesis.js';

/** A stream and an output into it, for this test alone. */
export const kinesisPlace = async (
  options: Partial<KinesisSinkOptions> = {},
  stream: StreamOptions = {},
): Promise<{ readonly server: KinesisServer; readonly sink: Sink; readonly warnings: string[] }> => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'A');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const server = await kinesisServer({ streams: { clicks: stream } });
  const warnings: string[] = [];
  const sink = kinesisSink({
    stream: 'clicks',
    endpoint: server.endpoint,
    region: 'us-east-1',
    random: () => 0,
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  onTestFinished(() => sink.close());
  return { server, sink, warnings };
};

export const rowsOf = (rows: readonly object[]): readonly Emitted[] =>
  rows.map((row, i) => ({ pipeline: 'p', stream: 's', id: `id${i}`, row }));

/** The deliveries of these rows. */
export const deliveriesOf = (sink: Sink, rows: readonly Emitted[]): readonly Delivery[] =>
  sink.compose(rows, { saved: undefined, kept: new Map() }, 0).deliveries;

/** What a reader finds in a shard, aggregates unpacked. */
export const readIn = ({ records }: Shard): readonly Record<string, unknown>[] =>
  records.flatMap(({ data }) => {
    const bytes = Buffer.from(data, 'base64');
    const inner = unpackAggregate(bytes)?.map((one) => one.data) ?? [bytes];
    return inner.map((one) => JSON.parse(Buffer.from(one).toString()));
  });

/** The ids of all rows in the stream, shard by shard. */
export const idsIn = (server: KinesisServer): readonly string[] =>
  server
    .stream()
    .shards.flatMap(readIn)
    .map(({ id }) => String(id));
