import type { OutboxEntry, StateKey } from '../state-store.js';
import type { Environment } from './environment.js';
import { digestOf, endOf, numberPart, recordKey } from './record-key.js';
import { decodeValue } from './record-value.js';
import { type RecordWrite, valueWrite } from './record-write.js';

/** Bytes up to which a body is in one record with what is said of its delivery. */
const MOST_INLINE = 1024;

/** A delivery as it is stored. Apart: its body is in a record of its own, so that who looks at the lane need not read it. */
type StoredEntry = readonly [
  number: number,
  at: number,
  bytes: number,
  id: string,
  rows: number,
  pieces: readonly string[] | undefined,
  apart: boolean,
  body: unknown,
];

/** The deliveries that wait for one sink of one key, by number. */
export class DiskLane {
  readonly #heads: Buffer;
  readonly #bodies: Buffer;

  constructor(
    private readonly owner: StateKey,
    id: Buffer,
    private readonly sink: string,
  ) {
    const lane = digestOf(sink);
    this.#heads = recordKey('waiting', id, lane);
    this.#bodies = recordKey('delivery', id, lane);
  }

  /** What is to be written for a delivery. */
  writes({ number, at, bytes, delivery }: OutboxEntry): readonly RecordWrite[] {
    const { id, rows, pieces, body } = delivery;
    const apart = bytes > MOST_INLINE;
    const stored: StoredEntry = [number, at, bytes, id, rows, pieces, apart, apart ? undefined : body];
    const head = valueWrite(this.owner, placeIn(this.#heads, number), stored);
    return apart ? [head, valueWrite(this.owner, placeIn(this.#bodies, number), body)] : [head];
  }

  /** Inside a transaction; false where it does not wait. */
  remove(database: Environment, number: number): boolean {
    if (!database.removeSync(placeIn(this.#heads, number))) return false;
    database.removeSync(placeIn(this.#bodies, number));
    return true;
  }

  /** See `Owned.waiting`. */
  page(database: Environment, after: number, most: number): readonly OutboxEntry[] {
    return this.#stored(database, after, most).map((stored) => {
      const [number, at, bytes, id, rows, pieces, apart, inline] = stored;
      const body = apart ? this.#body(database, number) : inline;
      const delivery = { id, body, rows, ...(pieces === undefined ? {} : { pieces }) };
      return { number, sink: this.sink, at, bytes, delivery };
    });
  }

  /** When the first of those that wait was committed. */
  oldest(database: Environment): number | undefined {
    return this.#stored(database, Number.NEGATIVE_INFINITY, 1)[0]?.[1];
  }

  #stored(database: Environment, after: number, most: number): readonly StoredEntry[] {
    const end = endOf(this.#heads);
    const start = after >= 0 ? placeIn(this.#heads, after) : this.#heads;
    const page: StoredEntry[] = [];
    // One more, for it may begin with the very number that is to be left out.
    for (const { key, value } of database.getRange({ start, end, limit: most + 1 })) {
      const stored = decodeValue(key, value) as StoredEntry;
      if (stored[0] > after && page.length < most) page.push(stored);
    }
    return page;
  }

  #body(database: Environment, number: number): unknown {
    const key = placeIn(this.#bodies, number);
    return decodeValue(key, database.getBinary(key) ?? Buffer.alloc(0));
  }
}

const placeIn = (lane: Buffer, number: number): Buffer => Buffer.concat([lane, numberPart(number)]);
