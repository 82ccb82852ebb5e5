import { deserialize, serialize } from 'node:v8';
import type { Delivery, ReadPiece } from '../sink.js';
import { joinBodies } from './join-bodies.js';
import type { PostgresBody } from './rows-to-store.js';

/** What waits for more rows, in pieces: what is said of it does not grow with how many there are. */
export interface HeldRows {
  /** Numbers of the pieces: from the first to before the last. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Characters, about. */
  readonly size: number;
  /** What names the rows. */
  readonly digest: string;
  /** The columns they were composed for. */
  readonly columns: string;
}

/** Nothing waits; `next`: the number of the next piece, since none is used again. */
export const noneHeld = (next: number, columns: string): HeldRows => ({
  ...{ from: next, to: next, rows: 0, size: 0, digest: '' },
  columns,
});

export const pieceKey = (number: number): string => String(number);

export const pieceOf = (body: PostgresBody): Uint8Array => serialize(body);

/** The keys of all pieces. */
export const piecesOf = ({ from, to }: HeldRows): readonly string[] =>
  Array.from({ length: to - from }, (_, i) => pieceKey(from + i));

/** All rows of a delivery: those that its pieces have, and then its own. */
export const wholeBody = async (delivery: Delivery, piece: ReadPiece): Promise<PostgresBody> => {
  // Only what was composed here is handed over, and read.
  const own = delivery.body as PostgresBody;
  const { pieces = [] } = delivery;
  if (pieces.length === 0) return own;
  const bodies: PostgresBody[] = [];
  for (const key of pieces) bodies.push(deserialize(await piece(key)) as PostgresBody);
  return joinBodies(own.rows === 0 ? bodies : [...bodies, own]);
};
