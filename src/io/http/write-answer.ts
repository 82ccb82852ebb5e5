import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import type { Connection } from './connection.js';
import { soon } from './steps.js';

/** Whole bodies are written in pieces of so many bytes: nothing of them is copied until it is sent. */
const PIECE = 1024 * 1024;
/** Answers up to here cost nothing to speak of, and need no turn of their own. */
const SMALL = 32 * 1024;
/** Bytes that must be read within the time for unread answers, again and again. */
const STRIDE = 1024 * 1024;

export interface WriteOptions {
  readonly connection: Connection;
  /** Milliseconds in which each MiB must be read. */
  readonly unread: number;
  /** The connection ends with this answer. */
  readonly isLast: boolean;
  /** Told when the body cannot be made: before any of it was sent, so that something else is answered, or after. */
  readonly onFailure: (error: unknown) => void;
}

/** Writes an answer as fast as it is read, and no faster. */
export const writeAnswer = (response: ServerResponse, answer: Answer, options: WriteOptions): void => {
  const { body = '' } = answer;
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    writeHead(response, answer, options.isLast, length);
    if (typeof body === 'string' || length <= PIECE) {
      // All of it is waiting to be read; the time for it begins.
      options.connection.deadline = performance.now() + options.unread;
      if (length <= SMALL) response.end(body);
      else soon(() => response.end(body));
    } else writePieces(response, slices(body), options);
    return;
  }
  beginPieces(response, answer, body, options);
};

/** Nothing here is to be kept, or taken for anything but what it says it is. */
const ALWAYS = ['cache-control', 'no-store', 'x-content-type-options', 'nosniff'] as const;

const writeHead = (
  response: ServerResponse,
  { status, type, headers }: Answer,
  isLast: boolean,
  length?: number,
): void => {
  const all: string[] = [...ALWAYS];
  if (length !== undefined && status !== 204) all.push('content-length', String(length));
  if (type !== undefined) all.push('content-type', type);
  for (const name in headers) all.push(name, headers[name] ?? '');
  // Or the end would wait for a connection that nobody needs any more.
  if (isLast) all.push('connection', 'close');
  response.writeHead(status, all);
};

function* slices(body: Buffer): Generator<Buffer, void> {
  for (let from = 0; from < body.length; from += PIECE) yield body.subarray(from, from + PIECE);
}

/** Looks whether there is more than one piece: a small answer has a length. */
const beginPieces = (
  response: ServerResponse,
  answer: Answer,
  pieces: Iterator<Buffer, void>,
  options: WriteOptions,
): void => {
  let first: Buffer | undefined;
  const end = (): void => void pieces.return?.();
  response.once('close', end);
  const look = (): void => {
    if (response.destroyed) return;
    try {
      for (;;) {
        const { value, done } = pieces.next();
        if (done === true || value === undefined) {
          writeAnswer(response.off('close', end), { ...answer, body: first ?? '' }, options);
          return;
        }
        if (value.length === 0) {
          soon(look);
          return;
        }
        if (first !== undefined) {
          writeHead(response, answer, options.isLast);
          writePieces(response, following(first, value, pieces), options);
          return;
        }
        first = value;
      }
    } catch (error) {
      response.off('close', end);
      // Something may be held for them.
      end();
      options.onFailure(error);
    }
  };
  soon(look);
};

function* following(first: Buffer, second: Buffer, others: Iterator<Buffer, void>): Generator<Buffer, void> {
  yield first;
  yield second;
  for (let next = others.next(); next.done !== true; next = others.next()) yield next.value;
}

const writePieces = (
  response: ServerResponse,
  pieces: Iterator<Buffer, void>,
  { connection, unread, onFailure }: WriteOptions,
): void => {
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  let strided = STRIDE;
  const goOn = (): void => {
    if (response.destroyed) return;
    try {
      const { value, done } = pieces.next();
      if (strided >= STRIDE || done === true) {
        strided = 0;
        connection.deadline = performance.now() + unread;
      }
      if (done === true || value === undefined) {
        response.end();
        return;
      }
      strided += value.length;
      if (value.length === 0 || response.write(value)) later();
      else response.once('drain', later);
    } catch (error) {
      onFailure(error);
    }
  };
  // What is read as fast as it is written drains at once, and nobody else would have a turn.
  const later = (): void => soon(goOn);
  later();
};
