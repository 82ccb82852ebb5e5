import type { Composed, Delivery, Emitted, SinkMemory } from '../../io/sinks/sink.js';
import { sizeOf } from '../../io/state/lmdb/size-of.js';
import type { Commit, Saved } from '../../io/state/state-store.js';
import type { SinkPlace } from './sink-place.js';
import { recordOf, recordsIn } from './sink-record.js';

interface Memory {
  saved: unknown;
  readonly kept: Map<string, number>;
  /** Changes of what is kept, since the last commit. */
  changes: Map<string, Uint8Array | undefined>;
}

/** A delivery with its size, bytes of its body and pieces. */
export interface Sized {
  readonly delivery: Delivery;
  readonly bytes: number;
}

/** What the sinks of a pipeline remember, between two commits. */
export class SinkMemories {
  readonly #memories = new Map<SinkPlace, Memory>();

  constructor(places: readonly SinkPlace[], saved: Saved | undefined) {
    const records = new Map(recordsIn(saved).map((record) => [record.key, record.saved]));
    for (const place of places) {
      const kept =
        saved !== undefined && Object.hasOwn(saved.kept, place.key) ? saved.kept[place.key] : undefined;
      this.#memories.set(place, { saved: records.get(place.key), kept: new Map(kept), changes: new Map() });
    }
  }

  /** Lets the sinks look at their destinations. */
  async prepare(): Promise<void> {
    for (const [{ sink }, memory] of this.#memories) {
      if (sink.prepare === undefined) continue;
      const { saved, kept } = await sink.prepare({ saved: memory.saved, kept: new Map(memory.kept) });
      memory.saved = saved;
      for (const key of [...memory.kept.keys()]) if (!kept.has(key)) this.#keep(memory, key, undefined);
    }
  }

  /** Makes deliveries of rows. Throws where a delivery names a piece that is not kept. */
  compose(
    place: SinkPlace,
    rows: readonly Emitted[],
    watermark: number,
  ): { readonly deliveries: readonly Sized[]; readonly skipped: number } {
    const memory = this.#memories.get(place);
    if (memory === undefined) throw new Error(`${place.name} is no sink of this pipeline.`);
    const given: SinkMemory = { saved: memory.saved, kept: memory.kept };
    // A sink is given the rows of the streams that it was given to.
    const composed: Composed = place.sink.compose(rows as readonly Emitted<never>[], given, watermark);
    memory.saved = composed.saved;
    for (const [key, bytes] of composed.kept ?? []) this.#keep(memory, key, bytes);
    const deliveries = composed.deliveries.map((delivery): Sized => {
      const { pieces = [] } = delivery;
      return {
        delivery,
        bytes: pieces.reduce((sum, key) => sum + this.#taken(place, memory, key), sizeOf(delivery.body)),
      };
    });
    return { deliveries, skipped: composed.skipped ?? 0 };
  }

  /** What a commit has of them; the changes of what is kept count as committed from here on. */
  save(): Pick<Commit, 'sinks' | 'kept'> {
    const all = [...this.#memories];
    const sinks = all.map(([place, { saved }]) => [place.key, recordOf(place, saved)] as const);
    const kept = all.map(([{ key }, { changes }]) => [key, changes] as const);
    for (const [, memory] of all) memory.changes = new Map();
    return {
      sinks: Object.fromEntries(sinks),
      kept: Object.fromEntries(kept.filter(([, { size }]) => size > 0)),
    };
  }

  #keep({ kept, changes }: Memory, key: string, bytes: Uint8Array | undefined): void {
    changes.set(key, bytes);
    if (bytes === undefined) kept.delete(key);
    else kept.set(key, bytes.length);
  }

  /** A delivery has taken a piece: it is that delivery's from here on. */
  #taken({ name }: SinkPlace, { kept }: Memory, key: string): number {
    const bytes = kept.get(key);
    if (bytes === undefined)
      throw new Error(`A delivery of ${name} names the piece ${JSON.stringify(key)}, which is not kept.`);
    kept.delete(key);
    return bytes;
  }
}
