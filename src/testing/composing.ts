import assert from 'node:assert/strict';
import type { Delivery, Emitted, Sink, SinkMemory } from '../io/sinks/sink.js';

/** What a sink has made of rows, with the bytes of every piece that it has ever held back. */
export interface Composing {
  readonly deliveries: readonly Delivery[];
  readonly piece: (key: string) => Promise<Uint8Array>;
}

/**
 * All deliveries of these rows, composed `size` at a time as the loop does, the sink's memory carried on as a commit
 * does it: a copy, in which a piece that a delivery has named is not there any more.
 */
export const composeAll = (sink: Sink, rows: readonly Emitted[], size: number): Composing => {
  const deliveries: Delivery[] = [];
  const pieces = new Map<string, Uint8Array>();
  const sizes = new Map<string, number>();
  let saved: unknown;
  const compose = (some: readonly Emitted[], watermark: number): void => {
    const memory: SinkMemory = { saved, kept: new Map(sizes) };
    const composed = sink.compose(some, memory, watermark);
    assert.deepEqual(memory.kept, sizes, 'what it was given is not its own');
    for (const [key, piece] of composed.kept ?? []) {
      if (piece === undefined) sizes.delete(key);
      else {
        assert.equal(pieces.has(key), false, `${key} has been used before`);
        pieces.set(key, piece.slice());
        sizes.set(key, piece.length);
      }
    }
    for (const delivery of composed.deliveries) {
      for (const key of delivery.pieces ?? []) {
        assert.ok(sizes.delete(key), `a delivery names ${key}, which is not kept`);
      }
      deliveries.push(structuredClone(delivery));
    }
    saved = structuredClone(composed.saved);
  };
  for (let from = 0; from < rows.length; from += size) compose(rows.slice(from, from + size), from);
  compose([], Number.POSITIVE_INFINITY);
  const piece = async (key: string): Promise<Uint8Array> => {
    const found = pieces.get(key);
    if (found === undefined) throw new Error(`There is no piece ${key}.`);
    return found;
  };
  return { deliveries, piece };
};
