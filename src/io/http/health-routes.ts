import type { Route } from './answer.js';
import { jsonAnswer } from './json-answer.js';
import type { Refused } from './refused.js';

/** Why something is not ready. */
export interface Unready {
  /** What whoever needs it is refused with. */
  readonly refused: Refused;
  /** What else there is to be said, to those who have the token. */
  readonly details?: object;
}

/** `/healthz`: the process answers. `/readyz`: so does all else; `unready` says why not. */
export const healthRoutes = (unready: () => Unready | undefined): readonly Route[] => [
  { method: 'GET', path: '/healthz', health: true, handle: () => jsonAnswer(200, { status: 'ok' }) },
  {
    method: 'GET',
    path: '/readyz',
    health: true,
    handle({ isTrusted }) {
      const why = unready();
      if (why === undefined) return jsonAnswer(200, { status: 'ready' });
      const { error, problem, headers } = why.refused;
      // Who has no token hears that it is not, and nothing of how much there is.
      const said = isTrusted ? { ...problem, ...why.details } : { error, message: 'This is not ready yet.' };
      return { ...jsonAnswer(503, said), headers };
    },
  },
];
