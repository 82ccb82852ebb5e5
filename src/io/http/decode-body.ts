import { createInflate, createInflateRaw } from 'node:zlib';
import { Gunzip } from '../compression/gunzip.js';
import { Inflater, PIECES } from '../compression/inflater.js';
import { CollectedBytes } from './collected-bytes.js';
import type { Hold } from './memory-budget.js';
import { badRequest, type Refused } from './refused.js';

/** How a body may be compressed. */
export type Coding = 'gzip' | 'deflate';

interface Decoded {
  readonly bytes: Buffer;
  readonly hasGarbage?: boolean;
}

/** Compressed bytes that are decompressed at once. What comes of them comes in pieces, each counted as it comes. */
const BLOCK_BYTES = 16 * 1024;

/**
 * Decodes a body. Of what is decoded, every piece is taken from the budget as it comes, and decoding ends with the one for
 * which there is no room. What was sent is given back. Rejects with a `Refused`; whoever asked releases the hold.
 */
export const decodeBody = async (
  sent: Buffer,
  coding: Coding,
  hold: Hold,
  limit: number,
  tooLarge: (limit: number) => Refused,
): Promise<Decoded> => {
  const pieces = new CollectedBytes(hold);
  const add = (piece: Buffer): void => {
    if (pieces.length + piece.length > limit) throw tooLarge(limit);
    pieces.add(piece);
  };
  const hasGarbage = await (coding === 'gzip' ? unzip(sent, add) : inflate(sent, add));
  hold.give(sent.length);
  return { bytes: pieces.join(), hasGarbage };
};

const unzip = async (sent: Buffer, add: (piece: Buffer) => void): Promise<boolean> => {
  let refusal: unknown;
  const gunzip = new Gunzip((piece) => {
    if (refusal !== undefined) return;
    try {
      add(piece);
    } catch (error) {
      refusal = error;
      gunzip.close();
    }
  });
  try {
    for (let from = 0; from < sent.length && !gunzip.isOver; from += BLOCK_BYTES) {
      await gunzip.push(sent.subarray(from, from + BLOCK_BYTES));
    }
    gunzip.end();
  } finally {
    gunzip.close();
  }
  if (refusal !== undefined) throw refusal;
  if (gunzip.problem !== undefined) throw unreadable('gzip');
  return gunzip.hasGarbage;
};

const inflate = async (sent: Buffer, add: (piece: Buffer) => void): Promise<false> => {
  let refusal: unknown;
  // Many clients mean deflate without its wrapping, which begins with the method 8.
  const isWrapped = ((sent[0] ?? 0) & 0x0f) === 8;
  const inflater = new Inflater(
    (piece) => {
      if (refusal !== undefined) return;
      try {
        add(piece);
      } catch (error) {
        refusal = error;
        inflater.close();
      }
    },
    isWrapped ? createInflate(PIECES) : createInflateRaw(PIECES),
  );
  let { ended, error } = await inflater.push(sent);
  if (!ended && error === undefined) {
    // Data that ends with its bytes says so only when there is a byte more, which it leaves.
    const after = await inflater.push(Buffer.alloc(1));
    ended = after.ended && after.used === 0;
    error = after.error;
  }
  inflater.close();
  if (refusal !== undefined) throw refusal;
  if (!ended || error !== undefined) throw unreadable('deflate');
  return false;
};

const unreadable = (coding: Coding): Refused =>
  badRequest(`The body is not ${coding}, or it is cut short.`, 'bad-body');
