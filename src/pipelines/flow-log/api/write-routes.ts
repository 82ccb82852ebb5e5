import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Accepted } from '../../../io/sources/journaled/answers.js';
import { forgetEntry, isOurs } from '../flow-entry.js';
import { judgeFlows } from '../judge-flows.js';
import { requireJson } from './content-type.js';
import type { FlowServer } from './flow-server.js';
import { LONGEST_KEY } from './limits.js';
import { problemText } from './problem.js';
import { Query } from './query.js';
import { Room, readBody } from './read-body.js';
import { badRequest } from './refused.js';
import type { RouteContext } from './route-context.js';

/** `POST /flows` and `DELETE /flows?hour=N`: both are journaled, in the order in which they come. */
export const addWriteRoutes = (
  server: FlowServer,
  { accept, limits, totals, onGarbage }: RouteContext,
): void => {
  const room = new Room(limits.waiting);

  const post = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    new Query(request.url, []);
    requireJson(request.headers['content-type']);
    const key = keyOf(request);
    const { bytes, hold, hasGarbage } = await readBody(request.raw, limits.body, room);
    if (hasGarbage === true) onGarbage();
    try {
      totals();
      return answer(reply, await stored(bytes, key));
    } finally {
      hold.release();
    }
  };

  const stored = (body: Buffer, key: string | undefined): Accepted | Promise<Accepted> => {
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
  for (const method of server.supportedMethods) {
    server.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }
  server.post('/flows', post);
  server.delete('/flows', forget);
};

/** What a batch is answered with that was not refused by its judge: a word for programs goes with each status. */
const WORDS: Readonly<Record<number, string>> = { 202: 'not-counted-yet', 422: 'other-body', 503: 'not-now' };

const answer = (reply: FastifyReply, { status, body, type, retryAfter }: Accepted): FastifyReply => {
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  reply.code(status);
  if (body === '') return reply.send();
  reply.header('content-type', type);
  const word = WORDS[status];
  if (word === undefined) return reply.send(body);
  // The source says a sentence only.
  const { error } = JSON.parse(body) as { readonly error: string };
  return reply.send(problemText({ error: word, message: error }));
};

/** What tells a request that is sent again from a new one. */
const keyOf = ({ headers }: FastifyRequest): string | undefined => {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length <= LONGEST_KEY && /^[\x21-\x7e]+$/.test(key)) return key;
  throw badRequest(`An Idempotency-Key has 1 to ${LONGEST_KEY} characters of ASCII, without spaces.`);
};
