import type { IncomingMessage } from 'node:http';
import { formatSize } from '../text/format-size.js';
import { CollectedBytes } from './collected-bytes.js';
import { type Coding, decodeBody } from './decode-body.js';
import { Line } from './line.js';
import { Hold, type MemoryBudget } from './memory-budget.js';
import { badRequest, Refused } from './refused.js';
import { cutOffFlood, discardBody, SmallPieces } from './small-pieces.js';

export interface ReceivedBody {
  /** Decoded. */
  readonly bytes: Buffer;
  /** To be released when the bytes are not needed any more; what is made of them may be held too. */
  readonly hold: Hold;
  /** After its gzip data came something that is none, and was left out. */
  readonly hasGarbage?: boolean;
}

/**
 * Reads the body of a request and decodes it; at most `limit` bytes before and after. Every piece is taken from the budget
 * before it is kept, those that are decoded too. Rejects with a `Refused`; nothing is held then.
 */
export const readBody = async (
  request: IncomingMessage,
  limit: number,
  budget: MemoryBudget,
): Promise<ReceivedBody> => {
  const coding = codingOf(request);
  const hold = new Hold(budget);
  try {
    const bytes = await receive(request, limit, hold);
    if (coding === 'identity') return { bytes, hold };
    const decoded = await DECODING.run(() => {
      // Or those who go away and come again would fill the line with what nobody waits for.
      if (request.socket.destroyed) throw endedTooEarly();
      return decodeBody(bytes, coding, hold, limit, tooLarge);
    });
    return { ...decoded, hold };
  } catch (error) {
    hold.release();
    throw error;
  }
};

/** Bodies that are decoded at once: more of them would not be ready earlier, and each takes room until it is. */
const DECODING = new Line(4);

const codingOf = ({ headers }: IncomingMessage): 'identity' | Coding => {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return 'identity';
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
  if (encoding === 'deflate') return 'deflate';
  throw new Refused(415, 'bad-encoding', 'Bodies are taken as they are, or in gzip or deflate, once.', {
    'accept-encoding': 'gzip, deflate',
  });
};

/** What is still to come is read and thrown away by the server, so that whoever sends it hears of it. */
const tooLarge = (limit: number): Refused =>
  new Refused(413, 'too-large', `A body has at most ${formatSize(limit)}, decoded too. Send several.`);

/** Said to nobody, most often: who sends it has gone. */
const endedTooEarly = (): Refused => badRequest('The body ended too early.', 'bad-body');

const receive = (request: IncomingMessage, limit: number, hold: Hold): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > limit) return reject(tooLarge(limit));
    const collected = new CollectedBytes(hold);
    let isOver = false;
    const fail = (error: unknown): void => {
      isOver = true;
      collected.clear();
      request.off('data', onData);
      discardBody(request);
      reject(error);
    };
    const sizes = new SmallPieces();
    const onData = (piece: Buffer): void => {
      if (sizes.add(piece)) {
        collected.clear();
        hold.release();
        cutOffFlood(request, onData);
        return;
      }
      try {
        if (collected.length + piece.length > limit) throw tooLarge(limit);
        collected.add(piece);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = (): void => {
      if (isOver) return;
      try {
        const bytes = collected.join();
        isOver = true;
        resolve(bytes);
      } catch (error) {
        fail(error);
      }
    };
    request.on('data', onData).on('end', onEnd);
    // It is closed last of all, and instead of its end when whoever sends it goes away.
    request.on('close', () => {
      if (!isOver) fail(endedTooEarly());
    });
  });
