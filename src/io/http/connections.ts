import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Connection, type ConnectionOwner } from './connection.js';
import type { HttpLimits } from './http-limits.js';
import type { Problem } from './problem.js';
import { ReadingTurns, UNASKED } from './reading-turns.js';
import { hurry } from './steps.js';

/** Connections over the limit that may ask how the process is. */
const RESERVED = 16;
/** Requests that may wait for others of their connections, over all of them: each takes a few kilobytes. */
const MOST_WAITING = 10_000;
/** A connection whose request does not go on for so long makes room for another. */
const PATIENCE = 2000;
const LOOK = 250;

/** Whose a socket is. */
const OWNERS = new WeakMap<Duplex, Connections>();

/** Said of a connection that keeps us busy with next to nothing: it is ended with this word, and others have their turn. */
export const endFlood = (socket: Duplex, status: string, problem: Problem): void =>
  OWNERS.get(socket)?.endFlood(socket, status, problem);

type Serve = (request: IncomingMessage, response: ServerResponse, connection: Connection) => void;

/** The connections of a server: how many there may be, and which makes room when there are enough. */
export class Connections implements ConnectionOwner {
  readonly #all = new Map<Duplex, Connection>();
  /** Without a request so far, the oldest first. */
  readonly #fresh = new Set<Connection>();
  /** All their requests are answered; the one that is so for the longest first. */
  readonly #idle = new Set<Connection>();
  readonly #reserved = new Set<Connection>();
  readonly #timer;
  readonly #turns = new ReadingTurns(() => this.#all.values());
  #waiting = 0;
  #isClosing = false;
  #lookedAt = -Infinity;

  constructor(
    private readonly limits: HttpLimits,
    readonly serve: Serve,
  ) {
    this.#timer = setInterval(() => this.#cutOff(), Math.min(LOOK, limits.unread / 4)).unref();
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  get size(): number {
    return this.#all.size;
  }

  add(socket: Socket): void {
    hurry();
    OWNERS.set(socket, this);
    const connection = new Connection(socket, this);
    this.#all.set(socket, connection);
    if (this.#fresh.size >= Math.max(1, this.limits.connections / 2)) this.#cut(first(this.#fresh));
    if (this.#isFull() && !this.#makeRoom()) {
      connection.isReserved = true;
      if (this.#reserved.size >= RESERVED) this.#cut(first(this.#reserved));
      this.#reserved.add(connection);
    } else this.#fresh.add(connection);
  }

  /** A socket within another one that was added before: it takes its place. */
  replace(socket: Socket): void {
    for (const outer of this.#all.values()) {
      if (
        outer.socket.remotePort !== socket.remotePort ||
        outer.socket.remoteAddress !== socket.remoteAddress
      )
        continue;
      this.onGone(outer);
      break;
    }
    this.add(socket);
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#all.get(request.socket);
    if (connection === undefined) {
      request.socket.destroy();
      return;
    }
    this.#turns.take(connection, connection.isBusy ? UNASKED : 1);
    this.#fresh.delete(connection);
    this.#idle.delete(connection);
    if (connection.isReserved && this.#all.size - this.#reserved.size < this.limits.connections) {
      this.#reserved.delete(connection);
      connection.isReserved = false;
    }
    connection.take(request, response);
  }

  of(socket: Duplex): Connection | undefined {
    return this.#all.get(socket);
  }

  /** From now on a connection ends when what it has asked is answered; those that ask nothing end now. */
  beginClosing(): void {
    this.#isClosing = true;
    for (const { socket, isBusy } of this.#all.values()) if (!isBusy) socket.destroy();
  }

  destroyAll(): void {
    for (const { socket } of this.#all.values()) socket.destroy();
    clearInterval(this.#timer);
  }

  mayWait(): boolean {
    return this.#waiting < MOST_WAITING;
  }

  onWaiting(more: number): void {
    this.#waiting += more;
  }

  onIdle(connection: Connection): void {
    connection.manners = 'good';
    if (this.#isClosing) connection.socket.destroySoon();
    else this.#idle.add(connection);
  }

  onGone(connection: Connection): void {
    this.#all.delete(connection.socket);
    this.#fresh.delete(connection);
    this.#idle.delete(connection);
    this.#reserved.delete(connection);
  }

  /** As the function of this name. */
  endFlood(socket: Duplex, status: string, problem: Problem): void {
    const connection = this.#all.get(socket);
    if (connection === undefined) return;
    this.#turns.flooded(connection);
    connection.endFlood(status, problem);
  }

  #isFull(): boolean {
    return this.#all.size - this.#reserved.size > this.limits.connections;
  }

  /** Whether a connection has gone for another. */
  #makeRoom(): boolean {
    const leaving = first(this.#idle) ?? first(this.#fresh) ?? this.#hanging();
    this.#cut(leaving);
    return leaving !== undefined;
  }

  /** It is gone at once, and not when it is closed: of many that come together each needs the room of another. */
  #cut(leaving: Connection | undefined): void {
    if (leaving === undefined) return;
    this.onGone(leaving);
    leaving.socket.destroy();
  }

  /** The one that others have waited for the longest because its other end does not go on. */
  #hanging(): Connection | undefined {
    const now = performance.now();
    // All of them are looked at, which a flood of new ones must not make often.
    if (now - this.#lookedAt < PATIENCE / 20) return undefined;
    this.#lookedAt = now;
    let oldest: Connection | undefined;
    for (const one of this.#all.values()) {
      if (one.isHanging && one.since < (oldest?.since ?? now - PATIENCE)) oldest = one;
    }
    return oldest;
  }

  #cutOff(): void {
    const now = performance.now();
    for (const { deadline, socket } of this.#all.values()) if (deadline < now) socket.destroy();
  }
}

const first = <T>(set: ReadonlySet<T>): T | undefined => set.values().next().value;
