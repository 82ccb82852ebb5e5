import { otherSequence } from '../stale-state.js';
import type { Commit, Settled, StateKey } from '../state-store.js';
import { type Head, isOld, readHead } from './disk-head.js';
import { DiskLane } from './disk-lane.js';
import { changePiece, pieceChange, pieceKeys, takePieces } from './disk-pieces.js';
import type { Environment } from './environment.js';
import { LaneSums } from './lane-sums.js';
import { digestOf, endOf, idOf, recordKey } from './record-key.js';
import { pairWrite, type RecordWrite, valueWrite, writeRecord } from './record-write.js';

export interface PreparedCommit {
  /** Bytes that may be written, about. */
  readonly size: number;
  /** To be called inside a transaction, and once. What it throws is to abort that. */
  apply(database: Environment): void;
}

/** Each write may change a page; and so many bytes of pages are thought to be changed at most. */
const PAGE = 4096;
const MOST_AROUND = 64 * 2 ** 20;

/**
 * Encodes a commit. Throws for a value that cannot be cloned, and 'unwritable' when the unkeyed states together, one
 * keyed value, one delivery or one piece has more than 1 GiB.
 */
export const prepareCommit = (key: StateKey, expected: number, next: Commit): PreparedCommit => {
  const id = idOf(key);
  const laneOf = lanes(key, id);
  const writes = plainWrites(key, id, next);
  const pieces = Object.entries(next.kept).flatMap(([sink, changes]) =>
    Array.from(changes, ([name, bytes]) => pieceChange(key, id, sink, name, bytes)),
  );
  const added = next.outbox.added.map((entry) => ({ entry, writes: laneOf(entry.sink).writes(entry) }));
  const all = [
    ...writes,
    ...pieces.flatMap((one) => one.writes ?? []),
    ...added.flatMap((one) => one.writes),
  ];

  const settle = (database: Environment, { sink, number, pieces: names = [] }: Settled): boolean => {
    if (!laneOf(sink).remove(database, number)) return false;
    for (const name of names) database.removeSync(pieceKeys(id, sink, name).bytes);
    return true;
  };
  return {
    size: all.reduce(
      (sum, write) => sum + write.key.length + write.size,
      Math.min(MOST_AROUND, all.length * PAGE),
    ),
    apply: (database) => {
      const before = claimedHead(database, id);
      const stored = before?.sequence ?? 0;
      if (stored === expected + 1 && before?.id === next.id) return;
      if (stored !== expected) throw otherSequence(key, expected, stored);
      for (const name of before?.keyed ?? []) {
        if (!Object.hasOwn(next.keyed, name)) {
          removeAll(database, recordKey('keyed', id, digestOf(name)));
        }
      }
      for (const write of writes) writeRecord(database, write);
      for (const change of pieces) changePiece(database, key, change);
      const sums = new LaneSums(before);
      for (const { entry, writes } of added) {
        takePieces(database, key, entry);
        for (const write of writes) writeRecord(database, write);
        sums.add(entry);
      }
      for (const settled of next.outbox.done) if (settle(database, settled)) sums.settle(settled);
      const head: Head = {
        ...key,
        sequence: expected + 1,
        keyed: Object.keys(next.keyed),
        id: next.id,
        lastDelivery: sums.lastDelivery,
        waiting: sums.waiting,
      };
      writeRecord(database, valueWrite(key, recordKey('head', id), head));
    },
  };
};

/** The records that a commit writes whatever is there. */
function plainWrites(key: StateKey, id: Buffer, next: Commit): readonly RecordWrite[] {
  const { position, states, sinks, ended, keyed, remembered } = next;
  const body = { position, states, sinks, ...(ended === true ? { ended } : {}) };
  const writes = [valueWrite(key, recordKey('body', id), body)];
  for (const [name, value] of remembered) {
    writes.push(pairWrite(key, recordKey('remembered', id, digestOf(name)), name, value));
  }
  for (const [state, changes] of Object.entries(keyed)) {
    const digest = digestOf(state);
    for (const [name, value] of changes) {
      writes.push(pairWrite(key, recordKey('keyed', id, digest, digestOf(name)), name, value));
    }
  }
  return writes;
}

/** The lanes of a key, each made once. */
function lanes(key: StateKey, id: Buffer): (sink: string) => DiskLane {
  const known = new Map<string, DiskLane>();
  return (sink) => {
    const lane = known.get(sink) ?? new DiskLane(key, id, sink);
    known.set(sink, lane);
    return lane;
  };
}

/** A claim has brought the head to today's form. */
function claimedHead(database: Environment, id: Buffer): Head | undefined {
  const head = readHead(database, id);
  return head === undefined || isOld(head) ? undefined : head;
}

function removeAll(database: Environment, prefix: Buffer): void {
  // Listed before the first is removed: a cursor does not survive what it stands on.
  const keys = [...database.getKeys({ start: prefix, end: endOf(prefix) })];
  for (const key of keys) database.removeSync(key);
}
