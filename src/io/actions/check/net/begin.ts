import { connect, type Socket } from 'node:net';
import { intoOneBuffer } from './into-one-buffer.js';

/** Where a socket is to be connected to: an address without brackets. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly family: 4 | 6;
}

/** How a socket is begun; it says `connect` when it is connected. */
export interface Beginning {
  readonly open: (to: Place) => Socket;
  /** What it does then of its own accord. */
  readonly next?: 'tls';
}

/** Half open: whoever reads to the end may still ask by writing whether that was a reset (see `exchange`). */
export const HALF_OPEN = { allowHalfOpen: true } as const;

export const plainly: Beginning = { open: (to) => connect({ ...to, ...HALF_OPEN, noDelay: true }) };

/** What it reads is for somebody who copies what is to be kept. */
export const plainlyIntoOneBuffer: Beginning = {
  open: (to) => {
    const socket: Socket = connect({
      ...to,
      ...HALF_OPEN,
      noDelay: true,
      onread: intoOneBuffer(() => socket),
    });
    return socket;
  },
};
