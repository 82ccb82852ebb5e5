import { hash } from 'node:crypto';
import type { ProbeResult } from './result.js';

/**
 * What is remembered of a result, to say which of its fields another one differs in: its time (8 bytes) and latency (8, NaN for
 * null) as they are, its status (1), and 5 bytes of a hash each of probe, error and request id.
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
  bytes.write(hashOf(probe), 17, 'latin1');
  bytes.write(hashOf(error), 22, 'latin1');
  bytes.write(hashOf(request_id), 27, 'latin1');
  return bytes.toString('latin1');
};

const NONE = '\0\0\0\0\0';

const hashOf = (text: string | null): string =>
  text === null ? NONE : hash('sha256', text, 'binary').slice(0, NONE.length);

/** The fields in which the results of two digests differ. */
export const differingFields = (before: string, now: string): readonly string[] =>
  PARTS.filter(([, from, to]) => before.slice(from, to) !== now.slice(from, to)).map(([field]) => field);

/** The time of the result. */
export const timeOfDigest = (digest: string): number => Buffer.from(digest, 'latin1').readDoubleLE(0);
