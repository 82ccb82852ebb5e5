import type { Answer, Asked, Route } from '../../../io/http/answer.js';
import { MemoryBudget } from '../../../io/http/memory-budget.js';
import { JSON_TYPE } from '../../../io/http/problem.js';
import type { Query } from '../../../io/http/query.js';
import { badRequest, Refused } from '../../../io/http/refused.js';
import { inSteps } from '../../../io/http/steps.js';
import { FLOW_NAMES, FLOW_SUMS } from '../flow-row.js';
import { acceptedFormat, type Format } from './accept.js';
import { AnswerCache } from './answer-cache.js';
import { HeldPieces } from './held-pieces.js';
import { type Hours, held, type Matches, type Reading, readingOf, rowsOf } from './hours.js';
import { MOST_HOURS, MOST_TOP } from './limits.js';
import type { FlowTotals, RouteContext } from './route-context.js';
import { topRows } from './top-rows.js';
import { writeHours } from './write-hours.js';
import { typeOf, writeRows } from './write-rows.js';

/** How long an answer waits for others to be read before it is refused. */
const PATIENCE = 30_000;

/** Hours that take no more than this part of the memory for answers are read at one moment: copying them takes milliseconds. */
const SHARES = 4;

/** `GET /flows`, `/flows/top` and `/hours`: what is summed up so far. */
export const readRoutes = ({
  totals,
  hold = () => () => undefined,
  limits,
}: RouteContext): readonly Route[] => {
  const budget = new MemoryBudget(limits.answers, 'Too many large answers are being read at once.');
  const cache = new AnswerCache(budget);
  const sums = { totals, hold };

  /**
   * Reads sums in steps when its turn comes and they are not in the middle of a batch; they stay as they are meanwhile. Nothing
   * is read for who has gone.
   */
  const whole = <R extends object>(
    { socket }: Asked['request'],
    read: () => Generator<undefined, R>,
  ): Promise<R> => {
    const reading: Generator<unknown, R | undefined> = held(sums, read);
    return inSteps(() => {
      if (socket.destroyed) {
        // Or they would be kept for ever.
        reading.return(undefined);
        throw badRequest('Whoever asked has gone.');
      }
      const step = reading.next();
      return step.done === true ? step.value : undefined;
    });
  };

  /** Takes what reading these hours costs, in turn, to be given back. */
  const reserve = async (hours: Hours): Promise<Reading> => {
    const reading = readingOf(totals(), hours, limits.answers / SHARES);
    await budget.wait(reading.cost, PATIENCE);
    return reading;
  };

  const flows = async ({ request, headers, query }: Asked): Promise<Answer> => {
    const asked = query(['hour', 'from', 'to', ...FLOW_NAMES]);
    const format = formatOf(headers);
    const hours = hoursOf(asked);
    const matches = filterOf(asked);
    // What is asked for most is one hour, all of it, and most hours do not change any more.
    const isOne = matches === undefined && hours.from === hours.to;
    const known = isOne ? kept(hours.from, format) : undefined;
    if (known !== undefined) return written(format, known);
    const reading = await reserve(hours);
    const release = (): void => budget.give(reading.cost);
    try {
      // Copying a large hour takes long; and it may have changed while others were read.
      return await whole(request, function* () {
        const pieces = writeRows(yield* rowsOf(sums, reading, matches), format);
        const group = isOne ? totals().group(hours.from) : undefined;
        if (group === undefined) return written(format, new HeldPieces(pieces, release), reading);
        const keeping = cache.keeping(`${format} ${group.group}`, group.changed, pieces);
        return written(format, new HeldPieces(keeping, release));
      });
    } catch (error) {
      release();
      throw error;
    }
  };

  const kept = (hour: number, format: Format): Buffer | undefined => {
    const group = totals().group(hour);
    return group && cache.find(`${format} ${group.group}`, group.changed);
  };

  const top = async ({ request, headers, query }: Asked): Promise<Answer> => {
    const asked = query(['hour', 'by', 'n', ...FLOW_NAMES]);
    const format = formatOf(headers);
    const hour = asked.required('hour');
    const by = asked.one('by') ?? 'bytes_tx';
    const sum = SUMS.indexOf(by);
    if (sum < 0) throw badRequest(`The parameter by is one of ${FLOW_SUMS.join(', ')}.`);
    const n = asked.whole('n') ?? 10;
    if (n < 1 || n > MOST_TOP) throw badRequest(`The parameter n is 1 to ${MOST_TOP}.`);
    const matches = filterOf(asked);
    const reading = await reserve({ from: hour, to: hour });
    try {
      const all = await whole(request, () => rowsOf(sums, reading, matches));
      const rows = await topRows(all, sum, n);
      return written(format, writeRows(rows, format));
    } finally {
      budget.give(reading.cost);
    }
  };

  // biome-ignore lint/correctness/useYield: it is read in one step.
  const groups = function* (): Generator<undefined, FlowTotals['groups']> {
    return totals().groups;
  };

  const hours = async ({ request, headers, query }: Asked): Promise<Answer> => {
    query([]);
    if (acceptedFormat(headers.accept, ['json']) === undefined) throw notAcceptable('JSON');
    return { status: 200, type: JSON_TYPE, body: writeHours(await whole(request, groups)) };
  };

  return [
    { method: 'GET', path: '/flows', handle: flows },
    { method: 'GET', path: '/flows/top', handle: top },
    { method: 'GET', path: '/hours', handle: hours },
  ];
};

/**
 * Large answers are written as they are read, of what there was when their turn came; where that was not one moment, they say
 * so.
 */
const written = (format: Format, body: NonNullable<Answer['body']>, reading?: Reading): Answer => ({
  status: 200,
  type: typeOf(format),
  headers: reading?.isOneMoment === false ? { ...VARY, 'tidemark-as-of': 'each hour' } : VARY,
  body,
});

const VARY = { vary: 'accept' };

const SUMS: readonly string[] = FLOW_SUMS;

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

const formatOf = ({ accept }: Asked['headers']): Format => {
  const format = acceptedFormat(accept);
  if (format === undefined) throw notAcceptable('JSON, NDJSON (application/x-ndjson) or CSV (text/csv)');
  return format;
};

const notAcceptable = (formats: string): Refused =>
  new Refused(406, 'not-acceptable', `This can be had in ${formats}.`, { vary: 'accept' });
