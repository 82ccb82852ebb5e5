import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.js';
import type { Answer, Route } from './answer.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import type { Credentials, Door } from './door.js';
import type { HttpLimits } from './http-limits.js';
import { jsonAnswer } from './json-answer.js';
import { type Problem, UNREADABLE } from './problem.js';
import { Query } from './query.js';
import { refuseTransferCoding } from './refuse-transfer-coding.js';
import { badRequest, notNow, Refused } from './refused.js';
import { RouteTable } from './route-table.js';
import { discardBody } from './small-pieces.js';
import { writeAnswer } from './write-answer.js';

export interface HttpServerOptions {
  readonly routes: readonly Route[];
  readonly limits: HttpLimits;
  /** Who is let in. Default: whoever asks. */
  readonly door?: Door | undefined;
  /** Told when an answer cannot be made, which is a defect; whoever asked hears that, and no more. */
  readonly onError: (error: unknown) => void;
}

const HEADER_BYTES = 16 * 1024;

/**
 * The one way in which we serve HTTP: connections, times and memory are bounded, the requests of a connection take effect
 * in their order, and whatever is not a success has a `Problem` for a body.
 */
export class HttpServer {
  readonly server: Server;
  readonly #connections: Connections;
  readonly #routes: RouteTable;
  #door: Door | undefined;
  #closed: Promise<void> | undefined;

