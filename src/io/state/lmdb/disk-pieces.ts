import { noPiece, pieceNotKept, pieceTaken } from '../piece-faults.js';
import type { OutboxEntry, StateKey } from '../state-store.js';
import type { Environment } from './environment.js';
import { digestOf, idOf, recordKey } from './record-key.js';
import { decodeValue } from './record-value.js';
import { pageWrite, type RecordWrite, valueWrite, writeRecord } from './record-write.js';

/**
 * A piece has two records: its bytes, and, as long as its sink keeps it, how large it is. A delivery that takes it takes
 * the second away, so the bytes stay where they are until it is done.
 */
interface PieceKeys {
  readonly kept: Buffer;
  readonly bytes: Buffer;
}

/** A change of what a sink keeps. */
export interface PieceChange {
  readonly sink: string;
  readonly name: string;
  readonly keys: PieceKeys;
  /** Undefined: it is given up. */
  readonly writes: readonly RecordWrite[] | undefined;
}

export const pieceKeys = (id: Buffer, sink: string, name: string): PieceKeys => {
  const parts = [id, digestOf(sink), digestOf(name)];
  return { kept: recordKey('kept', ...parts), bytes: recordKey('piece', ...parts) };
};

export const pieceChange = (
  owner: StateKey,
  id: Buffer,
  sink: string,
  name: string,
  bytes: Uint8Array | undefined,
): PieceChange => {
  const keys = pieceKeys(id, sink, name);
  if (bytes === undefined) return { sink, name, keys, writes: undefined };
  const size = valueWrite(owner, keys.kept, [sink, name, bytes.length]);
  return { sink, name, keys, writes: [size, pageWrite(owner, keys.bytes, name, bytes)] };
};

/** Inside a transaction, as the following. Throws 'bad-options' where the sink may not keep anything under this key. */
export const changePiece = (database: Environment, owner: StateKey, change: PieceChange): void => {
  const { sink, name, keys, writes } = change;
  const isKept = database.doesExist(keys.kept);
  if (writes !== undefined) {
    if (!isKept && database.doesExist(keys.bytes)) throw pieceTaken(owner, sink, name);
    for (const write of writes) writeRecord(database, write);
  } else if (isKept) {
    database.removeSync(keys.kept);
    database.removeSync(keys.bytes);
  }
};

/** Makes what a delivery names its own. Throws 'bad-options' for a piece that its sink does not keep. */
export const takePieces = (database: Environment, owner: StateKey, { sink, delivery }: OutboxEntry): void => {
  for (const name of delivery.pieces ?? []) {
    const { kept } = pieceKeys(idOf(owner), sink, name);
    if (!database.removeSync(kept)) throw pieceNotKept(owner, sink, delivery.id, name);
  }
};

/** See `Owned.piece`. */
export const readPiece = (database: Environment, owner: StateKey, sink: string, name: string): Uint8Array => {
  const { bytes: key } = pieceKeys(idOf(owner), sink, name);
  const record = database.getBinary(key);
  if (record === undefined) throw noPiece(owner, sink, name);
  const [, bytes] = decodeValue(key, record) as readonly [string, Uint8Array];
  return bytes;
};
