import type { IncomingMessage } from 'node:http';
import type { Query } from './query.js';

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  /** The media type of the body. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * All of it, or pieces that are made as they are read: of some 64 KiB each, and one that is empty where making the next
   * takes long, so that others have a turn. An iterator is ended (`return`) when nobody reads on.
   */
  readonly body?: string | Buffer | Iterator<Buffer, void>;
}

/** A request whose turn it is. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly headers: IncomingMessage['headers'];
  /** Whoever asks has the token, or there is none; others are asked for it, but for routes of health. */
  readonly isTrusted: boolean;
  /** The parameters; throws a `Refused` for one that is not among `known`. */
  query(known: readonly string[]): Query;
}

export type Handler = (asked: Asked) => Answer | Promise<Answer>;

export interface Route {
  /** HEAD comes with GET. */
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Throws or rejects with a `Refused`; anything else that it throws is a defect. */
  readonly handle: Handler;
  /** Answered even when all connections are taken: it says how the process is, costs nothing and tells no secrets. */
  readonly health?: true;
}
