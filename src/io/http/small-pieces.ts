import type { IncomingMessage } from 'node:http';
import { endFlood } from './connections.js';

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

/** Ends the connection of a request whose body is one of those; `onData` hears no more of it. */
export const cutOffFlood = (request: IncomingMessage, onData: (piece: Buffer) => void): void => {
  // Somebody must hear it, or nothing more would be read, and whoever sends would not hear why.
  request.off('data', onData).on('data', ignored);
  endFlood(request.socket, '413 Payload Too Large', {
    error: 'small-chunks',
    message: `The chunks of this body have less than ${LEAST} bytes on the average. Send larger ones, or a content-length.`,
  });
};

const ignored = (): void => undefined;

/** Reads what still comes of a body, for nobody: or whoever sends it would not hear its answer, nor be heard again. */
export const discardBody = (request: IncomingMessage): void => {
  const pieces = new SmallPieces();
  const onData = (piece: Buffer): void => {
    if (pieces.add(piece)) cutOffFlood(request, onData);
  };
  request.on('data', onData);
};
