import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Head, readHead } from './disk-head.js';
import { LaneSums, laneKey, storedEntry } from './disk-lane.js';
import type { Environment } from './environment.js';
import { hasCode } from './has-code.js';
import { pieceNotKept, pieceTaken } from './piece-faults.js';
import { digestOf, endOf, idOf, recordKey } from './record-key.js';
import { encodePage, encodeValue } from './record-value.js';
import { otherSequence } from './stale-state.js';
import { nameOf } from './state-key.js';
import type { Commit, OutboxEntry, StateKey } from './state-store.js';

interface Write {
  readonly key: Buffer;
  /** Bytes of the value, or a little less. */
  readonly size: number;
  /** Good until the next is asked for; undefined: what is there is removed. */
  value(): Buffer | undefined;
}

export interface PreparedCommit {
  /** Bytes that may be written, about. */
  readonly size: number;
  /** To be called inside a transaction, and once. What it throws is to abort that. */
  apply(database: Environment): void;
}

/** Bytes of the largest record. LMDB writes one in a single call, and the system takes no more than 2 GiB at once. */
const MOST = 2 ** 30;
/** Each write may change a page; and so many bytes of pages are thought to be changed at most. */
const PAGE = 4096;
const MOST_AROUND = 64 * 2 ** 20;
/** Beside its name, which is short. */
const MOST_OF_PAGE = MOST - 2 ** 20;

/** Bytes alone; what only looks like them comes back as what it was. */
const isPage = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array && value.constructor === Uint8Array;

/**
 * Encodes a commit. Throws for a value that cannot be cloned, and 'unwritable' when the unkeyed states together, one
 * keyed value, one delivery or one piece has more than 1 GiB.
 */
export const prepareCommit = (key: StateKey, expected: number, next: Commit): PreparedCommit => {
  const id = idOf(key);
  const { position, states, sinks, ended, keyed, remembered, kept, outbox } = next;
  const encoded = (at: Buffer, value: unknown): Write => {
    const bytes = encode(key, at, value);
    return { key: at, size: bytes.length, value: () => bytes };
  };
  // Encoded when it is written: all pages of a large state at once would be in memory twice.
  const page = (at: Buffer, name: string, bytes: Uint8Array): Write => {
    if (bytes.length > MOST_OF_PAGE) throw tooLarge(key, `${bytes.length} bytes`);
    return { key: at, size: bytes.length, value: () => encodePage(at, name, bytes) };
  };
  const entry = (at: Buffer, name: string, value: unknown): Write => {
    if (value === undefined) return { key: at, size: 0, value: () => undefined };
    return isPage(value) ? page(at, name, value) : encoded(at, [name, value]);
  };

  const writes: Write[] = [
    encoded(recordKey('body', id), { position, states, sinks, ...(ended === true ? { ended } : {}) }),
  ];
  for (const [name, value] of remembered) {
    writes.push(entry(recordKey('remembered', id, digestOf(name)), name, value));
  }
  for (const [name, changes] of Object.entries(keyed)) {
    const state = digestOf(name);
    for (const [part, value] of changes) {
      writes.push(entry(recordKey('keyed', id, state, digestOf(part)), part, value));
    }
  }
  const pieces = Object.entries(kept).flatMap(([sink, changes]) =>
    Array.from(changes, ([name, bytes]) => {
      const [index, at] = pieceKeys(id, sink, name);
      if (bytes === undefined) return { sink, name, index, at, writes: undefined };
      return {
        sink,
        name,
        index,
        at,
        writes: [encoded(index, [sink, name, bytes.length]), page(at, name, bytes)],
      };
    }),
  );
  const added = outbox.added.map((one) => {
    const { sink, number, delivery } = one;
    const { entry: stored, apart } = storedEntry(one);
    const puts = [encoded(laneKey('waiting', id, sink, number), { entry: stored, apart })];
    if (apart) puts.push(encoded(laneKey('delivery', id, sink, number), delivery.body));
    return { one, writes: puts };
  });
  const all = [
    ...writes,
    ...pieces.flatMap((piece) => piece.writes ?? []),
    ...added.flatMap((one) => one.writes),
  ];

  return {
    size: all.reduce(
      (sum, { key, size }) => sum + key.length + size,
      Math.min(MOST_AROUND, all.length * PAGE),
    ),
    apply: (database) => {
      const before = readHead(database, id);
      const stored = before?.sequence ?? 0;
      if (before !== undefined && stored === expected + 1 && before.id === next.id) return;
      if (stored !== expected) throw otherSequence(key, expected, stored);
      for (const name of before?.keyed ?? []) {
        if (!Object.hasOwn(keyed, name)) removeAll(database, recordKey('keyed', id, digestOf(name)));
      }
      for (const write of writes) put(database, write);
      for (const { sink, name, index, at, writes } of pieces) {
        const isKept = database.doesExist(index);
        if (writes === undefined) {
          if (isKept) remove(database, index, at);
          continue;
        }
        if (!isKept && database.doesExist(at)) throw pieceTaken(key, sink, name);
        for (const write of writes) put(database, write);
      }
      const sums = new LaneSums(before);
      for (const { one, writes } of added) {
        take(database, key, one);
        for (const write of writes) put(database, write);
        sums.add(one);
      }
      for (const settled of outbox.done) {
        const { sink, number } = settled;
        if (!database.removeSync(laneKey('waiting', id, sink, number))) continue;
        database.removeSync(laneKey('delivery', id, sink, number));
        for (const name of settled.pieces ?? []) database.removeSync(pieceKeys(id, sink, name)[1]);
        sums.settle(settled);
      }
      const head: Head = {
        ...key,
        sequence: expected + 1,
        id: next.id,
        keyed: Object.keys(keyed),
        lastDelivery: sums.lastDelivery,
        waiting: sums.waiting,
      };
      put(database, encoded(recordKey('head', id), head));
    },
  };
};

