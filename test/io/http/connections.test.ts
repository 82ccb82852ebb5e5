import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { Connections, endFlood } from '../../../src/io/http/connections.js';
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

it('are all read no further in a turn in which one has sent more than fits, and are read again in later ones', async () => {
  const all = new Connections(HTTP_LIMITS, () => undefined);
  onTestFinished(() => all.destroyAll());
  const [busy = new Socket(), ...others] = Array.from({ length: 10 }, () => new Socket());
  for (const socket of [busy, ...others]) all.add(socket.resume());
  const take = (count: number): void => {
    const request = { socket: busy, complete: true };
    const response = { on: () => undefined, headersSent: true };
    for (let i = 0; i < count; i++) all.take(request as never, response as never);
  };
  const paused = (): number => others.filter((socket) => socket.isPaused()).length;
  const untilRead = async (): Promise<void> => {
    while (paused() > 0) await turn();
  };
  // A request that does not wait for the one ahead of it counts as four.
  take(250);
  expect(paused()).toBe(0);
  take(1);
  expect(paused()).toBe(9);
  await untilRead();
  // So many wait of the one that no more are read from it.
  expect(busy.isPaused()).toBe(true);
  take(250);
  expect(paused()).toBe(9);
  await untilRead();
  // Or a body in pieces of a byte each.
  endFlood(busy, '413 Payload Too Large', { error: 'small-chunks', message: 'No.' });
  expect(paused()).toBe(9);
  await untilRead();
});
