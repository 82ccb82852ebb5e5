import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TotalsRow } from '../../../operators/totals/totals.js';
import { FLOW_NAMES, FLOW_SUMS } from '../flow-row.js';
import { acceptedFormat, type Format } from './accept.js';
import { AnswerCache } from './answer-cache.js';
import type { FlowServer } from './flow-server.js';
import { MOST_HOURS, MOST_TOP } from './limits.js';
import { JSON_TYPE } from './problem.js';
import { Query } from './query.js';
import { badRequest, Refused } from './refused.js';
import type { FlowTotals, RouteContext } from './route-context.js';
import { topRows } from './top-rows.js';
import { type TotalRow, typeOf, writeRows } from './write-rows.js';

/** `GET /flows`, `/flows/top` and `/hours`: what is summed up so far. */
export const addReadRoutes = (server: FlowServer, { totals }: RouteContext): void => {
  const cache = new AnswerCache();

  server.get('/flows', (request, reply) => {
    const query = new Query(request.url, ['hour', 'from', 'to', ...FLOW_NAMES]);
    const format = formatOf(request);
    const hours = hoursOf(query);
    const now = totals();
    const matches = filterOf(query);
    // What is asked for most is one hour, all of it, and most hours do not change any more.
    const group = matches === undefined && hours.from === hours.to ? now.group(hours.from) : undefined;
    if (group === undefined)
      return sendPieces(request, reply, format, writeRows(rowsOf(now, hours, matches), format));
    const question = `${format} ${group.group}`;
    const known = cache.find(question, group.changed);
    if (known !== undefined) return sendPieces(request, reply, format, [known].values());
    const pieces = writeRows(rowsOf(now, hours, undefined), format);
    return sendPieces(request, reply, format, cache.keeping(question, group.changed, pieces));
  });

  server.get('/flows/top', async (request, reply) => {
    const query = new Query(request.url, ['hour', 'by', 'n', ...FLOW_NAMES]);
    const format = formatOf(request);
    const hour = query.required('hour');
    const by = query.one('by') ?? 'bytes_tx';
    const sum = SUMS.indexOf(by);
    if (sum < 0) throw badRequest(`The parameter by is one of ${FLOW_SUMS.join(', ')}.`);
    const n = query.whole('n') ?? 10;
    if (n < 1 || n > MOST_TOP) throw badRequest(`The parameter n is 1 to ${MOST_TOP}.`);
    const rows = rowsOf(totals(), { from: hour, to: hour }, filterOf(query));
    return sendPieces(request, reply, format, writeRows(await topRows(rows, sum, n), format));
  });

  server.get('/hours', (request, reply) => {
    new Query(request.url, []);
    if (acceptedFormat(request.headers.accept, ['json']) === undefined) throw notAcceptable('JSON');
    const hours = totals().groups.map(({ group, keys, lastSeen }) => ({
      hour: group,
      keys,
      last_seen: new Date(lastSeen).toISOString(),
    }));
    return reply.header('content-type', JSON_TYPE).send(JSON.stringify(hours));
  });
};

const SUMS: readonly string[] = FLOW_SUMS;

interface Hours {
  readonly from: number;
  readonly to: number;
}

const hoursOf = (query: Query): Hours => {
  const ranged = query.has('from') || query.has('to');
  if (!ranged) {
    const hour = query.required('hour');
    return { from: hour, to: hour };
  }
  if (query.has('hour')) throw badRequest('Ask for one hour, or for those from A to B, and not for both.');
  const [from, to] = [query.required('from'), query.required('to')];
  if (from > to) throw badRequest(`from=${from} is after to=${to}.`);
  if (to - from >= MOST_HOURS) throw badRequest(`from and to may be at most ${MOST_HOURS} hours apart.`);
  return { from, to };
};

/** Whether a row is wanted; undefined where all are. */
type Matches = ((key: readonly string[]) => boolean) | undefined;

/** Of one name any value that is asked for, and so for each name. */
const filterOf = (query: Query): Matches => {
  const wanted = FLOW_NAMES.flatMap((name, place) => {
    if (!query.has(name)) return [];
    const values = new Set(query.all(name));
    if (values.has('')) throw badRequest(`The parameter ${name} is empty.`);
    return [{ place, values }];
  });
  if (wanted.length === 0) return undefined;
  return (key) => wanted.every(({ place, values }) => values.has(key[place] ?? ''));
};

/** The rows of these hours as they are at the call, whenever they are read. */
const rowsOf = (totals: FlowTotals, { from, to }: Hours, matches: Matches): Iterable<TotalRow> => {
  // One hour is looked up; many are found among those that there are.
  const hours = from === to ? [from] : hoursBetween(totals, from, to);
  return matching(
    hours.map((hour) => [hour, totals.rows(hour)] as const),
    matches,
  );
};

function* matching(
  hours: readonly (readonly [hour: number, rows: Iterable<TotalsRow>])[],
  matches: Matches,
): Generator<TotalRow, void> {
  for (const [hour, rows] of hours) {
    for (const { key, sums } of rows) if (matches === undefined || matches(key)) yield { hour, key, sums };
  }
}

const hoursBetween = ({ groups }: FlowTotals, from: number, to: number): readonly number[] =>
  groups.flatMap(({ group }) => (group >= from && group <= to ? [group] : []));

const formatOf = ({ headers }: FastifyRequest): Format => {
  const format = acceptedFormat(headers.accept);
  if (format === undefined) throw notAcceptable('JSON, NDJSON (application/x-ndjson) or CSV (text/csv)');
  return format;
};

const notAcceptable = (formats: string): Refused =>
  new Refused(406, 'not-acceptable', `This can be had in ${formats}.`, { vary: 'accept' });

/** Small answers are sent whole; larger ones are written as they are read, of what there was when they were asked for. */
const sendPieces = (
  request: FastifyRequest,
  reply: FastifyReply,
  format: Format,
  pieces: IterableIterator<Buffer, void>,
): FastifyReply => {
  reply.headers({ 'content-type': typeOf(format), vary: 'accept' });
  const first = pieces.next().value ?? NOTHING;
  const second = pieces.next().value;
  if (second === undefined) return reply.send(first);
  const isHead = request.method === 'HEAD';
  return reply.send(Readable.from(isHead ? [] : following(first, second, pieces), { objectMode: false }));
};

const NOTHING = Buffer.alloc(0);

function* following(first: Buffer, second: Buffer, others: Iterable<Buffer>): Generator<Buffer, void> {
  yield first;
  yield second;
  yield* others;
}
