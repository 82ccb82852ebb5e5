import type { Delivery, Emitted, Sink } from '../../../../src/io/sinks/sink.js';
import { writeTo } from '../../../support/drive-sink.js';

const never = new AbortController().signal;

/** What a state would hold of a sink, and all that it does with that. */
export class Held {
  saved: unknown;
  readonly kept = new Map<string, Uint8Array>();
  readonly #taken = new Map<string, Uint8Array>();

  constructor(private readonly sink: Sink) {}

  /** Composes in one commit, and writes what is closed. */
  async commit(rows: readonly Emitted[], watermark: number): Promise<readonly Delivery[]> {
    const deliveries = this.compose(rows, watermark);
    for (const delivery of deliveries) await this.write(delivery);
    return deliveries;
  }

  compose(rows: readonly Emitted[], watermark: number): readonly Delivery[] {
    const sizes = new Map(Array.from(this.kept, ([key, bytes]) => [key, bytes.length]));
    const composed = this.sink.compose(rows, { saved: structuredClone(this.saved), kept: sizes }, watermark);
    for (const [key, bytes] of composed.kept ?? [])
      if (bytes === undefined) this.kept.delete(key);
      else this.kept.set(key, bytes);
    for (const { pieces = [] } of composed.deliveries)
      for (const key of pieces) {
        const bytes = this.kept.get(key);
        if (bytes === undefined) throw new Error(`${key} is not kept`);
        this.#taken.set(key, bytes);
        this.kept.delete(key);
      }
    this.saved = composed.saved;
    return composed.deliveries;
  }

  async write(delivery: Delivery, sink = this.sink): Promise<void> {
    await writeTo(sink, delivery, never, async (key) => this.#taken.get(key) ?? new Uint8Array());
  }

  /** All rows in one commit, at the end of the input. */
  async all(rows: readonly Emitted[]): Promise<void> {
    await this.commit(rows, Number.POSITIVE_INFINITY);
  }
}
