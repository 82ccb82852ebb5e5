import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { webhookServer } from '../servers/webhook-server.js';
import { parseScrape } from '../support/prometheus.js';
import { type Running, tidemark } from '../support/tidemark.js';
import { untilOutside } from '../support/until.js';
import { counting, lines, measured, place } from './running.js';

/** Where it listens: the newest address that it has told. */
const urlOf = async (running: Running, before = 0): Promise<string> => {
  const told = (): readonly string[] =>
    [...running.stderr.matchAll(/listening at (http:\/\/[^\s"]+)/g)].map(([, url = '']) => url);
  await running.until(() => told().length > before);
  return told().at(-1) ?? '';
};

const ready = async (url: string) => {
  const answer = await fetch(`${url}/readyz`);
  return {
    status: answer.status,
    body: (await answer.json()) as { readonly pipelines: Record<string, unknown> },
  };
};

const scrape = async (url: string) => parseScrape(await (await fetch(`${url}/metrics`)).text());

/** Waits until something that is asked for over HTTP is so. */
const untilSo = async (ask: () => Promise<boolean>): Promise<void> => {
  while (!(await ask())) await new Promise((resolve) => setTimeout(resolve, 20));
};

const ended = async (running: Running): Promise<number | null> => {
  running.child.kill('SIGTERM');
  return (await running.finished).code;
};

/** A port that nobody listens at, of those that a system gives to nobody who does not ask for them. */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer().listen(port);
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
};

/** A port with somebody at it. */
const takenPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const LOOPBACK = '127.0.0.1:0';

describe('listen', () => {
  test('serves health, readiness and metrics that equal the balance that is said at the end', async () => {
    const { path, append, config, start } = await place();
    append('a.log', `${lines(0, 25)}nonsense\n${lines(3, 5)}`);
    const alerts = { busy: { value: 'hits', above: 5 } };
    config({ version: 1, listen: LOOPBACK, pipelines: { a: counting(path('a.log'), {}, { alerts }) } });
    const running = start();
    const url = await urlOf(running);
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    await untilSo(async () => (await ready(url)).status === 200);
    expect((await ready(url)).body).toEqual({ status: 'ready', pipelines: { a: { state: 'ready' } } });
    // Two windows and the alert; what is told together may come a moment after all has been read.
    const stored = { sink: 'stdout', outcome: 'stored' };
    await untilSo(async () => (await scrape(url)).value('tidemark_sink_rows_total', stored) === 3);
    const { value, samples } = await scrape(url);
    expect(value('tidemark_pipeline_up', { pipeline: 'a' })).toBe(1);
    expect(value('tidemark_lines_total')).toBe(28);
    expect(value('tidemark_rows_total')).toBe(27);
    const rejected = samples.filter(({ name }) => name === 'tidemark_rejected_total');
    expect(rejected.map((sample) => sample.value)).toEqual([1]);
    const traffic = { pipeline: 'a', stream: 'traffic' };
    expect(value('tidemark_stream_rows_total', { ...traffic, outcome: 'counted' })).toBe(25);
    expect(value('tidemark_stream_rows_total', { ...traffic, outcome: 'rejected' })).toBe(2);
    expect(value('tidemark_stream_emitted_total', traffic)).toBe(2);
    expect(value('tidemark_window', { ...traffic, measure: 'hits' })).toBe(10);
    expect(value('tidemark_alert_state', { ...traffic, alert: 'busy' })).toBe(2);
    expect(value('tidemark_watermark_seconds')).toBe(Date.UTC(2026, 4, 9, 0, 0, 24) / 1000);
    // Of the process itself, once.
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(await ended(running)).toBe(0);
    expect(running.stdout.trim().split('\n')).toHaveLength(3);
    expect(running.stderr).toContain('28 lines read, 27 rows, 1 rejected');
    expect(running.stderr).toContain('25 counted, 2 late');
  });

  test('says who is not ready and why, and goes on serving', async () => {
    const { path, append, config, start } = await place();
    append('good.log', lines(0, 5));
    config({
      version: 1,
      listen: LOOPBACK,
      pipelines: {
        bad: counting('', { source: { file: path('none.log'), follow: false } }),
        good: counting(path('good.log')),
      },
    });
    const running = start();
    const url = await urlOf(running);
    await untilSo(async () => JSON.stringify((await ready(url)).body).match(/failed.*"ready"\}/) !== null);
    expect(await ready(url)).toEqual({
      status: 503,
      body: {
        status: 'not ready',
        pipelines: {
          bad: { state: 'failed', error: expect.stringContaining('none.log') },
          good: { state: 'ready' },
        },
      },
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const { value } = await scrape(url);
    expect(value('tidemark_pipeline_up', { pipeline: 'bad' })).toBe(0);
    expect(value('tidemark_pipeline_failed', { pipeline: 'bad' })).toBe(1);
    expect(await ended(running)).toBe(1);
  });

  test('counts a pipeline as ready that has ended', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 25));
    append('b.log', lines(0, 5));
    const a = counting(path('a.log'), { source: { file: path('a.log'), follow: false } });
    config({ version: 1, listen: LOOPBACK, pipelines: { a, b: counting(path('b.log')) } });
    const running = start();
    const url = await urlOf(running);
    await untilSo(async () => (await ready(url)).status === 200);
    expect((await ready(url)).body.pipelines).toEqual({ a: { state: 'ended' }, b: { state: 'ready' } });
    expect((await scrape(url)).value('tidemark_rows_total', { pipeline: 'a' })).toBe(25);
    expect(await ended(running)).toBe(0);
  });

  test('shows no secret, not of a pipeline that failed over it either', async () => {
    const TOKEN = 'q7Zr-very-secret-41';
    const server = await webhookServer();
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 25));
    append('b.log', lines(0, 25));
    config({
      version: 1,
      listen: LOOPBACK,
      pipelines: {
        a: counting(path('a.log'), { source: { file: path('no-${TOKEN}.log'), follow: false } }),
        b: counting(path('b.log'), {}, { to: [{ http: `${server.url}/\${TOKEN}` }] }),
      },
    });
    server.answerWith({ status: 403, body: `no ${TOKEN}` });
    const running = start([], { env: { TOKEN } });
    const url = await urlOf(running);
    await untilSo(async () => JSON.stringify((await ready(url)).body).includes('failed'));
    await untilSo(async () => server.requests.length > 0);
    const all = await Promise.all(['/readyz', '/metrics'].map(async (at) => (await fetch(url + at)).text()));
    expect(all.join()).toContain('no-[redacted].log: no such file');
    expect(all.join()).not.toContain(TOKEN);
    expect(await ended(running)).toBe(1);
  });

  test('at a port that is taken starts nothing, in one clear line', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 25));
    const port = await takenPort();
    config({ version: 1, listen: `127.0.0.1:${port}`, pipelines: { a: counting(path('a.log')) } });
    const { code, stdout, stderr } = await start(['--log-format', 'text']).finished;
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      `tidemark: Cannot listen at 127.0.0.1:${port}: another process listens there already. Stop it, or choose another port.\n`,
    );
  });

  test('at the same address twice is an error in the config', async () => {
    const { path, config, start } = await place();
    config({ version: 1, listen: { at: ':8080', open: true }, pipelines: { a: counting(path('a.log')) } });
    const other = config(
      { version: 1, listen: { at: '0.0.0.0:8080', open: true }, pipelines: { b: counting(path('a.log')) } },
      'other.json',
    );
    const { code, stderr } = await start([other]).finished;
    expect(code).toBe(78);
    expect(stderr).toMatch(/need different addresses/);
  });

  test('at a port that there is not is an error in the config', async () => {
    const { path, config } = await place();
    const file = config({ version: 1, listen: ':70000', pipelines: { a: counting(path('a.log')) } });
    const { code, stderr } = await tidemark(['check', file]);
    expect(code).toBe(78);
    expect(stderr).toContain('Ports end at 65535.');
  });

  test('of several configs serves each with its own pipelines', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 5));
    config({ version: 1, listen: LOOPBACK, pipelines: { a: counting(path('a.log')) } });
    const other = config(
      { version: 1, listen: LOOPBACK, pipelines: { b: counting(path('a.log')) } },
      'b.json',
    );
    const third = config({ version: 1, pipelines: { c: counting(path('a.log')) } }, 'c.json');
    const running = start([other, third]);
    await urlOf(running, 1);
    const urls = [...running.stderr.matchAll(/listening at (http:[^\s"]+)/g)].map(([, url = '']) => url);
    expect(new Set(urls).size).toBe(2);
    const names = await Promise.all(urls.map(async (url) => Object.keys((await ready(url)).body.pipelines)));
    expect(names).toEqual([['a'], ['b']]);
    expect(await ended(running)).toBe(0);
  });

  test('does not serve a dry run', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 25));
    const a = counting(path('a.log'), { source: { file: path('a.log'), follow: false } });
    config({ version: 1, listen: `127.0.0.1:${await takenPort()}`, pipelines: { a } });
    const { code, stderr } = await start(['--dry-run']).finished;
    expect(code).toBe(0);
    expect(stderr).not.toContain('listening');
  });

  test('where every network can reach it wants a token, of the environment too, and asks for it', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 5));
    const token = 'f'.repeat(32);
    const config0 = (listen: unknown) =>
      config({ version: 1, listen, pipelines: { a: counting(path('a.log')) } });
    config0(':0');
    const refused = await start().finished;
    expect([refused.code, refused.stderr]).toEqual([
      78,
      expect.stringContaining('nobody would be asked for a token'),
    ]);
    config0({ at: ':0', token: '${THE_TOKEN}' });
    const running = start([], { env: { THE_TOKEN: token } });
    const url = await urlOf(running);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(
      200,
    );
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(running.stderr).not.toContain(token);
    expect(await ended(running)).toBe(0);
  });
});

