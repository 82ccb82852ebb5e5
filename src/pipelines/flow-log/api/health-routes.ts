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
    handle() {
      try {
        totals();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { ...json(503, { ...error.problem, ...replaying() }), headers: error.headers };
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
