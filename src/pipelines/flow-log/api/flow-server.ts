import { type FastifyReply, fastify } from 'fastify';
import { toMilliseconds } from '../../../operators/time/duration.js';
import type { FlowLimits } from './limits.js';
import { JSON_TYPE, type Problem, problemText } from './problem.js';

export const UNREADABLE: Problem = { error: 'bad-request', message: 'This request cannot be read.' };

const HEADERS_TIMEOUT = 10_000;
const HEADER_BYTES = 16 * 1024;

/** A server that takes no more than the limits allow, and has no routes yet. */
export const flowServer = (limits: FlowLimits) => {
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

export type FlowServer = ReturnType<typeof flowServer>;

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

export const send = (reply: FastifyReply, status: number, problem: Problem): FastifyReply =>
  reply.code(status).header('content-type', JSON_TYPE).send(problemText(problem));
