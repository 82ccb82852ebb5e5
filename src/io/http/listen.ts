import { type FastifyReply, fastify } from 'fastify';
import type { Address } from './address.js';
import { listenAt } from './listen-at.js';

/** What a GET is answered with. */
export interface Answer {
  readonly status: number;
  /** The media type of the body. */
  readonly type: string;
  readonly body: string;
}

/** What there is to be had, by path. */
export type Routes = Readonly<Record<string, () => Answer | Promise<Answer>>>;

export interface ListenOptions {
  /** Told when an answer cannot be made, which is a defect; whoever asked hears that, and no more. */
  readonly onError: (error: unknown) => void;
  /** Told what whoever runs this should know. */
  readonly warn: (message: string) => void;
}

export interface Listening {
  /** Where it can be asked on this machine, with the port that it got. */
  readonly url: string;
  /** Connections are closed, those that are kept alive too. */
  close(): Promise<void>;
}

/** Nobody has to send us anything. */
const BODY_LIMIT = 16 * 1024;
const MOST_CONNECTIONS = 200;
const TIMEOUT = 10_000;

const json = (status: number, error: string): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify({ error })}\n`,
});

const UNREADABLE = 'This request cannot be read.';

const send = (reply: FastifyReply, { status, type, body }: Answer): FastifyReply =>
  reply
    .code(status)
    .headers({ ...ALWAYS, 'content-type': type })
    .send(body);

/** Nothing here is to be kept, or taken for anything but what it says it is. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * Serves GET and HEAD of some paths. Rejects with a TidemarkError 'cannot-listen' where the address is taken, is not one
 * of this machine, or is not allowed.
 */
export async function listen(address: Address, routes: Routes, options: ListenOptions): Promise<Listening> {
  const server = serverOf(routes, options.onError);
  const url = await listenAt(server, address, options.warn);
  return { url, close: () => server.close() };
}

const serverOf = (routes: Routes, onError: (error: unknown) => void) => {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: TIMEOUT,
    connectionTimeout: 3 * TIMEOUT,
    keepAliveTimeout: TIMEOUT,
    http: { headersTimeout: TIMEOUT },
    forceCloseConnections: true,
    logger: false,
    // What cannot be decoded is no path of ours; nothing of it is said back.
    frameworkErrors: (_error, _request, reply) => {
      // A reply like any other, which its type is too general to say.
      send(reply as FastifyReply, json(400, UNREADABLE));
    },
  });
  server.server.maxConnections = MOST_CONNECTIONS;
  for (const [path, answer] of Object.entries(routes)) {
    // HEAD comes with GET.
    server.get(path, async (_request, reply) => send(reply, await answer()));
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const known = Object.hasOwn(routes, path);
    const answer = known
      ? json(405, 'Only GET and HEAD are allowed here.')
      : json(404, `There is nothing here; there is ${Object.keys(routes).join(', ')}.`);
    if (known) void reply.header('allow', 'GET, HEAD');
    return send(reply, answer);
  });
  server.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error);
    if (status >= 500) onError(error);
    return send(reply, json(status, status >= 500 ? 'This could not be answered.' : UNREADABLE));
  });
  return server;
};

/** What whoever asked has done wrong has a status of its own. */
const statusOf = (error: unknown): number => {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' && status >= 400 ? status : 500;
};
