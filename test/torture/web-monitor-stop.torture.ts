import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { place } from '../cli/running.js';
import { checksOf, doubled, INTERVAL, until } from '../cli/web-monitor/several.js';
import { rowsIn } from '../support/tidemark.js';

const STOPS = 12;
const HEALTHY = 40;
const FAILING = 5;
/** Milliseconds that a site waits at most, and resets who has asked for nothing until then. */
const SLOWEST = 1500;
const PATIENCE = 2500;

/** Sites that take their time, so that a stop comes in the midst of many checks, and close what they hear nothing of. */
const slowSites = async (): Promise<number> => {
  const server = createServer(({ url = '' }, response) => {
    setTimeout(() => {
      response.statusCode = url.startsWith('/failing') ? 500 : 200;
      response.end('ok');
    }, Math.random() * SLOWEST);
  });
  server.on('connection', (socket) => {
    const timer = setTimeout(() => socket.resetAndDestroy(), PATIENCE);
    socket.once('close', () => clearTimeout(timer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

it('a monitor that is stopped again and again (SIGSTOP) blames no site, doubles no check and counts what it missed', async () => {
  const port = await slowSites();
  const urls = Array.from({ length: HEALTHY + FAILING }, (_, i) => ({
    url: `http://127.0.0.1:${port}/${i < HEALTHY ? 'fine' : 'failing'}/${i}`,
    name: `${i < HEALTHY ? 'fine' : 'failing'} ${i}`,
  }));
  const here = await place();
  here.config({
    version: 1,
    state: here.path('state'),
    notify: [{ stdout: true, format: 'json' }],
    pipelines: {
      sites: {
        use: 'web-monitor',
        source: { urls, every: `${INTERVAL / 1000}s`, timeout: '4s' },
        streams: { results: { to: [{ stdout: true, format: 'json' }] } },
      },
    },
  });
  const monitor = Object.assign(here.start(), { name: 'it' });
  const results = () => rowsIn(monitor.stdout).filter(({ stream }) => stream === 'results');
  await until(() => results().length > 0);
  for (let i = 0; i < STOPS; i++) {
    await delay(500 + Math.random() * INTERVAL);
    monitor.child.kill('SIGSTOP');
    await delay(1000 + Math.random() * 2 * INTERVAL);
    monitor.child.kill('SIGCONT');
  }
  const over = Date.now();
  // Long enough for those that are down to be counted as such.
  await until(
    () =>
      new Set(checksOf([monitor]).flatMap(({ at, name }) => (at > over + 3 * INTERVAL ? [name] : [])))
        .size === urls.length,
  );
  monitor.child.kill('SIGTERM');
  await monitor.finished;

  expect(doubled(checksOf([monitor]))).toEqual([]);
  const classes = (kind: string) =>
    new Set(results().flatMap((row) => (String(row.name).startsWith(kind) ? [row.class] : [])));
  expect([...classes('fine')].sort()).toEqual(['missed', 'ok']);
  expect([...classes('failing')].sort()).toEqual(['missed', 'status']);
  for (const { name } of urls) {
    const own = results().filter((row) => row.name === name);
    const times = own.map(({ time }) => Date.parse(String(time)));
    const due = (Math.max(...times) - Math.min(...times)) / INTERVAL + 1;
    const counted = own.reduce((sum, { detail }) => {
      const [, missed = '1'] = /^(\d+) checks? up to then/.exec(String(detail)) ?? [];
      return sum + Number(missed);
    }, 0);
    expect(counted, name).toBe(due);
  }
  const fired = rowsIn(monitor.stdout).filter((row) => row.alert === 'down' && row.state === 'firing');
  expect(fired.map(({ key }) => JSON.stringify(key)).sort()).toEqual(
    urls.slice(HEALTHY).map(({ name }) => JSON.stringify({ name })),
  );
});
