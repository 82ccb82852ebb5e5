import type { Accepted } from './answers.js';

/** What is remembered of a batch that came with a key. */
export interface KnownKey {
  /** Of its entry in the journal. */
  readonly sequence: number;
  /** When it arrived, in epoch milliseconds. */
  readonly time: number;
  /** SHA-256 of its body, a byte a character. */
  readonly digest: string;
}

/** What is remembered of batches by their keys. */
export interface KeyMemory {
  /** undefined: it has not come, or is not known any more. */
  find(key: string, time: number): KnownKey | undefined;
  /** Times and sequences must not decrease from one to the next. */
  add(key: string, known: KnownKey): void;
  /** Those of entries up to a sequence that are known at a time, the oldest first; new ones may be added meanwhile. */
  upTo(sequence: number, time: number): Iterable<readonly [key: string, known: KnownKey]>;
  /** Why one that is not known is not taken, where it may be one that was forgotten too early. */
  objection?(key: string, digest: string, time: number): Accepted | undefined;
}

/** How batches are told apart that come with a key. */
export interface KeyRules {
  /** For one run. */
  memory(): KeyMemory;
  /** What is remembered of a body that has been taken: 32 characters, a byte each. */
  digest(body: Buffer): string;
  /** What a body is answered with whose key was used with another one. */
  reused(before: string, now: string): Accepted;
}
