import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  type Shard,
} from '@aws-sdk/client-kinesis';
import { Course } from '../../object-store/s3/course.js';
import { credentialChain } from '../../object-store/s3/credentials.js';
import { RequestHandler } from '../../object-store/s3/request-handler.js';
import type { SendOptions } from '../../object-store/s3/send-options.js';
import { withoutNodeWarning } from '../../object-store/s3/without-node-warning.js';
import { KinesisFault } from '../kinesis-fault.js';
import type { KinesisSettings } from '../kinesis-settings.js';
import type { Call, KinesisStream, PutAnswer, ReadPage, ShardInfo, ShardStart } from '../kinesis-stream.js';
import { orAborted } from '../or-aborted.js';
import { kinesisFaultOf } from './kinesis-fault-of.js';

/** What a stream takes that says nothing of it. */
const USUAL_KIB = 1024;

/** A stream that is spoken to with AWS's SDK, over HTTP/1.1: one connection for each request at once, and the same ones again. */
export const sdkStream = (settings: KinesisSettings): KinesisStream => {
  const { stream, endpoint, region, profile, ca } = settings;
  const handler = new RequestHandler({ ca });
  const host = endpoint === undefined ? 'AWS' : new URL(endpoint).host;
  const of = { StreamName: stream };
  let client: KinesisClient | undefined;

  const open = (): KinesisClient => {
    client ??= withoutNodeWarning(
      () =>
        new KinesisClient({
          ...(region !== undefined && { region }),
          ...(endpoint !== undefined && { endpoint }),
          credentials: credentialChain(profile),
          maxAttempts: 1,
          requestHandler: handler,
        }),
    );
    return client;
  };

  const run = async <T>(
    operation: string,
    { deadline, signal }: Call,
    send: (client: KinesisClient, options: SendOptions) => Promise<T>,
  ): Promise<T> => {
    const course = new Course({ isDownload: false, userAgent: 'tidemark' });
    const ended = new AbortController();
    let endedBy: 'deadline' | 'signal' | undefined;
    const end = (by: 'deadline' | 'signal') => () => {
      endedBy ??= by;
      ended.abort();
    };
    const abort = end('signal');
    const timer = setTimeout(end('deadline'), deadline);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) abort();
    const used = open();
    try {
      if (ended.signal.aborted) throw new Error('ended');
      return await orAborted(send(used, { abortSignal: ended.signal, course }), ended.signal);
    } catch (error) {
      const fault = kinesisFaultOf(error, { operation, stream, host, course, endedBy, deadline });
      // Made anew, it looks for credentials anew.
      if (client === used && (fault.kind === 'expired' || fault.kind === 'credentials')) client = undefined;
      throw fault;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  };

  const nothing = (operation: string): KinesisFault =>
    new KinesisFault(
      'internal',
      `${operation} of the stream ${stream}: ${host} gave an answer with nothing in it: what was asked may be done`,
    );

  return {
    destination: `kinesis ${stream}${endpoint === undefined ? '' : ` at ${endpoint}`}`,

    async limits(call) {
      const { StreamDescriptionSummary: summary } = await run('DescribeStreamSummary', call, (sdk, options) =>
        sdk.send(new DescribeStreamSummaryCommand(of), options),
      );
      if (summary === undefined) throw nothing('DescribeStreamSummary');
      return { recordBytes: (summary.MaxRecordSizeInKiB ?? USUAL_KIB) * 1024 };
    },

    async shards(call) {
      const found: ShardInfo[] = [];
      let next: string | undefined;
      do {
        const asked = next === undefined ? of : { NextToken: next };
        const page = await run('ListShards', call, (sdk, options) =>
          sdk.send(new ListShardsCommand(asked), options),
        );
        if (page.Shards === undefined) throw nothing('ListShards');
        found.push(...page.Shards.map(shardOf));
        next = page.NextToken;
      } while (next !== undefined);
      return found;
    },

    async put(records, call) {
      const asked = {
        ...of,
        Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
      };
      const { Records } = await run('PutRecords', call, (sdk, options) =>
        sdk.send(new PutRecordsCommand(asked), options),
      );
      if (Records?.length !== records.length) throw nothing('PutRecords');
      return Records.map(
        ({ ShardId, SequenceNumber, ErrorCode = 'unknown', ErrorMessage = '' }): PutAnswer =>
          ShardId === undefined || SequenceNumber === undefined
            ? { code: ErrorCode, message: ErrorMessage }
            : { shard: ShardId, sequence: SequenceNumber },
      );
    },

    async iterator(shard, start, call) {
      const asked = { ...of, ShardId: shard, ...startOf(start) };
      const { ShardIterator } = await run('GetShardIterator', call, (sdk, options) =>
        sdk.send(new GetShardIteratorCommand(asked), options),
      );
      if (ShardIterator === undefined) throw nothing('GetShardIterator');
      return ShardIterator;
    },

    async read(iterator, { most, ...call }) {
      const asked = { ShardIterator: iterator, ...(most !== undefined && { Limit: most }) };
      const page = await run('GetRecords', call, (sdk, options) =>
        sdk.send(new GetRecordsCommand(asked), options),
      );
      if (page.Records === undefined) throw nothing('GetRecords');
      return pageOf(page);
    },

    close() {
      client?.destroy();
      handler.destroy();
    },
  };
};

const shardOf = ({
  ShardId: id = '',
  HashKeyRange: range,
  ParentShardId,
  AdjacentParentShardId,
  SequenceNumberRange: numbers,
}: Shard): ShardInfo => ({
  id,
  low: BigInt(range?.StartingHashKey ?? 0),
  high: BigInt(range?.EndingHashKey ?? 0),
  parents: [ParentShardId, AdjacentParentShardId].filter((one) => one !== undefined),
  isOpen: numbers?.EndingSequenceNumber === undefined,
});

const startOf = (start: ShardStart) => {
  switch (start.at) {
    case 'oldest':
      return { ShardIteratorType: 'TRIM_HORIZON' } as const;
    case 'latest':
      return { ShardIteratorType: 'LATEST' } as const;
    case 'time':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(start.time) } as const;
    case 'after':
      return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: start.sequence } as const;
  }
};

const pageOf = ({
  Records = [],
  MillisBehindLatest = 0,
  NextShardIterator,
}: GetRecordsCommandOutput): ReadPage => ({
  records: Records.map(({ SequenceNumber = '', ApproximateArrivalTimestamp, PartitionKey = '', Data }) => ({
    sequence: SequenceNumber,
    arrived: ApproximateArrivalTimestamp?.getTime() ?? 0,
    partitionKey: PartitionKey,
    data: Data ?? new Uint8Array(),
  })),
  behind: MillisBehindLatest,
  ...(NextShardIterator !== undefined && NextShardIterator !== null && { next: NextShardIterator }),
});
