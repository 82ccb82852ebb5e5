import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { Course } from './course.js';

/** What the SDK hands over to be sent. */
export interface SignedRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | IncomingMessage;
}

export const isSignedRequest = (value: unknown): value is SignedRequest =>
  typeof value === 'object' &&
  value !== null &&
  'hostname' in value &&
  'method' in value &&
  'headers' in value;

/** Nothing that is no download is longer: a page of a list has 1,000 keys of 1,024 bytes, escaped. */
const LONGEST_ANSWER = 16 * 1024 * 1024;
/** For the store to say that it wants the body; not all of them do. */
const LONGEST_WAIT_FOR_CONTINUE = 1000;

/**
 * What the SDK sends requests with: one connection and one request for each, its phases noted in the course that comes with it.
 * A body is bytes, so nothing that is read meanwhile can fail behind the SDK's back.
 */
export class RequestHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #http = new http.Agent({ keepAlive: true });
  readonly #https: https.Agent;
  /** Of those that have a connection of their own: no session is resumed either. */
  readonly #fresh = new http.Agent();
  readonly #freshHttps: https.Agent;

  constructor({ ca }: { readonly ca?: string | undefined } = {}) {
    const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
    this.#https = new https.Agent({ keepAlive: true, ...trusted });
    this.#freshHttps = new https.Agent({ maxCachedSessions: 0, ...trusted });
  }

  /** With a `course` and an `abortSignal` in the options, except for those who look for credentials: they send requests that are nobody's attempt. */
  handle(request: SignedRequest, options: object = {}): Promise<{ response: Response }> {
    const course =
      'course' in options && options.course instanceof Course
        ? options.course
        : new Course({ isDownload: false, userAgent: '' });
    const signal =
      'abortSignal' in options && options.abortSignal instanceof AbortSignal
        ? options.abortSignal
        : undefined;
    return new Promise((resolve, reject) => {
      const outgoing = this.#open(request, course);
      const abort = () => {
        outgoing.destroy();
        reject(new Error('aborted', { cause: signal?.reason }));
      };
      signal?.addEventListener('abort', abort);
      outgoing.on('close', () => signal?.removeEventListener('abort', abort));
      outgoing.on('error', (error) => {
        course.socketError ??= error;
        reject(error);
      });
      outgoing.on('response', (incoming) => {
        course.answered();
        course.answer = { status: incoming.statusCode ?? 0, headers: incoming.headers };
        const resolved = (body: Uint8Array | IncomingMessage) =>
          resolve({ response: { statusCode: incoming.statusCode ?? 0, headers: joined(incoming), body } });
        if (course.isDownload && (incoming.statusCode ?? 0) < 300) {
          course.incoming = incoming;
          if (course.isMeasured) course.ahead = readAhead(incoming, course);
          resolved(incoming);
        } else collect(incoming, outgoing, course, resolved, reject);
      });
      if (signal?.aborted === true) abort();
      else send(outgoing, request, course);
    });
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  destroy(): void {
    this.#http.destroy();
    this.#https.destroy();
    this.#fresh.destroy();
    this.#freshHttps.destroy();
  }

  #agentFor(isSecure: boolean, isFresh: boolean): http.Agent {
    if (isFresh) return isSecure ? this.#freshHttps : this.#fresh;
    return isSecure ? this.#https : this.#http;
  }

  #open(request: SignedRequest, course: Course): ClientRequest {
    const isSecure = request.protocol === 'https:';
    const host = request.hostname.replace(/^\[|\]$/g, '');
    course.begin();
    const outgoing = (isSecure ? https : http).request({
      host,
      port: request.port,
      method: request.method,
      path: request.path + queryOf(request.query),
      agent: this.#agentFor(isSecure, course.isFresh),
      headers: {
        ...request.headers,
        ...(course.userAgent !== '' && { 'user-agent': course.userAgent }),
      },
    });
    outgoing.on('socket', (socket) => {
      if (outgoing.reusedSocket || !socket.connecting) {
        course.address = socket.remoteAddress;
        course.reused();
      } else watch(socket, host, isSecure, course);
    });
    return outgoing;
  }
}

const watch = (socket: Socket, host: string, isSecure: boolean, course: Course): void => {
  const isNamed = isIP(host) === 0;
  course.connecting(isNamed ? 'dns' : 'connect');
  // One for each address, where there are several.
  if (isNamed) socket.once('lookup', (error) => error === null && course.passed('dns', 'connect'));
  socket.once('connect', () => {
    course.address = socket.remoteAddress;
    course.passed('connect', isSecure ? 'tls' : 'send');
  });
  if (isSecure) socket.once('secureConnect', () => course.passed('tls', 'send'));
};

const send = (outgoing: ClientRequest, { headers, body }: SignedRequest, course: Course): void => {
  outgoing.on('finish', () => course.sent());
  const bytes = body instanceof Uint8Array || typeof body === 'string' ? body : undefined;
  const isExpecting = Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'expect' && value === '100-continue',
  );
  if (bytes === undefined || bytes.length === 0 || !isExpecting) {
    outgoing.end(bytes);
    return;
  }
  const timer = setTimeout(() => go(), LONGEST_WAIT_FOR_CONTINUE);
  const go = () => {
    clearTimeout(timer);
    if (!outgoing.writableEnded && !outgoing.destroyed) outgoing.end(bytes);
  };
  outgoing.once('continue', go);
  // A refusal that comes first wants no body.
  outgoing.once('response', () => clearTimeout(timer));
  outgoing.once('close', () => clearTimeout(timer));
};

/** More than any object that is measured: what the SDK does with the head of an answer is no part of how long its body takes. */
const AHEAD = 128 * 1024 * 1024;

const readAhead = (incoming: IncomingMessage, course: Course): Readable => {
  const ahead = new PassThrough({ highWaterMark: AHEAD });
  incoming.on('end', () => course.ended());
  // Whoever reads it is told.
  ahead.on('error', () => undefined);
  incoming.on('error', (error) => ahead.destroy(error));
  incoming.on('close', () => !incoming.complete && ahead.destroy(new Error('aborted')));
  return incoming.pipe(ahead);
};

/** All of an answer that is no download. */
const collect = (
  incoming: IncomingMessage,
  outgoing: ClientRequest,
  course: Course,
  resolve: (body: Uint8Array) => void,
  reject: (error: Error) => void,
): void => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const done = () => {
    const body = Buffer.concat(pieces);
    if (course.answer !== undefined) course.answer.body = body;
    // The SDK makes something else of what it is given.
    resolve(new Uint8Array(body.buffer, body.byteOffset, body.length));
    // The rest of a body that is not wanted any more stands between this request and the next one.
    if (!outgoing.writableFinished) outgoing.destroy();
  };
  incoming.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= LONGEST_ANSWER) pieces.push(piece);
    else incoming.destroy(new Error('an answer of more than 16 MiB'));
  });
  incoming.on('end', () => {
    course.ended();
    done();
  });
  incoming.on('error', (error) => {
    course.socketError ??= error;
    // A refusal is one, also where the connection is cut behind it while we still send.
    if ((incoming.statusCode ?? 0) >= 400) done();
    else reject(error);
  });
};

const joined = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );

const queryOf = (query: SignedRequest['query']): string => {
  const parts = Object.entries(query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one: string | null) =>
      one === null || one === undefined ? escaped(name) : `${escaped(name)}=${escaped(one)}`,
    ),
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
};

/** As it was signed: what `encodeURIComponent` leaves alone beside letters and digits is escaped but for `-_.~`. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
