import { hash } from 'node:crypto';

/**
 * What a record holds: who owns the directory; what a pipeline has (head) and its states (body); one entry of a keyed
 * state; one delivery that waits.
 */
const KINDS = { owner: 0x77, head: 0x68, body: 0x62, keyed: 0x6b, outbox: 0x6f } as const;
type Kind = keyof typeof KINDS;

const DIGEST = 16;

/** Names may be of any length and content and LMDB's keys may not, so a name is in a key as the start of its SHA-256. */
export const digestOf = (name: string): Buffer =>
  hash('sha256', Buffer.from(name, 'utf16le'), 'buffer').subarray(0, DIGEST);

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
