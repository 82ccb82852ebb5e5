import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Accepted } from '../accepted.js';
import { forgetEntry, isOurs } from '../flow-entry.js';
import { judgeFlows } from '../judge-flows.js';
import { requireJson } from './content-type.js';
import type { FlowServer, RouteContext } from './flow-api.js';
import { LONGEST_KEY } from './limits.js';
import { Query } from './query.js';
import { Room, readBody } from './read-body.js';
import { badRequest } from './refused.js';

/** `POST /flows` and `DELETE /flows?hour=N`: both are journaled, in the order in which they come. */
export const addWriteRoutes = (server: FlowServer, { accept, limits, totals }: RouteContext): void => {
  const room = new Room(limits.waiting);

  const post = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    new Query(request.url, []);
    requireJson(request.headers['content-type']);
    const key = keyOf(request);
    const { bytes, release } = await readBody(request.raw, limits.body, room);
    try {
      totals();
      return answer(reply, await stored(bytes, key));
    } finally {
      release();
    }
  };

  const stored = async (body: Buffer, key: string | undefined): Promise<Accepted> => {
    if (!isOurs(body)) return accept(body, key);
    // It begins like an entry of our own making, and so is no JSON: refused here, where it cannot be taken for one.
    const judgement = judgeFlows(body, 0);
    if ('refusal' in judgement) return judgement.refusal;
    throw new Error('A body that begins with 0 was taken for JSON.');
  };

  const forget = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const query = new Query(request.url, ['hour']);
    const hour = query.required('hour');
    totals();
    const accepted = await accept(forgetEntry(hour), keyOf(request));
    return accepted.status === 200 ? reply.code(204).send() : answer(reply, accepted);
  };

  // Bodies are read by the route: nothing of them is read that nobody asked for.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  server.post('/flows', post);
  server.delete('/flows', forget);
};

const answer = (reply: FastifyReply, { status, body, type }: Accepted): FastifyReply => {
  if (status === 503) reply.header('retry-after', '1');
  return reply.code(status).header('content-type', type).send(body);
};

/** What tells a request that is sent again from a new one. */
const keyOf = ({ headers }: FastifyRequest): string | undefined => {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length <= LONGEST_KEY && /^[\x21-\x7e]+$/.test(key)) return key;
  throw badRequest(`An Idempotency-Key has 1 to ${LONGEST_KEY} characters of ASCII, without spaces.`);
};
