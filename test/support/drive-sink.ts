import type { Composed, Delivery, Emitted, ReadPiece, Sink, Written } from '../../src/io/sinks/sink.js';

const never = new AbortController().signal;

const noPiece: ReadPiece = (key) => Promise.reject(new Error(`There is no piece ${key}.`));

/** Writes a delivery as the outbox does, for as long as it takes. */
export const writeTo = async (
  sink: Sink<never>,
  delivery: Delivery,
  signal = never,
  piece = noPiece,
): Promise<Written> => sink.write(delivery, signal, piece);

/** Composes for a sink that holds no pieces back. */
export const composeWith = (
  sink: Sink,
  rows: readonly Emitted[],
  saved: unknown,
  watermark: number,
): Composed => sink.compose(rows, { saved, kept: new Map() }, watermark);

/** What a sink without pieces begins with, given what it had saved. */
export const prepareFrom = async (sink: Sink, saved: unknown): Promise<unknown> =>
  (await sink.prepare?.({ saved, kept: new Map() }))?.saved;
