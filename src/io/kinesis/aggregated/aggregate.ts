import { createHash } from 'node:crypto';
import { partitionHash } from '../partition-hash.js';
import { varintBytes, writeVarint } from './varint.js';

/** What an aggregate begins with. */
export const MAGIC = Uint8Array.of(0xf3, 0x89, 0x9a, 0xc2);
/** Bytes of the MD5 at its end. */
export const DIGEST_BYTES = 16;

// Tags of the format: a field's number and its kind, in one byte.
const PARTITION_KEY = 0x0a;
const HASH_KEY = 0x12;
const RECORD = 0x1a;
const KEY_INDEX = 0x08;
const HASH_INDEX = 0x10;
const DATA = 0x1a;

/** Indexes are 0: there is one key. */
const indexes = (hasHash: boolean): number => (hasHash ? 4 : 2);

const field = (bytes: number): number => 1 + varintBytes(bytes) + bytes;

/** Bytes that one more record takes in an aggregate that says where it belongs. */
export const aggregatedBytes = (data: number): number => field(indexes(true) + field(data));

/** Bytes of an aggregate beside its records. */
export const aggregateOverhead = (key: string): number =>
  MAGIC.length + DIGEST_BYTES + field(Buffer.byteLength(key)) + field(39);

/**
 * Several records of one partition key as one record of Kinesis, in the format of the Kinesis Producer Library. All are of one
 * key, and each says its hash: a reader that looks at which shard a record belongs to (the Kinesis Client Library does) drops
 * it otherwise.
 *
 * Source: https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export const aggregate = (
  key: string,
  records: readonly Uint8Array[],
  { hash = String(partitionHash(key)) }: { readonly hash?: string | undefined | null } = {},
): Buffer => {
  const hasHash = hash !== null;
  const inner = (data: Uint8Array) => indexes(hasHash) + field(data.length);
  const keyBytes = Buffer.from(key);
  const hashBytes = Buffer.from(hash ?? '');
  const body =
    field(keyBytes.length) +
    (hasHash ? field(hashBytes.length) : 0) +
    records.reduce((sum, data) => sum + field(inner(data)), 0);
  const made = Buffer.allocUnsafe(MAGIC.length + body + DIGEST_BYTES);
  made.set(MAGIC);
  let at = writeField(made, MAGIC.length, PARTITION_KEY, keyBytes);
  if (hasHash) at = writeField(made, at, HASH_KEY, hashBytes);
  for (const data of records) {
    made[at++] = RECORD;
    at = writeVarint(made, at, inner(data));
    made[at++] = KEY_INDEX;
    made[at++] = 0;
    if (hasHash) {
      made[at++] = HASH_INDEX;
      made[at++] = 0;
    }
    at = writeField(made, at, DATA, data);
  }
  createHash('md5').update(made.subarray(MAGIC.length, at)).digest().copy(made, at);
  return made;
};

const writeField = (into: Uint8Array, at: number, tag: number, value: Uint8Array): number => {
  into[at] = tag;
  const place = writeVarint(into, at + 1, value.length);
  into.set(value, place);
  return place + value.length;
};