describe('listen, at SIGHUP', () => {
  const serving = async (listen: string) => {
    const there = await place();
    there.append('a.log', lines(0, 15));
    const set = (address: string | object | undefined, pipelines: object): void =>
      void there.config({ version: 1, ...(address !== undefined && { listen: address }), pipelines });
    const a = counting(there.path('a.log'));
    set(listen, { a });
    const running = there.start();
    const url = await urlOf(running);
    const reload = async (): Promise<void> => {
      const before = running.stderr.length;
      running.child.kill('SIGHUP');
      await running.until(() => /read again|old config/.test(running.stderr.slice(before)));
    };
    return { ...there, set, a, running, url, reload };
  };

  test('goes on at the same address, with the new pipelines', async () => {
    const { set, a, path, running, url, reload } = await serving(LOOPBACK);
    await untilSo(async () => (await scrape(url)).value('tidemark_rows_total') === 15);
    set(LOOPBACK, { a, b: counting(path('a.log')) });
    await reload();
    await untilSo(async () => (await ready(url)).status === 200);
    expect(Object.keys((await ready(url)).body.pipelines)).toEqual(['a', 'b']);
    const { value } = await scrape(url);
    expect(value('tidemark_rows_total', { pipeline: 'a' })).toBe(15);
    expect(value('tidemark_rows_total', { pipeline: 'b' })).toBe(15);
    expect(running.stderr.match(/listening at/g)).toHaveLength(1);
    expect(await ended(running)).toBe(0);
  });

  test('begins the counters of a changed pipeline at zero again', async () => {
    const { set, a, append, running, url, reload } = await serving(LOOPBACK);
    await untilSo(async () => (await scrape(url)).value('tidemark_rows_total') === 15);
    const source = { ...a.source, start: 'end' };
    set(LOOPBACK, { a: { ...a, source } });
    await reload();
    await untilSo(async () => (await ready(url)).status === 200);
    append('a.log', lines(15, 18));
    await untilSo(async () => (await scrape(url)).value('tidemark_rows_total') === 3);
    expect(await ended(running)).toBe(0);
  });

  test('moves to another address', async () => {
    const { set, a, running, url, reload } = await serving(LOOPBACK);
    set('localhost:0', { a });
    await reload();
    const next = await urlOf(running, 1);
    expect(next).not.toBe(url);
    expect((await fetch(`${next}/healthz`)).status).toBe(200);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    expect(await ended(running)).toBe(0);
  });

  test('moves from one interface to all on the same port', async () => {
    const port = await freePort();
    const { set, a, running, reload } = await serving(`127.0.0.1:${port}`);
    set({ at: `:${port}`, open: true }, { a });
    await reload();
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect(running.stderr).not.toContain('Cannot listen');
    expect(await ended(running)).toBe(0);
  });

  test('stops when the config does not want it any more', async () => {
    const { set, a, running, url, reload } = await serving(LOOPBACK);
    set(undefined, { a });
    await reload();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    expect(await ended(running)).toBe(0);
  });

  test('goes on as before, with the old pipelines, when the new address is taken', async () => {
    const { set, a, path, append, running, url, reload } = await serving(LOOPBACK);
    const port = await takenPort();
    set(`127.0.0.1:${port}`, { a, b: counting(path('a.log')) });
    await reload();
    expect(running.stderr).toContain(`Cannot listen at 127.0.0.1:${port}`);
    expect(Object.keys((await ready(url)).body.pipelines)).toEqual(['a']);
    append('a.log', lines(15, 21));
    await untilOutside(() => measured(running, 'a').length === 2);
    expect(measured(running, 'b')).toEqual([]);
    expect(await ended(running)).toBe(0);
  });
});

test('a run that stops says so while it drains, and is gone afterwards', async () => {
  const server = await webhookServer();
  const { path, append, config, start } = await place();
  append('a.log', lines(0, 15));
  server.answerWith('stall');
  config({
    version: 1,
    listen: LOOPBACK,
    pipelines: { a: counting(path('a.log'), {}, { to: [{ http: server.url }] }) },
  });
  const running = start(['--drain-timeout', '1h']);
  const url = await urlOf(running);
  await untilOutside(() => server.requests.length === 1);
  running.child.kill('SIGTERM');
  await untilSo(async () => JSON.stringify((await ready(url)).body).includes('stopping'));
  expect((await ready(url)).status).toBe(503);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  // It is sent again, and that is all it was waiting for.
  server.drop();
  expect((await running.finished).code).toBe(0);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});
