import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { JSON_TYPE, type Problem, problemText } from './problem.js';
import type { Read } from './reading-turns.js';
import { soon } from './steps.js';

/** Requests of a connection that may wait for one before them; then no more are read. */
const MOST_WAITING = 16;
/** How long a last word may take to be sent. */
const LAST_WORD = 1000;

/** Told what becomes of a connection. */
export interface ConnectionOwner {
  /** Answers a request; when its response is closed the next one has its turn. */
  serve(request: IncomingMessage, response: ServerResponse, connection: Connection): void;
  /** Whether one more request may wait, over all connections. */
  mayWait(): boolean;
  onWaiting(more: number): void;
  /** It has answered all that it was asked. */
  onIdle(connection: Connection): void;
  onGone(connection: Connection): void;
}

/** One connection: its requests are answered one after the other, each when all before it have taken effect. */
export class Connection implements Read {
  manners: Read['manners'] = 'unknown';
  /** It was taken although there were enough: it may ask how the process is, and no more. */
  isReserved = false;
  /** When it is cut off, by `performance.now`. */
  deadline = Infinity;
  /** Since when its request has been served, by `performance.now`. */
  since = 0;
  #request: IncomingMessage | undefined;
  #response: ServerResponse | undefined;
  readonly #waiting: (readonly [IncomingMessage, ServerResponse])[] = [];
  #isHeld = false;
  #lastWord: string | undefined;
  #isEnding = false;

  constructor(
    readonly socket: Socket,
    private readonly owner: ConnectionOwner,
  ) {
    socket.on('close', () => {
      this.owner.onWaiting(-this.#waiting.length);
      this.#waiting.length = 0;
      this.owner.onGone(this);
    });
  }

  get isBusy(): boolean {
    return this.#response !== undefined;
  }

  /** Whether others wait behind the request that is being answered. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Whether it is busy, and it is its other end that does not go on. */
  get isHanging(): boolean {
    return this.#request !== undefined && (!this.#request.complete || this.deadline !== Infinity);
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    if (this.#lastWord !== undefined) return;
    if (this.#response === undefined) {
      this.#begin(request, response);
      return;
    }
    if (!this.owner.mayWait()) {
      this.socket.destroy();
      return;
    }
    this.#waiting.push([request, response]);
    this.owner.onWaiting(1);
    this.#hold();
  }

  /** Ends it with a word that is no answer to a request: after those that are being answered, if there are any. */
  refuse(status: string, problem: Problem): void {
    if (this.#isEnding) return;
    const text = lastWordOf(status, problem);
    const response = this.#response;
    if (response === undefined || (this.#request?.complete === false && !response.headersSent)) {
      this.#end(text);
    } else if (this.#request?.complete === false) this.socket.destroy();
    else this.#lastWord = text;
  }

  /**
   * Ends it with a word to a request whose body does not deserve to be read. What still comes is thrown away unread for a moment,
   * since whoever is still sending hears nothing else; it is not parsed, which is what takes long.
   */
  endFlood(status: string, problem: Problem): void {
    if (this.#isEnding) return;
    if (this.#response === undefined || this.#response.headersSent) {
      this.socket.destroy();
      return;
    }
    this.#isEnding = true;
    this.deadline = performance.now() + LAST_WORD;
    this.socket.removeAllListeners('data').on('data', ignored).end(lastWordOf(status, problem));
  }

  stopReading(): boolean {
    if (this.socket.isPaused()) return false;
    this.socket.pause();
    return true;
  }

  /** Reads again where too many requests do not wait. */
  readOn(): void {
    if (this.#waiting.length <= MOST_WAITING) this.socket.resume();
  }

  #end(text: string): void {
    this.#isEnding = true;
    this.deadline = performance.now() + LAST_WORD;
    this.socket.write(text);
    // Not ended only: whoever does not end it in turn would keep it.
    this.socket.destroySoon();
  }

  #begin(request: IncomingMessage, response: ServerResponse): void {
    this.#request = request;
    this.#response = response;
    this.since = performance.now();
    response.on('close', () => this.#next());
    this.owner.serve(request, response, this);
  }

  #next(): void {
    this.deadline = Infinity;
    // Who has been told that it is closed is answered no more, and nothing behind that takes effect (RFC 9112 §9.6).
    if (!this.socket.writable) return;
    // Or whoever sends many at once would have all their turns before anybody else has one.
    if (this.#waiting.length > 0) soon(() => this.#beginNext());
    else this.#rest();
  }

  #beginNext(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.owner.onWaiting(-1);
    this.#begin(...next);
    this.#hold();
  }

  #rest(): void {
    this.#request = undefined;
    this.#response = undefined;
    if (this.#lastWord !== undefined) this.#end(this.#lastWord);
    else this.owner.onIdle(this);
  }

  /** Reads on, or not, by how many wait. */
  #hold(): void {
    if (this.#waiting.length > MOST_WAITING) {
      // Read by the parser itself it could not be stopped; with a listener it goes by the way of every stream.
      if (!this.#isHeld) this.socket.on('data', ignored);
      this.#isHeld = true;
      // The parser has it read on after every request; it does so before this.
      process.nextTick(() => this.#waiting.length > MOST_WAITING && this.socket.pause());
    } else if (this.#isHeld) {
      this.#isHeld = false;
      this.socket.off('data', ignored).resume();
    }
  }
}

const ignored = (): void => undefined;

const lastWordOf = (status: string, problem: Problem): string => {
  const body = problemText(problem);
  return `HTTP/1.1 ${status}\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
};
