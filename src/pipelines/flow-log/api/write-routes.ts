import type { Answer, Asked, Route } from '../../../io/http/answer.js';
import { MemoryBudget } from '../../../io/http/memory-budget.js';
import { type ReceivedBody, readBody } from '../../../io/http/read-body.js';
import { badRequest } from '../../../io/http/refused.js';
import { requireJson } from '../../../io/http/require-json.js';
import { inSteps } from '../../../io/http/steps.js';
import type { Accepted } from '../../../io/sources/journaled/answers.js';
import { forgetEntry, isOurs } from '../flow-entry.js';
import { FlowJudging } from '../flow-judging.js';
import { judgeFlows } from '../judge-flows.js';
import { LONGEST_KEY } from './limits.js';
import type { RouteContext } from './route-context.js';

/** Bodies up to here are judged as they come, and up to there in one step. */
const SMALL = 16 * 1024;
const ONE_STEP = 256 * 1024;
/** What a row takes in memory until it is counted, besides its body. */
const ROW_BYTES = 128;

/** `POST /flows` and `DELETE /flows?hour=N`: both are journaled, in the order in which they come. */
export const writeRoutes = ({ accept, limits, totals, onGarbage }: RouteContext): readonly Route[] => {
  const budget = new MemoryBudget(limits.waiting, 'Too much is being received at once.');

  const post = async ({ request, headers, query }: Asked): Promise<Answer> => {
    query([]);
    requireJson(headers['content-type']);
    const key = keyOf(headers['idempotency-key']);
    const body = await readBody(request, limits.body, budget);
    if (body.hasGarbage === true) onGarbage();
    try {
      totals();
      return await stored(body, key);
    } finally {
      body.hold.release();
    }
  };

  const stored = ({ bytes, hold }: ReceivedBody, key: string | undefined): Promise<Accepted> | Accepted => {
    if (!isOurs(bytes)) {
      if (bytes.length <= SMALL) return accept(bytes, key);
      return bytes.length <= ONE_STEP ? inSteps(() => accept(bytes, key)) : storedLarge(bytes, hold, key);
    }
    // It begins like an entry of our own making, and so is no JSON: refused here, where it cannot be taken for one.
    const judgement = judgeFlows(bytes, 0);
    if ('refusal' in judgement) return judgement.refusal;
    throw new Error('A body that begins with 0 was taken for JSON.');
  };

  /** Judges it in steps, between which others have their turn. */
  const storedLarge = (
    bytes: Buffer,
    hold: ReceivedBody['hold'],
    key: string | undefined,
  ): Promise<Accepted> => {
    const judging = new FlowJudging(bytes, 0, limits.records);
    return inSteps((): Promise<Accepted> | Accepted | undefined => {
      const before = judging.count;
      const judgement = judging.step();
      hold.take((judging.count - before) * ROW_BYTES);
      if (judgement === undefined) return undefined;
      if ('refusal' in judgement) return judgement.refusal;
      return accept(bytes, key, (time) => {
        judging.time = time;
        return judgement;
      });
    });
  };

  const forget = async ({ headers, query }: Asked): Promise<Answer> => {
    const hour = query(['hour']).required('hour');
    totals();
    const accepted = await accept(forgetEntry(hour), keyOf(headers['idempotency-key']));
    return accepted.status === 200 ? { status: 204 } : accepted;
  };

  return [
    { method: 'POST', path: '/flows', handle: post },
    { method: 'DELETE', path: '/flows', handle: forget },
  ];
};

/** What tells a request that is sent again from a new one. */
const keyOf = (key: string | readonly string[] | undefined): string | undefined => {
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length <= LONGEST_KEY && /^[\x21-\x7e]+$/.test(key)) return key;
  throw badRequest(`An Idempotency-Key has 1 to ${LONGEST_KEY} characters of ASCII, without spaces.`);
};
