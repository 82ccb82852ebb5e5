import type { Answer, Route } from '../../../io/http/answer.js';
import { JSON_TYPE } from '../../../io/http/problem.js';
import { Refused } from '../../../io/http/refused.js';
import type { RouteContext } from './route-context.js';

/** `/healthz`: the process answers. `/readyz`: it takes records, and all of its sums are there. */
export const healthRoutes = ({ replaying, totals }: RouteContext): readonly Route[] => [
  { method: 'GET', path: '/healthz', health: true, handle: () => json(200, { status: 'ok' }) },
  {
    method: 'GET',
    path: '/readyz',
    health: true,
    handle({ isTrusted }) {
      try {
        totals();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        // Who has no token hears that it is not, and nothing of how much there is.
        const said = isTrusted
          ? { ...error.problem, ...replaying() }
          : { error: error.error, message: 'This is not ready yet.' };
        return { ...json(503, said), headers: error.headers };
      }
      return json(200, { status: 'ready' });
    },
  },
];

const json = (status: number, value: unknown): Answer => ({
  status,
  type: JSON_TYPE,
  body: `${JSON.stringify(value)}\n`,
});
