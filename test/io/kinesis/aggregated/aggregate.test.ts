import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aggregate,
  aggregatedBytes,
  aggregateOverhead,
} from '../../../../src/io/kinesis/aggregated/aggregate.js';
import { unpackAggregate } from '../../../../src/io/kinesis/aggregated/unpack-aggregate.js';
import { partitionHash } from '../../../../src/io/kinesis/partition-hash.js';

const PUBLISHED =
  'f3899ac20a0d706172746974696f6e5f6b65791a0808001a0464617461d03699da5a222fa32108ad1bd955a14e';

const texts = (data: Uint8Array) =>
  unpackAggregate(data)?.map(({ partitionKey, data: inner }) => [
    partitionKey,
    Buffer.from(inner).toString(),
  ]);

describe('aggregates of the Kinesis Producer Library', () => {
  it('KN-08: is written as published', () => {
    expect(aggregate('partition_key', [Buffer.from('data')], { hash: null }).toString('hex')).toBe(PUBLISHED);
  });

  it('KN-08: is read as published', () => {
    expect(texts(Buffer.from(PUBLISHED, 'hex'))).toEqual([['partition_key', 'data']]);
  });

  it.each([
    ['two bytes', 'f389'],
    ['nothing', ''],
    ['the magic number alone', 'f3899ac2'],
    ['the magic number without its first byte', PUBLISHED.slice(2)],
    ['the magic number and 15 bytes', `f3899ac2${'00'.repeat(15)}`],
    ['the last byte of the sum missing', PUBLISHED.slice(0, -2)],
    ['one bit of the sum flipped', `${PUBLISHED.slice(0, -1)}f`],
  ])('KN-09: is no aggregate: %s', (_, hex) => {
    expect(unpackAggregate(Buffer.from(hex, 'hex'))).toBeUndefined();
  });

  it('KN-10: gives every record, whatever shard its key belongs to', () => {
    // Two keys in one, as others build it: partition_key_table "a", "user-1"; records of 0 and 1.
    const hex = '0a01610a06757365722d311a0508001a01781a0508011a0179';
    const body = Buffer.from(hex, 'hex');
    const sum = createHash('md5').update(body).digest();
    expect(texts(Buffer.concat([Buffer.from('f3899ac2', 'hex'), body, sum]))).toEqual([
      ['a', 'x'],
      ['user-1', 'y'],
    ]);
  });

  it('KN-10: says the hash of the key with every record of ours', () => {
    const made = aggregate('user-1', [Buffer.from('x'), Buffer.from('y')]);
    expect(
      made.includes(Buffer.concat([Buffer.from([0x12, 39]), Buffer.from(String(partitionHash('user-1')))])),
    ).toBe(true);
    expect(made.toString('hex')).toContain('1a07080010001a0178');
  });

  it('gives back what went in, and tells its size before', () => {
    const records = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), records, (key, inner) => {
        const made = aggregate(key, inner);
        const sizes = inner.reduce((sum, { length }) => sum + aggregatedBytes(length), 0);
        expect(made.length).toBeLessThanOrEqual(aggregateOverhead(key) + sizes);
        const read = unpackAggregate(made) ?? [];
        expect(read.map(({ data }) => Buffer.from(data).toString('hex'))).toEqual(
          inner.map((one) => Buffer.from(one).toString('hex')),
        );
        expect(new Set(read.map(({ partitionKey }) => partitionKey))).toEqual(new Set([key]));
      }),
    );
  });

  it('makes nothing of what is cut or changed, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (body) => {
        const sum = createHash('md5').update(body).digest();
        const data = Buffer.concat([Buffer.from('f3899ac2', 'hex'), body, sum]);
        const read = unpackAggregate(data);
        for (const { data: inner } of read ?? []) expect(inner.length).toBeLessThanOrEqual(body.length);
      }),
    );
  });
});
