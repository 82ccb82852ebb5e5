import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { inflate, inflateRaw } from 'node:zlib';
import { Gunzip } from '../../../io/compression/gunzip.js';
import { formatSize } from '../../../io/text/format-size.js';
import { badRequest, notNow, Refused } from './refused.js';

/** Bytes that several requests share, so that many large bodies do not fill the memory together. */
export class Room {
  #taken = 0;

  constructor(private readonly size: number) {}

  /** Throws a `Refused` where there is no room for so many more. */
  take(bytes: number): void {
    if (this.#taken + bytes > this.size) {
      throw notNow('too-busy', 'Too much is being received at once. Try again in a moment.');
    }
    this.#taken += bytes;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }

  get taken(): number {
    return this.#taken;
  }
}

/** What one request holds of a room. */
class Hold {
  #bytes = 0;

  constructor(private readonly room: Room) {}

  /** Throws a `Refused` where there is no room for so many more. */
  take(bytes: number): void {
    this.room.take(bytes);
    this.#bytes += bytes;
  }

  release(): void {
    this.room.give(this.#bytes);
    this.#bytes = 0;
  }
}

export interface ReceivedBody {
  /** Decoded. */
  readonly bytes: Buffer;
  /** To be released when the bytes are not needed any more. */
  readonly hold: { release(): void };
  /** After its gzip data came something that is none, and was left out. */
  readonly hasGarbage?: boolean;
}

const UNZIP = { deflate: promisify(inflate), raw: promisify(inflateRaw) };

/** Reads the body of a request and decodes it; at most `limit` bytes before and after. Rejects with a `Refused`. */
export const readBody = (request: IncomingMessage, limit: number, room: Room): Promise<ReceivedBody> => {
  const encoding = encodingOf(request);
  const hold = new Hold(room);
  const sent = receive(request, limit, hold);
  return encoding === 'identity' ? sent : sent.then((body) => decoded(body, encoding, limit, hold));
};

const encodingOf = ({ headers }: IncomingMessage): 'identity' | 'gzip' | 'deflate' => {
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

const receive = (request: IncomingMessage, limit: number, hold: Hold): Promise<ReceivedBody> =>
  new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > limit) return reject(tooLarge(limit));
    const pieces: Buffer[] = [];
    let length = 0;
    let isOver = false;
    const fail = (error: unknown): void => {
      isOver = true;
      pieces.length = 0;
      // Read on, for nobody: or whoever sends it would not hear of it, nor be heard again.
      request.off('data', onData).resume();
      hold.release();
      reject(error);
    };
    const onData = (piece: Buffer): void => {
      length += piece.length;
      pieces.push(piece);
      try {
        if (length > limit) throw tooLarge(limit);
        hold.take(piece.length);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = (): void => {
      if (isOver) return;
      isOver = true;
      const [only] = pieces;
      const bytes = only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces, length);
      resolve({ bytes, hold });
    };
    request.on('data', onData).on('end', onEnd);
    // It is closed last of all, and instead of its end when whoever sends it goes away.
    request.on('close', () => {
      if (!isOver) fail(badRequest('The body ended too early.', 'bad-body'));
    });
  });

const decoded = async (
  { bytes: sent }: ReceivedBody,
  encoding: 'gzip' | 'deflate',
  limit: number,
  hold: Hold,
): Promise<ReceivedBody> => {
  try {
    if (encoding === 'gzip') return await unzipped(sent, limit, hold);
    const bytes = await inflated(sent, limit);
    hold.take(bytes.length);
    return { bytes, hold };
  } catch (error) {
    hold.release();
    throw error;
  }
};

/** Compressed bytes that are decompressed at once, so that no more than 16 MiB come of them before anybody counts. */
const BLOCK_BYTES = 16 * 1024;

const unzipped = async (sent: Buffer, limit: number, hold: Hold): Promise<ReceivedBody> => {
  const pieces: Buffer[] = [];
  let length = 0;
  const gunzip = new Gunzip((piece) => {
    length += piece.length;
    // Of what is too much nothing is kept.
    if (length <= limit) pieces.push(piece);
  });
  try {
    let held = 0;
    for (let from = 0; from < sent.length && !gunzip.isOver; from += BLOCK_BYTES) {
      await gunzip.push(sent.subarray(from, from + BLOCK_BYTES));
      if (length > limit) throw tooLarge(limit);
      hold.take(length - held);
      held = length;
    }
    gunzip.end();
  } finally {
    gunzip.close();
  }
  if (gunzip.problem !== undefined) throw unreadable('gzip');
  return { bytes: Buffer.concat(pieces, length), hold, hasGarbage: gunzip.hasGarbage };
};

const inflated = async (sent: Buffer, limit: number): Promise<Buffer> => {
  // Many clients mean deflate without its wrapping, which begins with the method 8.
  const how = ((sent[0] ?? 0) & 0x0f) === 8 ? 'deflate' : 'raw';
  try {
    return await UNZIP[how](sent, { maxOutputLength: limit });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw unreadable('deflate');
  }
};

const unreadable = (encoding: string): Refused =>
  badRequest(`The body is not ${encoding}, or it is cut short.`, 'bad-body');
