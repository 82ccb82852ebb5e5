import type { Habits } from './habits.js';
import { goesThrough } from './meters.js';
import { Refusal } from './refusal.js';
import type { Shard } from './shard.js';
import { type Put, Stream } from './stream.js';

const ACCOUNT = '000000000000';
const KIB = 1024;
const MIB = KIB * KIB;

/** What a request asks for: members as the API names them, not yet looked at. */
export type Asked = Readonly<Record<string, unknown>>;

export interface Service {
  readonly streams: Map<string, Stream>;
  readonly habits: Habits;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Records that were ever put, those that were refused too. */
  puts: number;
}

const textOf = (asked: Asked, name: string): string => {
  const value = asked[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Refusal('ValidationException', `1 validation error detected: ${name} must be a text`);
};

const numberOf = (asked: Asked, name: string): number | undefined => {
  const value = asked[name];
  return typeof value === 'number' ? value : undefined;
};

const streamOf = ({ streams }: Service, asked: Asked): Stream => {
  const name = textOf(asked, asked.StreamName === undefined ? 'StreamARN' : 'StreamName')
    .split('/')
    .at(-1);
  const found = streams.get(name ?? '');
  if (found !== undefined) return found;
  throw new Refusal('ResourceNotFoundException', `Stream ${name} under account ${ACCOUNT} not found.`);
};

const exceeded = (shard: Shard, { name }: Stream): Refusal =>
  new Refusal(
    'ProvisionedThroughputExceededException',
    `Rate exceeded for shard ${shard.id} in stream ${name} under account ${ACCOUNT}.`,
  );

const shardShown = ({ id, parents, low, high, first, last }: Shard): object => ({
  ShardId: id,
  ParentShardId: parents[0],
  AdjacentParentShardId: parents[1],
  HashKeyRange: { StartingHashKey: String(low), EndingHashKey: String(high) },
  SequenceNumberRange: {
    StartingSequenceNumber: String(first),
    EndingSequenceNumber: last === undefined ? undefined : String(last),
  },
});

const putOf = (asked: Asked): Put => {
  const data = asked.Data;
  const partitionKey = textOf(asked, 'PartitionKey');
  if (partitionKey.length > 256)
    throw new Refusal('ValidationException', 'PartitionKey must have length less than or equal to 256');
  if (typeof data !== 'string') throw new Refusal('ValidationException', 'Data must not be null');
  const hash = asked.ExplicitHashKey;
  const bytes = Buffer.byteLength(data, 'base64') + Buffer.byteLength(partitionKey);
  return { data, bytes, partitionKey, explicitHash: hash === undefined ? undefined : String(hash) };
};

/** Keeps a record, or says why not. */
const put = (service: Service, stream: Stream, record: Put): object => {
  const { habits, now } = service;
  const nth = ++service.puts;
  const shard = stream.shardFor(record);
  const isTooMuch =
    habits.limits && !goesThrough(shard.written, now(), record.bytes, { calls: 1000, bytes: MIB });
  if (isTooMuch || habits.throttled.has(shard.id)) {
    const { type, message } = exceeded(shard, stream);
    return { ErrorCode: type, ErrorMessage: message };
  }
  const refused = habits.refuses?.(record, nth);
  if (refused !== undefined) return { ErrorCode: refused, ErrorMessage: 'Internal service failure.' };
  const { sequence } = stream.keep(shard, record, now());
  return { SequenceNumber: String(sequence), ShardId: shard.id };
};

const bounded = (stream: Stream, records: readonly Put[]): readonly Put[] => {
  if (records.length === 0 || records.length > 500)
    throw new Refusal('ValidationException', 'Records must have 1 to 500 members');
  const most = stream.recordKiB * KIB;
  const tooLarge = records.findIndex(({ bytes }) => bytes > most);
  if (tooLarge >= 0)
    throw new Refusal(
      'ValidationException',
      `records.${tooLarge + 1}.member.data has more than ${most} bytes`,
    );
  if (records.reduce((sum, { bytes }) => sum + bytes, 0) > 10 * MIB)
    throw new Refusal('InvalidArgumentException', 'Records size exceeds 10 MB limit');
  return records;
};

interface Place {
  readonly stream: string;
  readonly shard: string;
  readonly index: number;
  readonly made: number;
}

const iteratorAt = (stream: Stream, shard: Shard, index: number, made: number): string => {
  const place: Place = { stream: stream.name, shard: shard.id, index, made };
  return Buffer.from(JSON.stringify(place)).toString('base64url');
};

const indexFor = (shard: Shard, asked: Asked): number => {
  switch (asked.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return shard.trimmed;
    case 'LATEST':
      return shard.records.length;
    case 'AT_SEQUENCE_NUMBER':
      return shard.indexOf(BigInt(textOf(asked, 'StartingSequenceNumber')));
    case 'AFTER_SEQUENCE_NUMBER':
      return shard.indexOf(BigInt(textOf(asked, 'StartingSequenceNumber')) + 1n);
    case 'AT_TIMESTAMP': {
      const from = (numberOf(asked, 'Timestamp') ?? 0) * 1000;
      const found = shard.records.findIndex(({ arrived }) => arrived >= from);
      return found < 0 ? shard.records.length : found;
    }
    default:
      throw new Refusal('ValidationException', 'ShardIteratorType is none');
  }
};

const getRecords = (service: Service, asked: Asked): object => {
  const { habits, now } = service;
  const time = now();
  // Made by `iteratorAt` alone.
  const place = JSON.parse(Buffer.from(textOf(asked, 'ShardIterator'), 'base64url').toString()) as Place;
  if (time - place.made > habits.iteratorLife)
    throw new Refusal('ExpiredIteratorException', `Iterator expired. It was made at ${place.made}.`);
  const stream = streamOf(service, { StreamName: place.stream });
  const shard = stream.shard(place.shard);
  const most = Math.min(numberOf(asked, 'Limit') ?? 10_000, habits.mostRecords);
  const from = Math.max(place.index, shard.trimmed);
  let end = from;
  let bytes = 0;
  const isEmpty = habits.emptyReads > 0 && from < shard.records.length;
  if (isEmpty) habits.emptyReads--;
  else
    for (; end - from < most && bytes < 10 * MIB; end++) {
      const record = shard.records[end];
      if (record === undefined) break;
      bytes += record.bytes;
    }
  if (habits.limits && !goesThrough(shard.read, time, bytes, { calls: 5, bytes: 2 * MIB }))
    throw exceeded(shard, stream);
  const next = shard.records[end];
  const isOver = !shard.isOpen && next === undefined;
  return {
    Records: shard.records.slice(from, end).map(({ sequence, arrived, data, partitionKey }) => ({
      SequenceNumber: String(sequence),
      ApproximateArrivalTimestamp: arrived / 1000,
      Data: data,
      PartitionKey: partitionKey,
    })),
    MillisBehindLatest: next === undefined ? 0 : Math.max(1, Math.round(time - next.arrived)),
    ...(isOver
      ? {
          ChildShards: stream.childrenOf(shard.id).map(({ id, parents, low, high }) => ({
            ShardId: id,
            ParentShards: parents,
            HashKeyRange: { StartingHashKey: String(low), EndingHashKey: String(high) },
          })),
        }
      : { NextShardIterator: iteratorAt(stream, shard, end, time) }),
  };
};

const listShards = (service: Service, asked: Asked): object => {
  // A token names the stream too; nothing else may be asked for with it.
  const [token, after] = (typeof asked.NextToken === 'string' ? asked.NextToken : '').split('\n');
  const stream = streamOf(service, token === undefined || token === '' ? asked : { StreamName: token });
  const from = after ?? (typeof asked.ExclusiveStartShardId === 'string' ? asked.ExclusiveStartShardId : '');
  const filter = asked.ShardFilter;
  const type = typeof filter === 'object' && filter !== null && 'Type' in filter ? filter.Type : undefined;
  const most = numberOf(asked, 'MaxResults') ?? 1000;
  const found = stream.shards.filter(({ id, isOpen }) => id > from && (type !== 'AT_LATEST' || isOpen));
  const page = found.slice(0, most);
  const last = page.at(-1);
  return {
    Shards: page.map(shardShown),
    ...(found.length > most && last !== undefined && { NextToken: `${stream.name}\n${last.id}` }),
  };
};

const summary = (service: Service, asked: Asked): object => {
  const stream = streamOf(service, asked);
  return {
    StreamDescriptionSummary: {
      StreamName: stream.name,
      StreamARN: `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/${stream.name}`,
      StreamStatus: stream.isActive ? 'ACTIVE' : 'UPDATING',
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: 0,
      EnhancedMonitoring: [],
      OpenShardCount: stream.open.length,
      MaxRecordSizeInKiB: stream.recordKiB,
    },
  };
};

/** Does what is asked; throws a Refusal. */
export const perform = (operation: string, asked: Asked, service: Service): object => {
  switch (operation) {
    case 'CreateStream': {
      const name = textOf(asked, 'StreamName');
      if (service.streams.has(name))
        throw new Refusal('ResourceInUseException', `Stream ${name} exists already`);
      service.streams.set(name, new Stream(name, { shards: numberOf(asked, 'ShardCount') ?? 1 }));
      return {};
    }
    case 'DescribeStreamSummary':
      return summary(service, asked);
    case 'ListShards':
      return listShards(service, asked);
    case 'PutRecord': {
      const stream = streamOf(service, asked);
      const answer = bounded(stream, [putOf(asked)]).map((one) => put(service, stream, one))[0] ?? {};
      if ('ErrorCode' in answer && 'ErrorMessage' in answer)
        throw new Refusal(String(answer.ErrorCode), String(answer.ErrorMessage));
      return answer;
    }
    case 'PutRecords': {
      const stream = streamOf(service, asked);
      const records = Array.isArray(asked.Records) ? asked.Records : [];
      const answers = bounded(stream, records.map(putOf)).map((one) => put(service, stream, one));
      return { Records: answers, FailedRecordCount: answers.filter((one) => 'ErrorCode' in one).length };
    }
    case 'GetShardIterator': {
      const stream = streamOf(service, asked);
      const shard = stream.shard(textOf(asked, 'ShardId'));
      return { ShardIterator: iteratorAt(stream, shard, indexFor(shard, asked), service.now()) };
    }
    case 'GetRecords':
      return getRecords(service, asked);
    case 'SplitShard':
      streamOf(service, asked).split(
        textOf(asked, 'ShardToSplit'),
        BigInt(textOf(asked, 'NewStartingHashKey')),
      );
      return {};
    case 'MergeShards':
      streamOf(service, asked).merge(textOf(asked, 'ShardToMerge'), textOf(asked, 'AdjacentShardToMerge'));
      return {};
    default:
      throw new Refusal('UnknownOperationException', operation);
  }
};
