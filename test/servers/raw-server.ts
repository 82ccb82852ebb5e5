import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type SecureContextOptions, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';

export interface RawServer {
  readonly port: number;
  /** What came of each connection, latin1, in the order in which they were made. */
  readonly received: readonly string[];
  /** Connections that were ever made, and those that are open. */
  readonly connections: { readonly ever: number; readonly open: number };
  /** Else it is closed at the end of the test. */
  close(): Promise<void>;
  /** Of TLS: what the next connections are shown. */
  setSecureContext?(options: SecureContextOptions): void;
}

/** What is done with the first bytes that come; `silence` and nothing else: never anything. */
export interface Play {
  readonly bytes?: string | Buffer | readonly (string | Buffer)[];
  /** How it goes on then; stays open where absent. */
  readonly end?: 'FIN' | 'RST';
  /** What is done with bytes that come after that: the same once more, or a reset. */
  readonly again?: true | 'RST';
  /** Where all that comes after that is passed on to, as a proxy does. */
  readonly onward?: number;
  /** Which byte of what comes back from there is changed, and by what (xor). */
  readonly spoil?: { readonly at: number; readonly change: number };
}

/** Plays one thing on every connection; of several the next one each time, and the last for ever. Texts are latin1. */
export const rawServer = async (...plays: readonly Play[]): Promise<RawServer> => {
  const state = tracked();
  const server = createServer({ noDelay: true }, (socket) => {
    const at = state.add(socket);
    play(socket, plays[Math.min(at, plays.length - 1)] ?? {}, at, state.received);
  });
  return await listening(server, state);
};

/** The same within TLS. */
export const rawTlsServer = async (options: TlsOptions, ...plays: readonly Play[]): Promise<RawServer> => {
  const state = tracked();
  const server = createTlsServer(options);
  // Of TCP: a handshake that fails is a connection too.
  const below = new Map<number | undefined, Socket>();
  server.on('connection', (socket: Socket) => {
    state.add(socket);
    below.set(socket.remotePort, socket);
  });
  server.on('tlsClientError', () => undefined);
  let at = 0;
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined);
    const turn = at++;
    const reset = (): void => {
      below.get(socket.remotePort)?.resetAndDestroy();
    };
    play(socket, plays[Math.min(turn, plays.length - 1)] ?? {}, turn, state.received, reset);
  });
  return { ...(await listening(server, state)), setSecureContext: (next) => server.setSecureContext(next) };
};

const tracked = () => {
  const sockets = new Set<Socket>();
  const state = {
    received: [] as string[],
    connections: { ever: 0, open: 0 },
    add: (socket: Socket): number => {
      const at = state.connections.ever++;
      state.connections.open++;
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        state.connections.open--;
        sockets.delete(socket);
      });
      return at;
    },
    end: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
  return state;
};

const play = (
  socket: Socket,
  { bytes = [], end, again, onward, spoil }: Play,
  at: number,
  received: string[],
  reset = (): void => {
    socket.resetAndDestroy();
  },
): void => {
  received[at] = '';
  let begun = 0;
  socket.on('data', (data) => {
    received[at] += data.toString('latin1');
    begun++;
    if (begun > 1 && again === 'RST') reset();
    if (begun > 1 && again === undefined) return;
    if (onward !== undefined) pass(socket, onward, spoil, bytes.length === 0 ? data : undefined);
    const pieces = (Array.isArray(bytes) ? bytes : [bytes]).map((piece: string | Buffer) =>
      typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece,
    );
    const next = (turn: number): void => {
      const piece = pieces[turn];
      if (piece !== undefined) {
        // A turn between two of them: they come in pieces of their own, mostly.
        socket.write(piece, () => setImmediate(next, turn + 1));
      } else if (end === 'FIN') socket.end();
      else if (end === 'RST') reset();
    };
    next(0);
  });
};

const pass = (socket: Socket, port: number, spoil: Play['spoil'], first: Buffer | undefined): void => {
  const other = connect(port, '127.0.0.1');
  other.on('error', () => socket.destroy());
  socket.once('close', () => other.destroy());
  if (first !== undefined) other.write(first);
  // No pipe: that would pause what is read once the other is gone, and nobody would see the end.
  socket.on('data', (data: Buffer) => {
    if (!other.destroyed) other.write(data);
  });
  socket.once('end', () => other.end());
  let seen = 0;
  other.on('data', (data: Buffer) => {
    const at = spoil === undefined ? -1 : spoil.at - seen;
    seen += data.length;
    if (spoil !== undefined && at >= 0 && at < data.length) data[at] = (data[at] ?? 0) ^ spoil.change;
    socket.write(data);
  });
  other.on('end', () => socket.end());
};

const listening = async (server: Server, state: ReturnType<typeof tracked>): Promise<RawServer> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= new Promise((resolve) => {
      state.end();
      server.close(() => resolve());
    });
    return closed;
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { port, received: state.received, connections: state.connections, close };
};
