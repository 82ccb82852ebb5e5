import { expect, it } from 'vitest';
import type { Answer, Asked } from '../../../src/io/http/answer.js';
import { Query } from '../../../src/io/http/query.js';
import { Refused } from '../../../src/io/http/refused.js';
import { limitsOf } from '../../../src/pipelines/flow-log/api/limits.js';
import { readRoutes } from '../../../src/pipelines/flow-log/api/read-routes.js';
import { SIX } from './flow-server.js';
import { MemoryFlows } from './memory-flows.js';

const end = ({ body }: Answer): void => {
  if (typeof body === 'object' && 'return' in body) body.return?.();
};

it('reads nothing for who has gone by its turn, and goes on with the next', async () => {
  const flows = new MemoryFlows();
  await flows.accept(Buffer.from(JSON.stringify([SIX])));
  let read = 0;
  const totals = () => {
    const all = flows.totals();
    const copying: typeof all.copying = (hour, keys) => {
      read++;
      return all.copying(hour, keys);
    };
    return { ...all, copying };
  };
  // One at a time.
  const limits = limitsOf({ answers: 1 });
  const routes = readRoutes({ ...flows.options(), limits, totals });
  const ask = async (path: string, destroyed = false): Promise<Answer> => {
    const query = (known: readonly string[]): Query => new Query(`${path}?hour=1`, known);
    const asked = { request: { socket: { destroyed } }, headers: {}, isTrusted: true, query };
    const route = routes.find((one) => one.path === path);
    return route?.handle(asked as unknown as Asked) ?? Promise.reject(new Error(path));
  };
  const first = await ask('/flows');
  const gone = [ask('/flows', true), ask('/flows/top', true)];
  const last = ask('/flows/top');
  end(first);
  for (const one of gone) await expect(one).rejects.toThrow(Refused);
  end(await last);
  expect(read).toBe(2);
});

it('does not wait for the end of a batch, which may never come, for who has gone', async () => {
  const flows = new MemoryFlows();
  await flows.accept(Buffer.from(JSON.stringify([SIX])));
  const routes = readRoutes({
    ...flows.options(),
    limits: limitsOf({}),
    totals: flows.totals,
    hold: () => undefined,
  });
  const socket = { destroyed: false };
  const asked = routes.map(({ path, handle }) => {
    const query = (known: readonly string[]): Query =>
      new Query(path === '/hours' ? path : `${path}?hour=1`, known);
    return Promise.resolve(
      handle({ request: { socket }, headers: {}, isTrusted: true, query } as unknown as Asked),
    );
  });
  expect(asked).toHaveLength(3);
  socket.destroyed = true;
  for (const one of asked) await expect(one).rejects.toThrow(Refused);
});
