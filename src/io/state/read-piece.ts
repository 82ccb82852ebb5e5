import type { Environment } from './environment.js';
import { noPiece } from './piece-faults.js';
import { idOf } from './record-key.js';
import { decodeValue } from './record-value.js';
import type { StateKey } from './state-store.js';
import { pieceKeys } from './write-commit.js';

/** See `Owned.piece`. */
export const readPiece = (database: Environment, key: StateKey, sink: string, name: string): Uint8Array => {
  const [, at] = pieceKeys(idOf(key), sink, name);
  const bytes = database.getBinary(at);
  if (bytes === undefined) throw noPiece(key, sink, name);
  const [, piece] = decodeValue(at, bytes) as readonly [string, Uint8Array];
  return piece;
};
