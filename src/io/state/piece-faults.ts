import { TidemarkError } from '../../operators/tidemark-error.js';
import { nameOf } from './state-key.js';
import type { StateKey } from './state-store.js';

/** Asked for, and neither kept nor of a waiting delivery. */
export const noPiece = (key: StateKey, sink: string, piece: string): TidemarkError =>
  new TidemarkError(
    'bad-state',
    `The state of ${nameOf(key)} has nothing under ${JSON.stringify(piece)} for ${sink}. If no delivery that waits is in need of it, this is a fault of the sink.`,
  );

/** A delivery names what its sink does not keep. */
export const pieceNotKept = (key: StateKey, sink: string, delivery: string, piece: string): TidemarkError =>
  new TidemarkError(
    'bad-options',
    `Cannot commit ${nameOf(key)}: delivery ${delivery} of ${sink} names the piece ${JSON.stringify(piece)}, which is not kept. This is a fault of the sink: a piece is kept first, and named once.`,
  );

/** A sink keeps something new under a key whose bytes belong to a waiting delivery. */
export const pieceTaken = (key: StateKey, sink: string, piece: string): TidemarkError =>
  new TidemarkError(
    'bad-options',
    `Cannot commit ${nameOf(key)}: ${sink} keeps something new under ${JSON.stringify(piece)}, which a delivery that waits has taken. This is a fault of the sink: a key is used again only when that is done.`,
  );
