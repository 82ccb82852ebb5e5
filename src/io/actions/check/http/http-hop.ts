import { Names } from '../net/names.js';
import type { Hop, HopRequest, HopResult } from './hop.js';
import { KeptSockets } from './kept-sockets.js';
import { oneRequest } from './one-request.js';

export interface HttpHopOptions {
  /** Shared with other checks of the process, for its cache; one of its own by default. */
  readonly names?: Names;
}

export interface HttpHop extends Hop {
  /** Closes the connections that are kept. Requests that are under way end by their deadlines. */
  close(): void;
}

/** What may be sent twice without doing anything twice (RFC 9110, 9.2.2); nothing else goes over a connection that was kept. */
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'];

/**
 * One request over HTTP/1.1, on a connection of its own unless the request says that it may be kept. What curl and browsers
 * take is taken, and noted; whatever happens is in the result.
 *
 * @example
 * ```ts
 * import { checkHttp, httpHop, userAgent } from 'tidemark';
 *
 * const hop = httpHop();
 * export const check = checkHttp({ hop, userAgent: userAgent('1.0.0') });
 * ```
 */
export const httpHop = ({ names = new Names() }: HttpHopOptions = {}): HttpHop => {
  const sockets = new KeptSockets();

  const hop: Hop = async (request, deadline) => {
    const isKept = request.connection === 'kept' && IDEMPOTENT.includes(request.method);
    if (!isKept) return (await oneRequest(request, names, deadline)).result;
    const key = keyOf(request);
    const keep = (socket: Parameters<KeptSockets['put']>[1]) => sockets.put(key, socket);
    const kept = sockets.take(key);
    const first = await oneRequest(request, names, deadline, { kept, keep });
    // Closed by the other end just as we used it: what a fresh connection says is the truth.
    if (kept === undefined || !first.isLostUnanswered) return first.result;
    const { result } = await oneRequest(request, names, deadline, { keep });
    return withNote(result, 'kept connection was closed, asked again on a fresh one');
  };
  return Object.assign(hop, { close: () => sockets.close() });
};

const withNote = (result: HopResult, note: string): HopResult => ({
  ...result,
  notes: [note, ...result.notes],
});

/** Whatever leads to another connection, or to another look at its certificate. */
const keyOf = ({ url, network, tls }: HopRequest): string =>
  JSON.stringify([url.protocol, url.host, network, url.protocol === 'https:' ? tls : undefined]);
