import type { Socket } from 'node:net';
import type { Certificate } from '../verdict.js';

/** A connection that another request can be sent on. */
export interface KeptSocket {
  readonly socket: Socket;
  readonly address: string | undefined;
  readonly family: 4 | 6 | undefined;
  readonly certificate: Certificate | undefined;
}

/** Milliseconds that one is kept without being used: the interval of most targets is shorter. */
const IDLE = 300_000;
/** Of all places together: each is an open file. */
const MOST = 1000;

/** Connections that wait for the next check. None keeps the process alive, and one that the other end closes is gone. */
export class KeptSockets {
  /** Of all keys, the oldest first. */
  readonly #idle = new Map<Socket, { readonly key: string; readonly kept: KeptSocket; drop(): void }>();

  /** The one that was used last. */
  take(key: string): KeptSocket | undefined {
    const found = [...this.#idle.values()].findLast((entry) => entry.key === key);
    if (found === undefined) return undefined;
    const { socket } = found.kept;
    this.#forget(socket, found.drop);
    socket.setTimeout(0);
    socket.ref();
    return found.kept;
  }

  /** Nothing listens to it any more. */
  put(key: string, kept: KeptSocket): void {
    const { socket } = kept;
    const drop = () => {
      this.#forget(socket, drop);
      socket.destroy();
    };
    this.#idle.set(socket, { key, kept, drop });
    // Data that nobody asked for: its next answer would be taken for another's.
    socket.on('data', drop).on('end', drop).on('close', drop).on('error', drop).on('timeout', drop);
    socket.setTimeout(IDLE);
    socket.unref();
    socket.resume();
    for (const oldest of this.#idle.values()) {
      if (this.#idle.size <= MOST) break;
      oldest.drop();
    }
  }

  close(): void {
    for (const { drop } of this.#idle.values()) drop();
  }

  #forget(socket: Socket, drop: () => void): void {
    this.#idle.delete(socket);
    socket.off('data', drop).off('end', drop).off('close', drop).off('error', drop).off('timeout', drop);
  }
}
