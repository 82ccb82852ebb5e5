import type { Put } from './stream.js';

/** What it does with one request. */
export type ServerFault =
  /** Answers nothing, the request is not even taken. */
  | { readonly kind: 'stall' }
  | { readonly kind: 'reset' }
  /** Does what was asked and breaks the connection off. */
  | { readonly kind: 'lost answer' }
  /** Does what was asked and says nothing of it. */
  | { readonly kind: 'empty 200' }
  /** Answers this instead, nothing is done. */
  | { readonly kind: 'answer'; readonly status: number; readonly type: string; readonly message?: string };

/** How it is; a test sets it as it likes, at any time. */
export interface Habits {
  /** Milliseconds from the request to its answer. */
  late: number;
  /** A shard takes 1,000 records and 1 MiB a second, and gives five answers and 2 MiB. */
  limits: boolean;
  /** Shards that take nothing at present. */
  readonly throttled: Set<string>;
  /** The error code of a record that is refused alone; `nth` counts all that were ever put, from 1. */
  refuses: ((put: Put, nth: number) => string | undefined) | undefined;
  /** Milliseconds for which an iterator is good. */
  iteratorLife: number;
  /** Records of one answer of GetRecords, at most. */
  mostRecords: number;
  /** Answers of GetRecords that hold nothing though there is something, before each that does. */
  emptyReads: number;
}

export const usual = (): Habits => ({
  late: 0,
  limits: false,
  throttled: new Set(),
  refuses: undefined,
  iteratorLife: 300_000,
  mostRecords: 10_000,
  emptyReads: 0,
});
