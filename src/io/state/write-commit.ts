import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Environment } from './environment.js';
import { hasCode } from './has-code.js';
import { digestOf, endOf, numberPart, recordKey } from './record-key.js';
import { decodeValue, encodePage, encodeValue } from './record-value.js';
import { staleState } from './stale-state.js';
import type { Commit } from './state-store.js';

/** What a pipeline has stored, kept apart from the rest so that a commit need not read the rest. */
export interface Head {
  readonly pipeline: string;
  readonly sequence: number;
  /** Names of the keyed states. */
  readonly keyed: readonly string[];
}

interface Write {
  readonly key: Buffer;
  /** Bytes of the value, or a little less. */
  readonly size: number;
  /** Good until the next is asked for; undefined: what is there is removed. */
  value(): Buffer | undefined;
}

export interface PreparedCommit {
  /** Bytes of keys and values, about; the same for the same commit. */
  readonly size: number;
  /** To be called inside a transaction, and once. Throws 'stale-state' before it has written anything. */
  apply(database: Environment): void;
}

/** Bytes of the largest record. LMDB writes one in a single call, and the system takes no more than 2 GiB at once. */
const MOST = 2 ** 30;
/** Beside its name, which is short. */
const MOST_OF_PAGE = MOST - 2 ** 20;

/** Bytes alone; what only looks like them comes back as what it was. */
const isPage = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array && value.constructor === Uint8Array;

/**
 * Encodes a commit. Throws for a value that cannot be cloned, and 'unwritable' when the unkeyed states together, one
 * keyed value or one delivery has more than 1 GiB.
 */
export const prepareCommit = (pipeline: string, expected: number, next: Commit): PreparedCommit => {
  const id = digestOf(pipeline);
  const { keyed, outbox, ...body } = next;
  const writes: Write[] = [];
  const put = (key: Buffer, value: unknown): void => {
    const bytes = encode(pipeline, key, value);
    writes.push({ key, size: bytes.length, value: () => bytes });
  };
  const remove = (key: Buffer): void => {
    writes.push({ key, size: 0, value: () => undefined });
  };
  // Encoded when it is written: all pages of a large state at once would be in memory twice.
  const putPage = (key: Buffer, name: string, page: Uint8Array): void => {
    if (page.length > MOST_OF_PAGE) throw tooLarge(pipeline, `${page.length} bytes`);
    writes.push({ key, size: page.length, value: () => encodePage(key, name, page) });
  };
  const head: Head = { pipeline, sequence: expected + 1, keyed: Object.keys(keyed) };
  put(recordKey('head', id), head);
  put(recordKey('body', id), body);
  for (const [name, changes] of Object.entries(keyed)) {
    const state = digestOf(name);
    for (const [key, value] of changes) {
      const at = recordKey('keyed', id, state, digestOf(key));
      if (value === undefined) remove(at);
      else if (isPage(value)) putPage(at, key, value);
      else put(at, [key, value]);
    }
  }
  for (const entry of outbox.added) put(recordKey('outbox', id, numberPart(entry.number)), entry);
  for (const number of outbox.done) remove(recordKey('outbox', id, numberPart(number)));

  return {
    size: writes.reduce((sum, { key, size }) => sum + key.length + size, 0),
    apply: (database) => {
      const before = readHead(database, id);
      const stored = before?.sequence ?? 0;
      if (stored !== expected) throw staleState(pipeline, expected, stored);
      for (const name of before?.keyed ?? []) {
        if (!Object.hasOwn(keyed, name)) removeAll(database, recordKey('keyed', id, digestOf(name)));
      }
      for (const { key, value } of writes) {
        const bytes = value();
        if (bytes === undefined) database.remove(key);
        else database.put(key, bytes);
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
