import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { authentic, type Key, type Received } from './s3/authentic.js';
import { Bucket } from './s3/bucket.js';
import { type Habits, type RequestKind, type ServerFault, usual } from './s3/faults.js';
import { type Answered, perform } from './s3/operations.js';
import { errorBody, Refusal } from './s3/refusal.js';

export interface Seen {
  readonly kind: RequestKind;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined where it was not answered. */
  status: number | undefined;
}

interface Place {
  readonly kind: RequestKind;
  readonly name: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

export interface S3ServerOptions {
  readonly buckets?: readonly string[];
  /** Speaks TLS with it. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** An S3 on a port of its own, in memory, strict about what it is sent. */
export class S3Server {
  readonly habits: Habits = usual();
  readonly keys = new Map<string, Key>([['AKIDEXAMPLE', { secret: 'secret' }]]);
  readonly buckets = new Map<string, Bucket>();
  /** In the order in which they came. */
  readonly seen: Seen[] = [];
  readonly #once = new Map<RequestKind, ServerFault[]>();
  readonly #always = new Map<RequestKind, ServerFault>();
  readonly #server;
  readonly #scheme: 'http' | 'https';

  constructor({ buckets = ['logs'], tls }: S3ServerOptions) {
    for (const name of buckets) this.buckets.set(name, new Bucket());
    const listener = (request: IncomingMessage, response: ServerResponse) => this.#receive(request, response);
    this.#scheme = tls === undefined ? 'http' : 'https';
    this.#server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
    // Node's five seconds are over soon where a machine is busy, and who sends just then is cut off.
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on('connection', (socket) => socket.on('error', () => undefined));
    this.#server.on('checkContinue', listener);
    this.#server.on('clientError', (_, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get port(): number {
    // Listening on a port makes it an address with one.
    return (this.#server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  bucket(name = 'logs'): Bucket {
    const bucket = this.buckets.get(name);
    if (bucket === undefined) throw new Error(`no bucket ${name}`);
    return bucket;
  }

  body(key: string, bucket = 'logs'): Buffer | undefined {
    return this.bucket(bucket).current(key)?.body;
  }

  count(...kinds: readonly RequestKind[]): number {
    return this.seen.filter(({ kind }) => kinds.includes(kind)).length;
  }

  /** The next requests of this kind, one after the other. */
  next(kind: RequestKind, ...faults: readonly ServerFault[]): void {
    this.#once.set(kind, [...(this.#once.get(kind) ?? []), ...faults]);
  }

  /** What was still to come for the next requests of this kind. */
  forget(kind: RequestKind): void {
    this.#once.delete(kind);
  }

  /** All of this kind, until it is taken back. */
  always(kind: RequestKind, fault: ServerFault | undefined): void {
    if (fault === undefined) this.#always.delete(kind);
    else this.#always.set(kind, fault);
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const place = this.#place(request);
    const seen: Seen = { kind: place.kind, key: place.key, headers: headersOf(request), status: undefined };
    this.seen.push(seen);
    response.on('finish', () => {
      seen.status = response.statusCode;
    });
    request.on('error', () => undefined);
    const fault = this.#once.get(place.kind)?.shift() ?? this.#always.get(place.kind);
    if (fault?.kind === 'deaf') {
      request.pause();
      return;
    }
    if (fault?.kind === 'answer' && fault.isEarly === true) {
      this.#refuse(response, refusalOf(fault), fault.body);
      return;
    }
    if (request.headers.expect !== undefined) response.writeContinue();
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const [path = '', query = ''] = split(request.url ?? '');
      this.#answer(
        { method: request.method ?? '', path, query, headers: seen.headers, body: Buffer.concat(pieces) },
        response,
        place,
        fault,
      );
    });
  }

  #place({ method = '', url = '', headers }: IncomingMessage): Place {
    const [path = '', text = ''] = split(url);
    const query = new URLSearchParams(text.replaceAll('+', '%2B'));
    const [label = ''] = (headers.host ?? '').split('.');
    const isHosted = this.buckets.has(label);
    const [, first = '', rest = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
    const name = isHosted ? label : decodeURIComponent(first);
    const key = decodeURIComponent(isHosted ? path.slice(1) : rest);
    return { kind: kindOf(method, key, query, headers['x-amz-copy-source'] !== undefined), name, key, query };
  }

