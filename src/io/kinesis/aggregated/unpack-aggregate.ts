import { createHash } from 'node:crypto';
import { DIGEST_BYTES, MAGIC } from './aggregate.js';
import { readVarint } from './varint.js';

/** A record as somebody gave it to the Kinesis Producer Library, or to us. */
export interface UserRecord {
  readonly partitionKey: string;
  /** A view of the aggregate. */
  readonly data: Uint8Array;
}

/**
 * The records inside of one of Kinesis, in their order; undefined where it is no aggregate, which is to say a record like any
 * other. All are given, those too whose key belongs to another shard: they were put into this one.
 */
export const unpackAggregate = (data: Uint8Array): readonly UserRecord[] | undefined => {
  const end = data.length - DIGEST_BYTES;
  if (end < MAGIC.length || !MAGIC.every((byte, i) => data[i] === byte)) return undefined;
  const body = data.subarray(MAGIC.length, end);
  if (!createHash('md5').update(body).digest().equals(data.subarray(end))) return undefined;
  const keys: string[] = [];
  const found: { readonly key: number; readonly data: Uint8Array }[] = [];
  const isWhole = eachField(body, (number, value) => {
    if (typeof value === 'number') return true;
    if (number === 1) keys.push(Buffer.from(value.buffer, value.byteOffset, value.length).toString());
    if (number !== 3) return true;
    let key: number | undefined;
    let inner: Uint8Array | undefined;
    const isRecord = eachField(value, (member, of) => {
      if (member === 1 && typeof of === 'number') key = of;
      if (member === 3 && typeof of !== 'number') inner = of;
      return true;
    });
    if (!isRecord || key === undefined || inner === undefined) return false;
    found.push({ key, data: inner });
    return true;
  });
  if (!isWhole) return undefined;
  const records: UserRecord[] = [];
  for (const one of found) {
    const partitionKey = keys[one.key];
    if (partitionKey === undefined) return undefined;
    records.push({ partitionKey, data: one.data });
  }
  return records;
};

/** Whether they are fields of a Protocol Buffer to the last byte, and `take` likes each. */
const eachField = (
  from: Uint8Array,
  take: (number: number, value: number | Uint8Array) => boolean,
): boolean => {
  let at = 0;
  while (at < from.length) {
    const tag = readVarint(from, at);
    if (tag === undefined) return false;
    const number = Math.floor(tag.value / 8);
    const first = readVarint(from, tag.next);
    switch (tag.value % 8) {
      case 0:
        if (first === undefined || !take(number, first.value)) return false;
        at = first.next;
        break;
      case 1:
        at = tag.next + 8;
        break;
      case 2: {
        if (first === undefined || first.next + first.value > from.length) return false;
        at = first.next + first.value;
        if (!take(number, from.subarray(first.next, at))) return false;
        break;
      }
      case 5:
        at = tag.next + 4;
        break;
      default:
        return false;
    }
  }
  return at === from.length;
};