/** Of what is said of a piece that a sink keeps, and of its bytes. */
export const pieceKeys = (
  id: Buffer,
  sink: string,
  name: string,
): readonly [index: Buffer, bytes: Buffer] => {
  const parts = [id, digestOf(sink), digestOf(name)];
  return [recordKey('kept', ...parts), recordKey('piece', ...parts)];
};

/** The pieces that a delivery names are its own from here on: they are kept no more, and their bytes stay where they are. */
function take(database: Environment, key: StateKey, { sink, delivery }: OutboxEntry): void {
  for (const name of delivery.pieces ?? []) {
    const [index] = pieceKeys(idOf(key), sink, name);
    if (!database.removeSync(index)) throw pieceNotKept(key, sink, delivery.id, name);
  }
}

function put(database: Environment, { key, value }: Write): void {
  const bytes = value();
  if (bytes === undefined) database.removeSync(key);
  else database.putSync(key, bytes);
}

function remove(database: Environment, ...keys: readonly Buffer[]): void {
  for (const key of keys) database.removeSync(key);
}

function encode(key: StateKey, at: Buffer, value: unknown): Buffer {
  let bytes: Buffer;
  try {
    bytes = encodeValue(at, value);
  } catch (error) {
    throw hasCode(error, 'ERR_BUFFER_TOO_LARGE') ? tooLarge(key, 'more than 4 GiB', error) : error;
  }
  if (bytes.length > MOST) throw tooLarge(key, `${bytes.length} bytes`);
  return bytes;
}

const tooLarge = (key: StateKey, size: string, cause?: unknown): TidemarkError =>
  new TidemarkError(
    'unwritable',
    `Cannot commit ${nameOf(key)}: a state or delivery of ${size} is more than the 1 GiB that a state directory holds in one piece. Use smaller windows, fewer keys or smaller batches.`,
    { cause },
  );

function removeAll(database: Environment, prefix: Buffer): void {
  // Listed before the first is removed: a cursor does not survive what it stands on.
  const keys = [...database.getKeys({ start: prefix, end: endOf(prefix) })];
  for (const key of keys) database.removeSync(key);
}
