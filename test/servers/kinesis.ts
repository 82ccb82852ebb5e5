import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Habits, type ServerFault, usual } from './kinesis/habits.js';
import { type Asked, perform, type Service } from './kinesis/operations.js';
import { Refusal } from './kinesis/refusal.js';
import type { Shard } from './kinesis/shard.js';
import { Stream, type StreamOptions } from './kinesis/stream.js';

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

export interface Seen {
  readonly operation: string;
  readonly asked: Asked;
  /** Of the request's body. */
  readonly bytes: number;
}

export interface KinesisServerOptions {
  readonly streams?: Readonly<Record<string, StreamOptions>>;
  /** Epoch milliseconds; that of the machine by default. */
  readonly now?: () => number;
}

/** A Kinesis in memory, on two ports of its own: HTTP/1.1, and HTTP/2 without TLS for whoever knows that it is. */
export class KinesisServer {
  readonly habits: Habits = usual();
  /** In the order in which they came. */
  readonly seen: Seen[] = [];
  /** Connections that were ever made. */
  connections = 0;
  readonly #service: Service;
  readonly #faults: { readonly operation: string; readonly fault: ServerFault }[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #plain = createServer((request, response) => this.#receive(request, response));
  readonly #h2 = createHttp2Server((request, response) => this.#receive(request, response));

  constructor({ streams = { clicks: {} }, now = Date.now }: KinesisServerOptions = {}) {
    const made = Object.entries(streams).map(([name, options]) => [name, new Stream(name, options)] as const);
    this.#service = { streams: new Map(made), habits: this.habits, now, puts: 0 };
    for (const server of [this.#plain, this.#h2])
      server.on('connection', (socket: Socket) => {
        this.connections++;
        this.#sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
      });
    this.#h2.on('sessionError', () => undefined);
  }

  async start(): Promise<this> {
    for (const server of [this.#plain, this.#h2])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    const closed = [this.#plain, this.#h2].map((server) => new Promise((resolve) => server.close(resolve)));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  /** That of HTTP/1.1. */
  get endpoint(): string {
    return addressOf(this.#plain.address());
  }

  /** That of HTTP/2. */
  get http2Endpoint(): string {
    return addressOf(this.#h2.address());
  }

  stream(name = 'clicks'): Stream {
    const found = this.#service.streams.get(name);
    if (found === undefined) throw new Error(`no stream ${name}`);
    return found;
  }

  /** The texts of all records of a shard. */
  texts(shard: Shard): readonly string[] {
    return shard.records.map(({ data }) => Buffer.from(data, 'base64').toString());
  }

  asked(operation: string): readonly Asked[] {
    return this.seen.filter((one) => one.operation === operation).map(({ asked }) => asked);
  }

  /** What becomes of the next requests for this, one after the other. */
  next(operation: string, ...faults: readonly ServerFault[]): void {
    this.#faults.push(...faults.map((fault) => ({ operation, fault })));
  }

  #receive(request: Request, response: Response): void {
    const pieces: Buffer[] = [];
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      const { late } = this.habits;
      const answer = () => this.#answer(operation, body, response);
      if (late > 0) setTimeout(answer, late);
      else answer();
    });
  }

  #answer(operation: string, body: Buffer, response: Response): void {
    const at = this.#faults.findIndex((one) => one.operation === operation);
    const fault = at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
    // Whoever speaks the protocol sends an object.
    const asked = JSON.parse(body.toString() || '{}') as Asked;
    this.seen.push({ operation, asked, bytes: body.length });
    if (fault?.kind === 'stall') return;
    if (fault?.kind === 'reset') {
      breakOff(response);
      return;
    }
    if (fault?.kind === 'answer') {
      give(response, fault.status, { __type: fault.type, message: fault.message ?? fault.type });
      return;
    }
    try {
      const answer = perform(operation, asked, this.#service);
      if (fault?.kind === 'lost answer') breakOff(response);
      else give(response, 200, fault?.kind === 'empty 200' ? undefined : answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      give(response, error.status, { __type: error.type, message: error.message });
    }
  }
}

const addressOf = (address: AddressInfo | string | null): string => {
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return `http://127.0.0.1:${address.port}`;
};

const breakOff = (response: Response): void => {
  if ('createPushResponse' in response) response.stream.session?.destroy();
  else response.socket?.resetAndDestroy();
};

const give = (response: Response, status: number, answer: object | undefined): void => {
  const text = answer === undefined ? '' : JSON.stringify(answer);
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': 'R',
    'content-length': Buffer.byteLength(text),
  };
  if ('createPushResponse' in response) response.writeHead(status, headers).end(text);
  else response.writeHead(status, headers).end(text);
};

/** A Kinesis for this test alone. */
export const kinesisServer = async (options?: KinesisServerOptions): Promise<KinesisServer> => {
  const server = await new KinesisServer(options).start();
  onTestFinished(() => server.close());
  return server;
};
