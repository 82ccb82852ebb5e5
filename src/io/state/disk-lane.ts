import type { Head, LaneSum } from './disk-head.js';
import type { Environment } from './environment.js';
import { digestOf, endOf, idOf, numberPart, recordKey } from './record-key.js';
import { decodeValue } from './record-value.js';
import type { OutboxEntry, Settled, StateKey, Waiting } from './state-store.js';

/** Bytes of a delivery that is stored in one piece with what is said of it, so that two are read as fast as one. */
const MOST_INLINE = 1024;

/** A delivery as it is stored; apart: its body is in a record of its own. */
export interface StoredEntry {
  readonly entry: OutboxEntry;
  readonly apart: boolean;
}

export const storedEntry = (entry: OutboxEntry): StoredEntry => {
  if (entry.bytes <= MOST_INLINE) return { entry, apart: false };
  return { entry: { ...entry, delivery: { ...entry.delivery, body: undefined } }, apart: true };
};

export const laneKey = (kind: 'waiting' | 'delivery', id: Buffer, sink: string, number: number): Buffer =>
  recordKey(kind, id, digestOf(sink), numberPart(number));

/** See `Owned.waiting`. */
export const readPage = (
  database: Environment,
  key: StateKey,
  sink: string,
  after: number,
  most: number,
): readonly OutboxEntry[] => {
  const id = idOf(key);
  const page: OutboxEntry[] = [];
  for (const { entry, apart } of stored(database, id, sink, after, most)) {
    const at = laneKey('delivery', id, sink, entry.number);
    const body = apart ? decodeValue(at, database.getBinary(at) ?? Buffer.alloc(0)) : entry.delivery.body;
    page.push({ ...entry, delivery: { ...entry.delivery, body } });
  }
  return page;
};

/** What waits, as `Saved` has it. */
export const readWaiting = (
  database: Environment,
  id: Buffer,
  { waiting }: Head,
): Readonly<Record<string, Waiting>> =>
  Object.fromEntries(
    Object.entries(waiting).map(([sink, sum]) => {
      const [first] = stored(database, id, sink, -1, 1);
      return [sink, { ...sum, ...(first === undefined ? {} : { oldest: first.entry.at }) }];
    }),
  );

function* stored(
  database: Environment,
  id: Buffer,
  sink: string,
  after: number,
  most: number,
): Generator<StoredEntry> {
  const lane = recordKey('waiting', id, digestOf(sink));
  const start = after < 0 ? lane : laneKey('waiting', id, sink, after);
  let left = most;
  for (const { key, value } of database.getRange({ start, end: endOf(lane) })) {
    if (left-- <= 0) return;
    const found = decodeValue(key, value) as StoredEntry;
    if (found.entry.number > after) yield found;
    else left++;
  }
}

/** What waits by sink while a commit is written: sums that never ask for what they are of. */
export class LaneSums {
  readonly #sums: Map<string, LaneSum>;
  #last: number;

  constructor(head: Head | undefined) {
    this.#sums = new Map(Object.entries(head?.waiting ?? {}));
    this.#last = head?.lastDelivery ?? 0;
  }

  add({ sink, number, bytes, delivery }: OutboxEntry): void {
    this.#last = Math.max(this.#last, number);
    this.#change(sink, 1, delivery.rows, bytes);
  }

  settle({ sink, rows, bytes }: Settled): void {
    this.#change(sink, -1, -rows, -bytes);
  }

  get lastDelivery(): number {
    return this.#last;
  }

  get waiting(): Readonly<Record<string, LaneSum>> {
    return Object.fromEntries([...this.#sums].filter(([, { deliveries }]) => deliveries > 0));
  }

  #change(sink: string, deliveries: number, rows: number, bytes: number): void {
    const sum = this.#sums.get(sink) ?? { deliveries: 0, rows: 0, bytes: 0 };
    this.#sums.set(sink, {
      deliveries: sum.deliveries + deliveries,
      rows: sum.rows + rows,
      bytes: sum.bytes + bytes,
    });
  }
}
