import type { StateKey, Waiting } from '../state-store.js';
import type { Environment } from './environment.js';
import { recordKey } from './record-key.js';
import { decodeValue } from './record-value.js';

/** What waits for a sink, as it is kept. */
export type LaneSum = Omit<Waiting, 'oldest'>;

/** What a key has stored, kept apart from the rest so that a commit need not read the rest. */
export interface Head extends StateKey {
  readonly sequence: number;
  /** Names of the keyed states. */
  readonly keyed: readonly string[];
  /** Of the commit that made it. */
  readonly id: string;
  readonly lastDelivery: number;
  /** By sink; those for which nothing waits are not here. */
  readonly waiting: Readonly<Record<string, LaneSum>>;
}

/** In the form of layout 1: everything that waits is in one row, and nothing is said of it. */
export type OldHead = Pick<Head, 'pipeline' | 'sequence' | 'keyed'>;

/** What a key, given by its id, has stored last; undefined before its first commit. */
export const readHead = (database: Environment, id: Buffer): Head | OldHead | undefined => {
  const key = recordKey('head', id);
  const bytes = database.getBinary(key);
  return bytes === undefined ? undefined : headOf(decodeValue(key, bytes));
};

/** What was written as a head; its checksum has been checked. */
export const headOf = (value: unknown): Head | OldHead => value as Head | OldHead;

export const isOld = (head: Head | OldHead): head is OldHead => !('waiting' in head);
