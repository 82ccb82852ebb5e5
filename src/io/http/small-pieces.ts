import type { IncomingMessage } from 'node:http';
import { tellFlood } from './connections.js';

/** A piece costs some microseconds, however few bytes it has. */
const MANY = 2000;
const LEAST = 32;

/**
 * Tells bodies that come in pieces of hardly any bytes, which are chunked so to keep us busy: a megabyte of them takes longer
 * than all else together.
 */
export class SmallPieces {
  #count = 0;
  #bytes = 0;

  /** Whether it is one of those, with this piece. */
  add(piece: Buffer): boolean {
    this.#bytes += piece.length;
    return ++this.#count > MANY && this.#bytes < this.#count * LEAST;
  }
}

/** Ends a request that is one of those, and its connection. */
export const cutOffFlood = (request: IncomingMessage): void => {
  tellFlood(request.socket);
  request.destroy();
};

/** Reads what still comes of a body, for nobody: or whoever sends it would not hear its answer, nor be heard again. */
export const discardBody = (request: IncomingMessage): void => {
  const pieces = new SmallPieces();
  request.on('data', (piece: Buffer) => {
    if (pieces.add(piece)) cutOffFlood(request);
  });
};