  constructor(private readonly options: HttpServerOptions) {
    const { limits } = options;
    this.#door = options.door;
    const headers = Math.min(limits.headers, limits.request);
    this.#routes = new RouteTable(options.routes);
    this.#connections = new Connections(limits, (...exchange) => this.#serve(...exchange));
    const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
      this.#connections.take(request, response);
    const { credentials } = this.#door ?? {};
    const settings = {
      requestTimeout: limits.request,
      headersTimeout: headers,
      keepAliveTimeout: limits.idle,
      maxHeaderSize: HEADER_BYTES,
      connectionsCheckingInterval: Math.min(500, Math.max(20, headers / 4)),
      // Said by us, in the shape of all others.
      requireHostHeader: false,
      noDelay: true,
    };
    this.server =
      credentials === undefined ? createServer(settings) : this.#secureServer(settings, credentials);
    this.server
      .on('request', onRequest)
      .on('connection', (socket) => this.#connections.add(socket))
      .on('checkExpectation', onRequest)
      .on('clientError', (error, socket) => this.#onClientError(error, socket))
      // A tunnel is no request, and has no response.
      .on('connect', (_request, socket) =>
        this.#connections.of(socket)?.refuse('405 Method Not Allowed', NO_TUNNEL),
      );
  }

  address(): AddressInfo {
    // Listening on a port makes it an address with one.
    return this.server.address() as AddressInfo;
  }

  /** Resolves when it listens. */
  listen(at: { readonly host: string; readonly port: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject).listen(at, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Resolves when what has been asked is answered and all connections are closed; takes none from now on. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#door?.close();
      this.server.close(() => {
        this.#connections.destroyAll();
        resolve();
      });
      this.#connections.beginClosing();
    });
    return this.#closed;
  }

  /**
   * From now on this says who is let in, on connections that are there too. Both have a certificate, or none has: new
   * connections see the new one.
   */
  exchangeDoor(door: Door): void {
    const before = this.#door;
    before?.close();
    // It may be reading its files just now.
    if (before !== undefined) before.onCredentials = () => undefined;
    this.#door = door;
    if (this.#closed !== undefined) door.close();
    const { server } = this;
    if (door.credentials === undefined || !(server instanceof SecureServer)) return;
    server.setSecureContext(door.credentials);
    door.onCredentials = (now) => server.setSecureContext(now);
  }

  /** Closes once it has answered what it was asked, or cuts that off when it takes longer, in milliseconds. */
  async closeWithin(clock: Clock, limit: number): Promise<void> {
    const closed = new AbortController();
    const late = clock.sleep(limit, closed.signal).then(() => this.closeAllConnections());
    await this.close();
    closed.abort();
    await late;
  }

  /** Cuts off whoever is still being answered. */
  closeAllConnections(): void {
    this.#connections.destroyAll();
  }

  #secureServer(settings: ServerOptions, { cert, key }: Credentials): Server {
    const { headersTimeout: handshakeTimeout } = settings;
    const server = createSecureServer({ ...settings, handshakeTimeout, cert, key, minVersion: 'TLSv1.2' });
    // A connection is that of the socket within from now on.
    server.on('secureConnection', (socket) => this.#connections.replace(socket));
    if (this.#door !== undefined) this.#door.onCredentials = (now) => server.setSecureContext(now);
    return server;
  }

  #serve(request: IncomingMessage, response: ServerResponse, connection: Connection): void {
    const write = (answer: Answer): void => {
      // Whoever asked has gone.
      if (response.destroyed) {
        if (typeof answer.body === 'object' && 'return' in answer.body) answer.body.return?.();
        return;
      }
      const isLast = connection.isReserved || (this.#connections.isClosing && !connection.hasWaiting);
      // Nobody has asked for its body.
      if (!request.complete && request.readableFlowing === null) discardBody(request);
      writeAnswer(response, answer, {
        connection,
        unread: this.options.limits.unread,
        isLast,
        onFailure: fail,
      });
    };
    const fail = (error: unknown): void => {
      const refused = error instanceof Refused ? error : undefined;
      if (refused === undefined) this.options.onError(error);
      // Half of an answer goes out: that it is none can only be said so.
      if (response.headersSent) setImmediate(() => response.destroy());
      else write(refused === undefined ? DEFECT : refusalOf(refused));
    };
    try {
      const answer = this.#answer(request, connection);
      if (answer instanceof Promise) answer.then(write).catch(fail);
      else write(answer);
    } catch (error) {
      fail(error);
    }
  }

  #answer(request: IncomingMessage, connection: Connection): Answer | Promise<Answer> {
    const { method = '' } = request;
    const url = withoutAuthority(request.url ?? '');
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    if (!isDecodable(path)) throw badRequest(UNREADABLE.message);
    const { guard } = this.#door ?? {};
    const isTrusted = guard?.check(request, this.#routes.isHealth(path)) ?? true;
    const route = this.#routes.find(method, path);
    if (connection.isReserved && route.health !== true) {
      throw notNow('too-busy', 'There are too many connections. Try again in a moment.');
    }
    refuseTransferCoding(request);
    const { expect } = request.headers;
    if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
      throw new Refused(417, 'bad-request', 'Nothing can be expected here but 100-continue.');
    }
    const { headers } = request;
    return route.handle({ request, headers, isTrusted, query: (known) => new Query(url, known) });
  }

  #onClientError(error: Error, socket: Duplex): void {
    const code = 'code' in error ? String(error.code) : '';
    const connection = this.#connections.of(socket);
    if (code === 'ECONNRESET' || !socket.writable || connection === undefined) {
      socket.destroy();
      return;
    }
    connection.refuse(...(CLIENT_ERRORS[code] ?? (['400 Bad Request', UNREADABLE] as const)));
  }
}

const refusalOf = ({ status, headers, problem }: Refused): Answer => ({
  ...jsonAnswer(status, problem),
  headers,
});

const DEFECT = jsonAnswer(500, { error: 'defect', message: 'This could not be answered.' });

const NO_TUNNEL: Problem = { error: 'bad-method', message: 'This is no proxy.' };

const CLIENT_ERRORS: Readonly<Record<string, readonly [string, Problem]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    { error: 'timeout', message: 'The request took too long to arrive.' },
  ],
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    { error: 'too-large', message: 'The headers of this request are too long.' },
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    '413 Payload Too Large',
    { error: 'too-large', message: 'The chunk extensions of this request are too long.' },
  ],
};

/** What a proxy would be asked for may be asked here too. */
const withoutAuthority = (url: string): string =>
  url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]+(?=[/?]|$)/i, '').replace(/^(?!\/)/, '/');

/** No path of ours has anything encoded in it: what cannot be decoded is no path, and what can is another one. */
const isDecodable = (path: string): boolean => {
  if (!path.includes('%')) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
};
