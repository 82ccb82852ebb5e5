import { hash } from 'node:crypto';
import type { StateKey } from '../state-store.js';

/**
 * What a record holds. Of the directory: who owns it. Of a key: who has claimed it; what it has (head) and its states
 * (body); one entry of what is remembered, or of a keyed state; one delivery that waits, and the body of one that is
 * large; how large a piece is that a sink keeps, and its bytes. `outbox` is a delivery in the form of layout 1.
 */
const KINDS = {
  owner: 0x77,
  claim: 0x63,
  head: 0x68,
  body: 0x62,
  remembered: 0x72,
  keyed: 0x6b,
  waiting: 0x71,
  delivery: 0x64,
  kept: 0x65,
  piece: 0x70,
  outbox: 0x6f,
} as const;
type Kind = keyof typeof KINDS;

const DIGEST = 16;

/** Names may be of any length and content and LMDB's keys may not, so a name is in a key as the start of its SHA-256. */
export const digestOf = (name: string): Buffer => digest(Buffer.from(name, 'utf16le'));

/** Of a state's key. What is hashed for a partition has an odd length, which no name has. */
export const idOf = ({ pipeline, partition }: StateKey): Buffer =>
  partition === undefined
    ? digestOf(pipeline)
    : digest(Buffer.concat([Buffer.of(1), digestOf(pipeline), digestOf(partition)]));

const digest = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer').subarray(0, DIGEST);

export const recordKey = (kind: Kind, ...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.of(KINDS[kind]), ...parts]);

/** The first key after all that start with `prefix`. */
export const endOf = (prefix: Buffer): Buffer => {
  let last = prefix.length - 1;
  while (prefix[last] === 0xff) last--;
  const end = Buffer.from(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
};

/** Orders as the numbers do, for numbers from 0. */
export const numberPart = (number: number): Buffer => {
  const part = Buffer.alloc(8);
  // -0 is 0.
  part.writeDoubleBE(number + 0);
  return part;
};
