import type { FlowServer } from './flow-server.js';
import { JSON_TYPE } from './problem.js';
import { Refused } from './refused.js';
import type { RouteContext } from './route-context.js';

/** `/healthz`: the process answers. `/readyz`: it takes records, and all of its sums are there. */
export const addHealthRoutes = (server: FlowServer, { replaying, totals }: RouteContext): void => {
  server.get('/healthz', (_request, reply) =>
    reply.header('content-type', JSON_TYPE).send('{"status":"ok"}\n'),
  );

  server.get('/readyz', (_request, reply) => {
    try {
      totals();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const body = { ...error.problem, ...replaying() };
      return reply
        .code(503)
        .headers({ ...error.headers, 'content-type': JSON_TYPE })
        .send(`${JSON.stringify(body)}\n`);
    }
    return reply.header('content-type', JSON_TYPE).send('{"status":"ready"}\n');
  });
};