  #answer(
    received: Received,
    response: ServerResponse,
    { kind, name, key, query }: Place,
    fault: ServerFault | undefined,
  ): void {
    try {
      if (fault?.kind === 'stall') return;
      if (fault?.kind === 'reset') {
        response.socket?.resetAndDestroy();
        return;
      }
      if (fault?.kind === 'answer') {
        this.#refuse(response, refusalOf(fault), fault.body, received.method === 'HEAD');
        return;
      }
      const { habits } = this;
      this.#judge(received, name);
      const now = Date.now() + habits.clock;
      const { body, trailers } = authentic(received, { region: habits.region, now, keys: this.keys });
      const bucket = this.buckets.get(name);
      if (bucket === undefined)
        throw new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
      const asked = { kind, bucket, name, key, query, headers: received.headers, trailers, body, habits };
      const spoils = fault?.kind === 'keep other bytes' ? { isHonest: fault.isHonest } : undefined;
      if (fault?.kind === 'error in 200' && fault.isDone !== true) {
        this.#give(response, { status: 200, body: hidden(fault.code) }, kind);
        return;
      }
      const answered = perform({ ...asked, spoils });
      if (fault?.kind === 'error in 200')
        this.#give(response, { status: 200, body: hidden(fault.code) }, kind);
      else if (fault?.kind === 'empty 200') this.#give(response, { status: 200 }, kind);
      else if (fault?.kind === 'lost answer') response.socket?.resetAndDestroy();
      else this.#give(response, answered, kind, fault);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refuse(response, error, undefined, received.method === 'HEAD');
    }
  }

  /** What is wrong whoever sent it. */
  #judge({ method, headers }: Received, name: string): void {
    const { habits } = this;
    if (
      method === 'PUT' &&
      headers['content-length'] === undefined &&
      headers['transfer-encoding'] === undefined
    )
      throw new Refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
    const isSummed = Object.keys(headers).some(
      (one) => one.startsWith('x-amz-checksum-') && one !== 'x-amz-checksum-mode',
    );
    if (isSummed && habits.checksums === '501')
      throw new Refusal(501, 'NotImplemented', 'Header x-amz-checksum-crc32 with a value is not implemented');
    if (headers['x-amz-content-sha256']?.endsWith('-TRAILER') === true && habits.trailers === '501')
      throw new Refusal(501, 'NotImplemented', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER is not implemented');
    if (habits.bucketRegion !== undefined && habits.bucketRegion !== habits.region)
      throw new Refusal(
        301,
        'PermanentRedirect',
        'The bucket you are attempting to access must be addressed using the specified endpoint.',
        { Endpoint: `${name}.s3.${habits.bucketRegion}.amazonaws.com`, Bucket: name },
        { 'x-amz-bucket-region': habits.bucketRegion },
      );
  }

  #refuse(response: ServerResponse, refusal: Refusal, body?: string, isHead = false): void {
    const text = body ?? errorBody(refusal);
    const isBare = isHead || refusal.status === 304;
    response.writeHead(refusal.status, {
      ...this.#usualHeaders(),
      'content-type': body === undefined ? 'application/xml' : 'text/html',
      ...refusal.headers,
      ...(!isBare && { 'content-length': Buffer.byteLength(text) }),
      // What is left of the request is not read.
      ...(!response.req.complete && { connection: 'close' }),
    });
    response.end(isBare ? undefined : text);
  }

  #give(
    response: ServerResponse,
    { status, headers, body = Buffer.alloc(0) }: Answered,
    kind: RequestKind,
    fault?: ServerFault,
  ): void {
    const isHead = kind === 'head' || kind === 'head-bucket';
    const length = status === 204 ? {} : { 'content-length': String(body.length) };
    response.writeHead(status, { ...this.#usualHeaders(), ...length, ...headers });
    if (isHead) {
      response.end();
      return;
    }
    const half = body.subarray(0, body.length >> 1);
    const { socket } = response;
    switch (fault?.kind) {
      case 'truncate':
        response.write(half, () => socket?.end());
        return;
      case 'reset in the body':
        response.write(half);
        fault.after.then(() => socket?.resetAndDestroy());
        return;
      case 'stall in the body':
        response.write(half);
        return;
      case 'flip': {
        const other = Buffer.from(body);
        other[half.length] = (other[half.length] ?? 0) ^ 1;
        response.end(other);
        return;
      }
      default:
        response.end(body);
    }
  }

  #usualHeaders(): Record<string, string> {
    return {
      date: new Date(Date.now() + this.habits.clock).toUTCString(),
      'x-amz-request-id': `REQ${this.seen.length}`,
      'x-amz-id-2': `HOST${this.seen.length}`,
    };
  }
}

const split = (url: string): readonly string[] => {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
};

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );

const refusalOf = (fault: ServerFault & { readonly kind: 'answer' }): Refusal =>
  new Refusal(fault.status, fault.code ?? 'Unknown', fault.message ?? '', fault.extra, fault.headers);

/** Blanks keep the connection open, until it is known to have failed. */
const hidden = (code = 'InternalError'): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n   \n${errorBody(new Refusal(500, code, 'We encountered an internal error. Please try again.')).replace(/^<\?xml.*\n/, '')}`,
  );

const kindOf = (method: string, key: string, query: URLSearchParams, isCopy: boolean): RequestKind => {
  const isPart = query.has('uploadId');
  if (key === '') {
    if (method === 'HEAD') return 'head-bucket';
    return method === 'GET' ? 'list' : 'other';
  }
  switch (method) {
    case 'PUT':
      return isPart ? 'put-part' : isCopy ? 'copy' : 'put';
    case 'HEAD':
      return 'head';
    case 'GET':
      return 'get';
    case 'DELETE':
      return isPart ? 'abort-upload' : 'delete';
    case 'POST':
      return query.has('uploads') ? 'create-upload' : isPart ? 'complete-upload' : 'other';
    default:
      return 'other';
  }
};

/** Up to the end of the running test. */
export const s3Server = async (options: S3ServerOptions = {}): Promise<S3Server> => {
  const server = await new S3Server(options).start();
  onTestFinished(() => server.close());
  return server;
};
