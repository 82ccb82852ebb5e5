import { type FastifyReply, fastify } from 'fastify';
import type { Accepted } from '../../../io/sources/journaled/answers.js';
import { toMilliseconds } from '../../../operators/time/duration.js';
import type { TotalsView } from '../../../operators/totals/totals.js';
import { addHealthRoutes } from './health-routes.js';
import { type FlowLimits, type GivenLimits, limitsOf } from './limits.js';
import { addOpenApiRoute } from './openapi-route.js';
import { JSON_TYPE, type Problem, problemText } from './problem.js';
import { addReadRoutes } from './read-routes.js';
import { notNow, Refused } from './refused.js';
import { addWriteRoutes } from './write-routes.js';

/** What of the totals is asked for. */
export type FlowTotals = Pick<TotalsView, 'group' | 'groups' | 'rows'>;

export interface FlowApiOptions {
  /** Stores an entry: resolves when it is journaled and in the sums, or refused. */
  readonly accept: (entry: Buffer, key: string | undefined) => Promise<Accepted>;
  /** The sums between two chunks; undefined before there are any. */
  readonly totals: () => FlowTotals | undefined;
  /** How far the journal has been read again; undefined when all of it has. */
  readonly replaying: () => { readonly done: number; readonly total: number } | undefined;
  readonly limits?: GivenLimits | undefined;
  /** Told when an answer cannot be made, which is a defect; whoever asked hears that, and no more. */
  readonly onError: (error: unknown) => void;
}

/** What every group of routes is given. */
export interface RouteContext extends Pick<FlowApiOptions, 'accept' | 'replaying'> {
  readonly limits: FlowLimits;
  /** The sums; throws a `Refused` while they are not all there. */
  readonly totals: () => FlowTotals;
}

export type FlowServer = ReturnType<typeof serverOf>;

/** The server of the flow-log API; it is not listening yet. */
export const flowApi = (options: FlowApiOptions): FlowServer => {
  const limits = limitsOf(options.limits);
  const server = serverOf(limits);
  const allowed = new Map<string, readonly string[]>();
  server.addHook('onRoute', ({ url, method }) => {
    allowed.set(url, [...new Set([...(allowed.get(url) ?? []), method].flat())]);
  });
  // Not async: what is sent within the call need not be waited for.
  let isClosing = false;
  server.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    reply.headers(ALWAYS);
    // Or the end would wait for connections that nobody needs any more.
    if (isClosing) reply.header('connection', 'close');
    done(null, payload);
  });
  server.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refused) return send(reply.headers(error.headers), error.status, error.problem);
    const status = statusOf(error);
    if (status < 500) return send(reply, status, UNREADABLE);
    options.onError(error);
    return send(reply, 500, { error: 'defect', message: 'This could not be answered.' });
  });
  server.setNotFoundHandler((request, reply) => {
    const methods = allowed.get(request.url.split('?', 1)[0] ?? '');
    if (methods === undefined) {
      const message = `There is nothing here; there is ${[...allowed.keys()].join(', ')}.`;
      return send(reply, 404, { error: 'not-found', message });
    }
    const allow = methods.join(', ');
    return send(reply.header('allow', allow), 405, {
      error: 'bad-method',
      message: `Only ${allow} are allowed here.`,
    });
  });
  const context: RouteContext = {
    limits,
    accept: options.accept,
    replaying: options.replaying,
    totals() {
      const replaying = options.replaying();
      const totals = options.totals();
      if (replaying !== undefined || totals === undefined) {
        throw notNow('replaying', `The journal is being read again: ${progressText(replaying)}.`);
      }
      return totals;
    },
  };
  addWriteRoutes(server, context);
  addReadRoutes(server, context);
  addHealthRoutes(server, context);
  addOpenApiRoute(server);
  return server;
};

const progressText = (replaying: { readonly done: number; readonly total: number } | undefined): string =>
  replaying === undefined || replaying.total === 0
    ? 'it has just begun'
    : `${Math.floor((100 * replaying.done) / replaying.total)}% done`;

const UNREADABLE: Problem = { error: 'bad-request', message: 'This request cannot be read.' };

/** Nothing here is to be kept, or taken for anything but what it says it is. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const HEADERS_TIMEOUT = 10_000;
const HEADER_BYTES = 16 * 1024;

const serverOf = (limits: FlowLimits) => {
  const request = toMilliseconds(limits.request);
  const server = fastify({
    requestTimeout: request,
    // Nothing may stand still for longer, in either direction.
    connectionTimeout: 2 * Math.max(request, HEADERS_TIMEOUT),
    keepAliveTimeout: toMilliseconds(limits.idle),
    http: {
      headersTimeout: Math.min(HEADERS_TIMEOUT, request),
      maxHeaderSize: HEADER_BYTES,
      connectionsCheckingInterval: Math.min(1000, Math.max(100, request / 4)),
    },
    forceCloseConnections: 'idle',
    logger: false,
    // Said by the routes themselves, which read their bodies.
    bodyLimit: limits.body,
    frameworkErrors: (_error, _request, reply) => {
      // A reply like any other, which its type is too general to say.
      send(reply as FastifyReply, 400, UNREADABLE);
    },
    clientErrorHandler: (error, socket) => {
      const code = 'code' in error ? error.code : undefined;
      if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
      const [status, reason] = CLIENT_ERRORS[String(code)] ?? ['400 Bad Request', UNREADABLE];
      const body = problemText(reason);
      socket.end(
        `HTTP/1.1 ${status}\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      );
    },
  });
  server.server.maxConnections = limits.connections;
  return server;
};

const CLIENT_ERRORS: Readonly<Record<string, readonly [string, Problem]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    { error: 'timeout', message: 'The request took too long to arrive.' },
  ],
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    { error: 'too-large', message: 'The headers of this request are too long.' },
  ],
};

const send = (reply: FastifyReply, status: number, problem: Problem): FastifyReply =>
  reply.code(status).header('content-type', JSON_TYPE).send(problemText(problem));

/** What whoever asked has done wrong has a status of its own. */
const statusOf = (error: unknown): number => {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' && status >= 400 ? status : 500;
};
