import { createHash } from 'node:crypto';

/** Where a partition key lies among the hash ranges of shards: its MD5 as a number of 128 bits. */
export const partitionHash = (key: string): bigint =>
  BigInt(`0x${createHash('md5').update(key).digest('hex')}`);
