import { crc32 } from 'node:zlib';
import type { ProbeResult } from './result.js';

/**
 * What is remembered of a result, to say which of its fields another one differs in: its time (8 bytes) and latency (8, NaN for
 * null) as they are, its status (1), and of probe, error and request id each a checksum and its length (5; all 0 for null). By
 * these it is not known: whoever makes two errors with one checksum hears that the second was taken, and the first stays.
 */
export const DIGEST_BYTES = 32;
const PARTS = [
  ['time', 0, 8],
  ['latency_ms', 8, 16],
  ['status', 16, 17],
  ['probe', 17, 22],
  ['error', 22, 27],
  ['request_id', 27, 32],
] as const;

const bytes = Buffer.alloc(DIGEST_BYTES);

/** As text, a byte a character. */
export const digestOf = ({ time, latency_ms, status, probe, error, request_id }: ProbeResult): string => {
  bytes.writeDoubleLE(time, 0);
  bytes.writeDoubleLE(latency_ms ?? Number.NaN, 8);
  bytes.writeUInt8(status === 'success' ? 1 : 0, 16);
  writeSum(probe, 17);
  writeSum(error, 22);
  writeSum(request_id, 27);
  return bytes.toString('latin1');
};

const writeSum = (text: string | null, at: number): void => {
  bytes.writeUInt32LE(text === null ? 0 : crc32(text), at);
  bytes.writeUInt8(text === null ? 0 : 1 + (text.length % 255), at + 4);
};

/** The fields in which the results of two digests differ. */
export const differingFields = (before: string, now: string): readonly string[] =>
  PARTS.filter(([, from, to]) => before.slice(from, to) !== now.slice(from, to)).map(([field]) => field);

/** The time of the result. */
export const timeOfDigest = (digest: string): number => Buffer.from(digest, 'latin1').readDoubleLE(0);
