import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Environment } from './environment.js';
import { hasCode } from './has-code.js';
import { digestOf, endOf, numberPart, recordKey } from './record-key.js';
import { decodeValue, encodeValue } from './record-value.js';
import { staleState } from './stale-state.js';
import type { Commit } from './state-store.js';

/** What a pipeline has stored, kept apart from the rest so that a commit need not read the rest. */
export interface Head {
  readonly pipeline: string;
  readonly sequence: number;
  /** Names of the keyed states. */
  readonly keyed: readonly string[];
}

type Write = readonly [key: Buffer, value: Buffer | undefined];

export interface PreparedCommit {
  /** Bytes of keys and values. */
  readonly size: number;
  /** To be called inside a transaction, and once. Throws 'stale-state' before it has written anything. */
  apply(database: Environment): void;
}

/** Bytes of the largest record. LMDB writes one in a single call, and the system takes no more than 2 GiB at once. */
const MOST = 2 ** 30;

/**
 * Encodes a commit. Throws for a value that cannot be cloned, and 'unwritable' when the unkeyed states together, one
 * keyed value or one delivery has more than 1 GiB.
 */
export const prepareCommit = (pipeline: string, expected: number, next: Commit): PreparedCommit => {
  const id = digestOf(pipeline);
  const { keyed, outbox, ...body } = next;
  const writes: Write[] = [];
  const put = (key: Buffer, value: unknown): void => {
    writes.push([key, encode(pipeline, key, value)]);
  };
  const head: Head = { pipeline, sequence: expected + 1, keyed: Object.keys(keyed) };
  put(recordKey('head', id), head);
  put(recordKey('body', id), body);
  for (const [name, changes] of Object.entries(keyed)) {
    const state = digestOf(name);
    for (const [key, value] of changes) {
      const at = recordKey('keyed', id, state, digestOf(key));
      if (value === undefined) writes.push([at, undefined]);
      else put(at, [key, value]);
    }
  }
  for (const entry of outbox.added) put(recordKey('outbox', id, numberPart(entry.number)), entry);
  for (const number of outbox.done) writes.push([recordKey('outbox', id, numberPart(number)), undefined]);

  return {
    size: writes.reduce((sum, [key, value]) => sum + key.length + (value?.length ?? 0), 0),
    apply: (database) => {
      const before = readHead(database, id);
      const stored = before?.sequence ?? 0;
      if (stored !== expected) throw staleState(pipeline, expected, stored);
      for (const name of before?.keyed ?? []) {
        if (!Object.hasOwn(keyed, name)) removeAll(database, recordKey('keyed', id, digestOf(name)));
      }
      for (const [key, value] of writes) {
        if (value === undefined) database.remove(key);
        else database.put(key, value);
      }
    },
  };
};

/** What a pipeline, given by its digest, has stored last; undefined before its first commit. */
export const readHead = (database: Environment, id: Buffer): Head | undefined => {
  const key = recordKey('head', id);
  const bytes = database.getBinary(key);
  return bytes === undefined ? undefined : headOf(decodeValue(key, bytes));
};

/** What was written as a head; its checksum has been checked. */
export const headOf = (value: unknown): Head => value as Head;

function encode(pipeline: string, key: Buffer, value: unknown): Buffer {
  let bytes: Buffer;
  try {
    bytes = encodeValue(key, value);
  } catch (error) {
    throw hasCode(error, 'ERR_BUFFER_TOO_LARGE') ? tooLarge(pipeline, 'more than 4 GiB', error) : error;
  }
  if (bytes.length > MOST) throw tooLarge(pipeline, `${bytes.length} bytes`);
  return bytes;
}

const tooLarge = (pipeline: string, size: string, cause?: unknown): TidemarkError =>
  new TidemarkError(
    'unwritable',
    `Cannot commit ${pipeline}: a state or delivery of ${size} is more than the 1 GiB that a state directory holds in one piece. Use smaller windows, fewer keys or smaller batches.`,
    { cause },
  );

function removeAll(database: Environment, prefix: Buffer): void {
  // Listed before the first is removed: a cursor does not survive what it stands on.
  const keys = [...database.getKeys({ start: prefix, end: endOf(prefix) })];
  for (const key of keys) database.remove(key);
}
