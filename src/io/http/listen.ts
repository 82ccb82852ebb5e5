import type { AddressInfo } from 'node:net';
import { type FastifyReply, fastify } from 'fastify';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Address, addressText } from './address.js';

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
  try {
    if (address.host === undefined) {
      options.warn(
        `:${address.port} can be reached from every network that this machine is in, and asks for no password; 127.0.0.1:${address.port} is for this machine alone.`,
      );
      await listenEverywhere(server, address.port);
    } else {
      await server.listen({ host: address.host, port: address.port });
    }
  } catch (error) {
    await server.close();
    throw listenFailure(address, error);
  }
  // Listening on a port makes it an address with one.
  const { port } = server.server.address() as AddressInfo;
  const host = address.host ?? 'localhost';
  return { url: `http://${addressText({ host, port })}`, close: () => server.close() };
}

type Server = ReturnType<typeof serverOf>;

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

/** IPv6 takes IPv4 too; a machine may be without it. */
const listenEverywhere = async (server: Server, port: number): Promise<void> => {
  try {
    await server.listen({ host: '::', port });
  } catch (error) {
    if (codeOf(error) !== 'EAFNOSUPPORT' && codeOf(error) !== 'EADDRNOTAVAIL') throw error;
    await server.listen({ host: '0.0.0.0', port });
  }
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there already. Stop it, or choose another port.',
  EACCES: 'that is not allowed. Ports below 1024 need a privilege; choose another.',
  EADDRNOTAVAIL: 'that is no address of this machine.',
  ENOTFOUND: 'that name is not known.',
  EAI_AGAIN: 'that name cannot be looked up.',
  EAFNOSUPPORT: 'this machine has no addresses of that kind.',
};

const listenFailure = (address: Address, error: unknown): TidemarkError => {
  const reason = REASONS[String(codeOf(error))];
  if (reason === undefined) throw error;
  return new TidemarkError('cannot-listen', `Cannot listen at ${addressText(address)}: ${reason}`, {
    cause: error,
  });
};
