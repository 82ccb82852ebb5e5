import type { Commit, OutboxEntry, Saved, StateKey, Waiting } from '../../../src/io/state/state-store.js';

/** What comes of a commit. */
export type Outcome = 'stored' | 'stale-state' | 'bad-options';

interface Place {
  owner: number;
  sequence: number;
  id: string | undefined;
  last: Commit | undefined;
  lastDelivery: number;
  readonly remembered: Map<string, unknown>;
  keyed: Map<string, Map<string, unknown>>;
  /** Names are `sink/key`; a piece is free until a delivery takes it. */
  readonly pieces: Map<string, { readonly bytes: Uint8Array; readonly free: boolean }>;
  waiting: OutboxEntry[];
}

/** A state store in the plainest words: everything is looked for, nothing is summed up beforehand. */
export class StoreModel {
  readonly #places = new Map<string, Place>();

  claim(key: StateKey, owner: number): void {
    this.#place(key).owner = owner;
  }

  isOwner(key: StateKey, owner: number): boolean {
    return this.#place(key).owner === owner;
  }

  commit(key: StateKey, owner: number, expected: number, next: Commit): Outcome {
    const place = this.#place(key);
    if (place.owner !== owner) return 'stale-state';
    if (place.sequence === expected + 1 && place.id === next.id) return 'stored';
    if (place.sequence !== expected) return 'stale-state';
    const pieces = movedPieces(place, next);
    if (pieces === undefined) return 'bad-options';
    place.sequence++;
    place.id = next.id;
    place.last = next;
    change(place.remembered, next.remembered);
    place.keyed = new Map(
      Object.entries(next.keyed).map(([name, changes]) => [
        name,
        change(new Map(place.keyed.get(name)), changes),
      ]),
    );
    for (const entry of next.outbox.added) {
      place.waiting.push(entry);
      place.lastDelivery = Math.max(place.lastDelivery, entry.number);
    }
    for (const { sink, number, pieces: taken = [] } of next.outbox.done) {
      const waits = place.waiting.some((entry) => entry.sink === sink && entry.number === number);
      if (waits) for (const name of taken) pieces.delete(`${sink}/${name}`);
      place.waiting = place.waiting.filter((entry) => entry.sink !== sink || entry.number !== number);
    }
    place.pieces.clear();
    for (const [name, piece] of pieces) place.pieces.set(name, piece);
    return 'stored';
  }

  saved(key: StateKey): Saved | undefined {
    const { last, sequence, remembered, keyed, lastDelivery } = this.#place(key);
    if (last === undefined) return undefined;
    const { position, states, sinks, ended } = last;
    return {
      ...{ position, states, sinks, sequence, lastDelivery },
      ...(ended === undefined ? {} : { ended }),
      remembered: new Map(remembered),
      keyed: Object.fromEntries(keyed),
      kept: this.#kept(key),
      waiting: this.#sums(key),
    };
  }

  waiting(key: StateKey, sink: string): readonly OutboxEntry[] {
    return this.#place(key)
      .waiting.filter((entry) => entry.sink === sink)
      .sort((a, b) => a.number - b.number);
  }

  /** What has been kept or taken, by `sink/key`. */
  pieces(key: StateKey): ReadonlyMap<string, { readonly bytes: Uint8Array; readonly free: boolean }> {
    return this.#place(key).pieces;
  }

  sequence(key: StateKey): number {
    return this.#place(key).sequence;
  }

  #kept(key: StateKey): Saved['kept'] {
    const kept = new Map<string, Map<string, number>>();
    for (const [name, { bytes, free }] of this.pieces(key)) {
      const [sink = '', piece = ''] = name.split('/');
      if (free) kept.set(sink, (kept.get(sink) ?? new Map()).set(piece, bytes.length));
    }
    return Object.fromEntries(kept);
  }

  #sums(key: StateKey): Saved['waiting'] {
    const sinks = new Set(this.#place(key).waiting.map(({ sink }) => sink));
    return Object.fromEntries(Array.from(sinks, (sink) => [sink, summed(this.waiting(key, sink))]));
  }

  #place(key: StateKey): Place {
    const name = JSON.stringify(key);
    const place = this.#places.get(name) ?? {
      ...{ owner: -1, sequence: 0, id: undefined, last: undefined, lastDelivery: 0 },
      ...{ remembered: new Map(), keyed: new Map(), pieces: new Map(), waiting: [] },
    };
    this.#places.set(name, place);
    return place;
  }
}

/** The pieces after what is kept and then taken; undefined where that is refused. */
function movedPieces({ pieces: before }: Place, { kept, outbox }: Commit): Place['pieces'] | undefined {
  const pieces = new Map(before);
  for (const [sink, changes] of Object.entries(kept)) {
    for (const [key, bytes] of changes) {
      const name = `${sink}/${key}`;
      const free = pieces.get(name)?.free;
      if (bytes !== undefined && free === false) return undefined;
      if (bytes !== undefined) pieces.set(name, { bytes, free: true });
      else if (free === true) pieces.delete(name);
    }
  }
  for (const { sink, delivery } of outbox.added) {
    for (const key of delivery.pieces ?? []) {
      const piece = pieces.get(`${sink}/${key}`);
      if (piece?.free !== true) return undefined;
      pieces.set(`${sink}/${key}`, { ...piece, free: false });
    }
  }
  return pieces;
}

function change(into: Map<string, unknown>, changes: ReadonlyMap<string, unknown>): Map<string, unknown> {
  for (const [key, value] of changes) {
    if (value === undefined) into.delete(key);
    else into.set(key, value);
  }
  return into;
}

const summed = (entries: readonly OutboxEntry[]): Waiting => ({
  deliveries: entries.length,
  rows: entries.reduce((sum, { delivery }) => sum + delivery.rows, 0),
  bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
  oldest: entries[0]?.at ?? 0,
});
