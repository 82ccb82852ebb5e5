import { noPiece, pieceNotKept, pieceTaken } from './piece-faults.js';
import { otherSequence } from './stale-state.js';
import type { Commit, OutboxEntry, Saved, StateKey, Waiting } from './state-store.js';

interface Piece {
  readonly bytes: Uint8Array;
  /** By a delivery that waits. */
  taken: boolean;
}

/** What one key has committed, in memory. */
export class MemoryPlace {
  /** How often it was claimed. */
  claims = 0;
  #sequence = 0;
  #id: string | undefined;
  #body: Pick<Commit, 'position' | 'states' | 'sinks' | 'ended'> | undefined;
  #lastDelivery = 0;
  readonly #remembered = new Map<string, unknown>();
  #keyed = new Map<string, Map<string, unknown>>();
  readonly #pieces = new Map<string, Map<string, Piece>>();
  /** By sink, in order of number. */
  readonly #outbox = new Map<string, Map<number, OutboxEntry>>();

  constructor(readonly key: StateKey) {}

  get hasCommitted(): boolean {
    return this.#body !== undefined;
  }

  saved(): Saved | undefined {
    if (this.#body === undefined) return undefined;
    return structuredClone({
      ...this.#body,
      sequence: this.#sequence,
      remembered: this.#remembered,
      keyed: Object.fromEntries(this.#keyed),
      kept: this.#kept(),
      lastDelivery: this.#lastDelivery,
      waiting: this.#waiting(),
    });
  }

  commit(expected: number, next: Commit): void {
    if (this.#sequence === expected + 1 && this.#id === next.id) return;
    if (this.#sequence !== expected) throw otherSequence(this.key, expected, this.#sequence);
    // Everything that can fail comes before the first change.
    const { id, position, states, sinks, ended, remembered, keyed, kept, outbox } = structuredClone({
      ...next,
      remembered: new Map(next.remembered),
      keyed: mapped(next.keyed),
      kept: mapped(next.kept),
    });
    this.#check(kept, outbox.added);
    this.#sequence++;
    this.#id = id;
    this.#body = { position, states, sinks, ...(ended === true ? { ended } : {}) };
    change(this.#remembered, remembered);
    this.#keyed = new Map(
      Object.entries(keyed).map(([name, changes]) => [
        name,
        change(this.#keyed.get(name) ?? new Map(), changes),
      ]),
    );
    this.#keep(kept);
    this.#add(outbox.added);
    for (const { sink, number, pieces = [] } of outbox.done) {
      if (this.#outbox.get(sink)?.delete(number) !== true) continue;
      for (const piece of pieces) this.#pieces.get(sink)?.delete(piece);
    }
  }

  page(sink: string, after: number, most: number): readonly OutboxEntry[] {
    const page: OutboxEntry[] = [];
    for (const entry of this.#outbox.get(sink)?.values() ?? []) {
      if (page.length >= most) break;
      if (entry.number > after) page.push(structuredClone(entry));
    }
    return page;
  }

  piece(sink: string, key: string): Uint8Array {
    const piece = this.#pieces.get(sink)?.get(key);
    if (piece === undefined) throw noPiece(this.key, sink, key);
    return new Uint8Array(piece.bytes);
  }

  #check(kept: Commit['kept'], added: readonly OutboxEntry[]): void {
    for (const [sink, changes] of Object.entries(kept)) {
      for (const [key, bytes] of changes) {
        if (bytes !== undefined && this.#pieces.get(sink)?.get(key)?.taken === true) {
          throw pieceTaken(this.key, sink, key);
        }
      }
    }
    const named = new Map<string, Set<string>>();
    for (const { sink, delivery } of added) {
      for (const key of delivery.pieces ?? []) {
        const before = named.get(sink) ?? new Set();
        const changes = Object.hasOwn(kept, sink) ? kept[sink] : undefined;
        const isKept =
          changes?.has(key) === true
            ? changes.get(key) !== undefined
            : this.#pieces.get(sink)?.get(key)?.taken === false;
        if (!isKept || before.has(key)) throw pieceNotKept(this.key, sink, delivery.id, key);
        named.set(sink, before.add(key));
      }
    }
  }

  #keep(kept: Commit['kept']): void {
    for (const [sink, changes] of Object.entries(kept)) {
      const pieces = this.#pieces.get(sink) ?? new Map<string, Piece>();
      this.#pieces.set(sink, pieces);
      for (const [key, bytes] of changes) {
        if (bytes !== undefined) pieces.set(key, { bytes, taken: false });
        else if (pieces.get(key)?.taken === false) pieces.delete(key);
      }
    }
  }

  #add(added: readonly OutboxEntry[]): void {
    for (const entry of added) {
      const { sink, number, delivery } = entry;
      const entries = this.#outbox.get(sink) ?? new Map<number, OutboxEntry>();
      entries.set(number, entry);
      this.#outbox.set(sink, number > this.#lastDelivery ? entries : inOrder(entries));
      this.#lastDelivery = Math.max(this.#lastDelivery, number);
      for (const key of delivery.pieces ?? []) {
        const piece = this.#pieces.get(sink)?.get(key);
        if (piece !== undefined) piece.taken = true;
      }
    }
  }

  #kept(): Saved['kept'] {
    const kept = [...this.#pieces].map(([sink, pieces]): [string, ReadonlyMap<string, number>] => {
      const free = [...pieces].filter(([, { taken }]) => !taken);
      return [sink, new Map(free.map(([key, { bytes }]) => [key, bytes.length]))];
    });
    return Object.fromEntries(kept.filter(([, sizes]) => sizes.size > 0));
  }

  #waiting(): Saved['waiting'] {
    const lanes = [...this.#outbox].filter(([, entries]) => entries.size > 0);
    return Object.fromEntries(lanes.map(([sink, entries]) => [sink, summed([...entries.values()])]));
  }
}

const mapped = <V>(maps: Readonly<Record<string, ReadonlyMap<string, V>>>): Record<string, Map<string, V>> =>
  Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, new Map(map)]));

function change(into: Map<string, unknown>, changes: ReadonlyMap<string, unknown>): Map<string, unknown> {
  for (const [key, value] of changes) {
    if (value === undefined) into.delete(key);
    else into.set(key, value);
  }
  return into;
}

const inOrder = (entries: ReadonlyMap<number, OutboxEntry>): Map<number, OutboxEntry> =>
  new Map([...entries].sort(([a], [b]) => a - b));

function summed(entries: readonly OutboxEntry[]): Waiting {
  const sum = (of: (entry: OutboxEntry) => number): number =>
    entries.reduce((total, entry) => total + of(entry), 0);
  return {
    deliveries: entries.length,
    rows: sum(({ delivery }) => delivery.rows),
    bytes: sum(({ bytes }) => bytes),
    ...(entries[0] === undefined ? {} : { oldest: entries[0].at }),
  };
}
