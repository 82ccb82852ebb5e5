import type { Delivery } from '../../sinks/sink.js';
import type { OutboxEntry, StateKey } from '../state-store.js';
import { type Head, isOld, type OldHead, readHead } from './disk-head.js';
import { DiskLane } from './disk-lane.js';
import type { Environment } from './environment.js';
import { LaneSums } from './lane-sums.js';
import { endOf, idOf, recordKey } from './record-key.js';
import { decodeValue } from './record-value.js';
import { valueWrite, writeRecord } from './record-write.js';
import { sizeOf } from './size-of.js';

/** A delivery in the form of layout 1: all of a key in one row, whatever their sinks. */
interface OldEntry {
  readonly number: number;
  readonly sink: string;
  readonly delivery: Delivery;
}

/** Deliveries that are moved before the next are looked for: a cursor does not survive what it stands on. */
const AT_ONCE = 1000;

/** The head that an upgrade would write. */
export const upgradedHead = (database: Environment, id: Buffer, head: OldHead): Head => {
  const sums = new LaneSums(undefined);
  for (const { entry } of entriesOf(database, id, 0)) sums.add(entry);
  return headFrom(head, sums);
};

/** Bytes that an upgrade of a key may write, about. */
export const upgradeSize = (database: Environment, key: StateKey): number => {
  const id = idOf(key);
  const head = readHead(database, id);
  if (head === undefined || !isOld(head)) return 0;
  const prefix = recordKey('outbox', id);
  let size = 0;
  for (const { value } of database.getRange({ start: prefix, end: endOf(prefix) })) size += 2 * value.length;
  return size;
};

/**
 * Brings what a key has in the form of layout 1 to today's form, inside a transaction. `at` is when its deliveries count
 * as committed: layout 1 does not say.
 */
export const upgrade = (database: Environment, key: StateKey, at: number): void => {
  const id = idOf(key);
  const head = readHead(database, id);
  if (head === undefined || !isOld(head)) return;
  const sums = new LaneSums(undefined);
  for (;;) {
    const some = [...entriesOf(database, id, at, AT_ONCE)];
    if (some.length === 0) break;
    for (const { record, entry } of some) {
      for (const write of new DiskLane(key, id, entry.sink).writes(entry)) writeRecord(database, write);
      database.removeSync(record);
      sums.add(entry);
    }
  }
  writeRecord(database, valueWrite(key, recordKey('head', id), headFrom(head, sums)));
};

/** No commit has the id that is empty. */
const headFrom = (head: OldHead, { lastDelivery, waiting }: LaneSums): Head => ({
  ...head,
  id: '',
  lastDelivery,
  waiting,
});

function* entriesOf(
  database: Environment,
  id: Buffer,
  at: number,
  limit?: number,
): Generator<{ readonly record: Buffer; readonly entry: OutboxEntry }> {
  const prefix = recordKey('outbox', id);
  const range = { start: prefix, end: endOf(prefix), ...(limit === undefined ? {} : { limit }) };
  for (const { key, value } of database.getRange(range)) {
    const old = decodeValue(key, value) as OldEntry;
    yield { record: key, entry: { ...old, at, bytes: sizeOf(old.delivery.body) } };
  }
}
