import { createHash } from 'node:crypto';

/** The most that a fingerprint covers, in bytes. */
export const FINGERPRINT_BYTES = 1024;

/** Tells one file's content from another's by its first bytes. */
export interface Fingerprint {
  /** How many bytes it covers: all that the file had when it was shorter than the most. So growing keeps the identity. */
  readonly length: number;
  readonly hash: string;
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64').slice(0, 22);

/** Of the first bytes of a file, at most 1 KiB. */
export const fingerprintOf = (head: Buffer): Fingerprint => ({ length: head.length, hash: hashOf(head) });

/** Whether a file that begins with `head` (its first KiB, or all there is) may be the one that was told. */
export const hasFingerprint = (head: Buffer, { length, hash }: Fingerprint): boolean =>
  head.length >= length && hashOf(head.subarray(0, length)) === hash;
