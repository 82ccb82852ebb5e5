import type { Emitted } from '../sink.js';

/** The next bytes of an object. */
export interface ObjectPiece {
  readonly rows: number;
  readonly bytes: Uint8Array;
  /** What the end of the object has to say of it; only where the format has an end. */
  readonly index?: Uint8Array;
}

/**
 * How rows become the bytes of objects, a commit at a time: nothing that was written is looked at again. All functions are pure, and the same
 * rows give the same bytes.
 */
export interface ObjectFormat {
  /** What keys end with, without the first dot. */
  readonly ending: string;
  /** Its media type. */
  readonly contentType: string;
  /**
   * What an object is to know of its rows before the first, such as its columns: plain data. Given what the objects so far knew, answers with
   * that very value where the rows fit it; with another one no object that was begun goes on.
   */
  fit(rows: readonly Emitted[], layout: unknown): unknown;
  /** The first bytes of every object. */
  head?(layout: unknown): Uint8Array;
  /** The rows in their order, in pieces of a few MiB before they are compressed, or of one row that is longer. */
  encode(rows: readonly Emitted[], layout: unknown): Iterable<ObjectPiece>;
  /** The last bytes of an object with these pieces. */
  tail?(layout: unknown, indexes: readonly Uint8Array[]): Uint8Array;
}
