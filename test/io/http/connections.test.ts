import { Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Connections } from '../../../src/io/http/connections.js';
import { HTTP_LIMITS } from '../../../src/io/http/http-limits.js';

/** Connections that come together, before any that is cut off for them can be closed. */
const come = (connections: number, count: number, busy = 0) => {
  const all = new Connections({ ...HTTP_LIMITS, connections }, () => undefined);
  onTestFinished(() => all.destroyAll());
  const sockets = Array.from({ length: count }, () => new Socket());
  for (const [i, socket] of sockets.entries()) {
    all.add(socket);
    if (i >= busy) continue;
    // It is asked something, which is not answered.
    const request = { socket, complete: true };
    all.take(request as never, { on: () => undefined } as never);
  }
  return { all, left: sockets.filter(({ destroyed }) => !destroyed) };
};

it('are without a request for one half at most, also when many come at once', () => {
  const { all, left } = come(100, 1000);
  expect([all.size, left.length]).toEqual([50, 50]);
});

it('have no more beyond all that may be than are kept for health, also when many come at once', () => {
  const { all, left } = come(100, 1000, 100);
  expect([all.size, left.length]).toEqual([116, 116]);
});
