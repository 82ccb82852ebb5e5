import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { buildPipeline } from '../../src/config/compile/build-pipeline.js';
import { planConfig } from '../../src/config/compile/plan-config.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { loadTargets } from '../../src/config/parts/urls/late-targets.js';
import { Secrets } from '../../src/config/secrets.js';
import type { CheckRow } from '../../src/io/actions/check/check-row.js';
import { systemClock } from '../../src/io/clock.js';
import { run } from '../../src/pipelines/run.js';
import { checksDatabase } from '../support/checks-database.js';
import { exampleConfig } from '../support/run-config.js';

const TARGETS = 40;

/** Sites that answer with the status that their path begins with; whoever asks for none is hung up on. */
const sites = async (): Promise<string> => {
  const server = createServer((request, response) => {
    const status = Number(request.url?.split('/')[1]);
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end('{ "ok": true }');
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

it('stores every check of the config (d) that people want to write, all of it, as a role that may only insert', async () => {
  const database = await checksDatabase();
  const base = await sites();
  await loadTargets();
  const urls = Array.from({ length: TARGETS }, (_, i) => ({
    url: `${base}/${[200, 200, 503, 0][i % 4]}/${i}`,
    ...(i % 5 === 0 && { tags: { team: 'web' }, group: 'shop' }),
    ...(i === 1 && { expect: { body: '"no"' } }),
  }));
  const { plan, diagnostics } = planConfig(exampleConfig('d'), {
    parts: builtParts,
    environment: { DATABASE_URL: database.url('writer') },
    secrets: new Secrets(),
    offline: true,
    overrides: [
      { path: ['pipelines', 'sites', 'source', 'urls'], value: urls },
      { path: ['pipelines', 'sites', 'source', 'once'], value: true },
      // What they say belongs to nobody's standard output here.
      { path: ['notify'], value: [] },
    ],
  });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [pipeline] = plan?.pipelines ?? [];
  if (pipeline === undefined) throw new Error('There is no pipeline.');
  const clock = systemClock();
  const quiet = {
    warn: () => undefined,
    inform: () => undefined,
    json: true,
    colours: false,
    remembers: false,
  };
  const seen: CheckRow[] = [];
  const balance = await run(buildPipeline(pipeline, builtParts, { clock, ...quiet }), {
    clock,
    watch: ({ name }, rows) => {
      if (name === 'results') seen.push(...(rows as CheckRow[]));
    },
  });
  expect(balance.sinks.find(({ name }) => name === 'db')).toMatchObject({ stored: TARGETS });
  expect(seen).toHaveLength(TARGETS);
  const stored = await database.sql<Record<string, unknown>>(
    `SELECT name, url, location, class, phase, detail, status_code, response_time, dns, connect, tls, wait, body, lag, family, address, tags,
       "group", extract(epoch FROM scheduled_at)::float8 * 1000 AS time,
       extract(epoch FROM request_timestamp - scheduled_at)::float8 * 1000 AS begun FROM metrics`,
  );
  const byName = new Map(stored.map((row) => [row.name, row]));
  expect(byName.size).toBe(TARGETS);
  for (const row of seen) {
    const {
      name,
      url,
      phase,
      detail,
      status,
      total,
      dns,
      connect,
      tls,
      wait,
      body,
      family,
      address,
      group,
      time,
      lag,
    } = row;
    expect(byName.get(name)).toMatchObject({
      ...{
        name,
        url,
        class: row.class,
        phase,
        detail,
        status_code: status,
        response_time: total,
        family,
        address,
        group,
      },
      ...{
        dns,
        connect,
        tls,
        wait,
        body,
        lag,
        location: 'default',
        tags: 'tag_team' in row ? { team: row.tag_team } : null,
      },
      // Whole milliseconds are stored.
      time: Math.floor(time),
      begun: Math.floor(time + (lag ?? 0)) - Math.floor(time),
    });
  }
  expect(new Set(seen.map((row) => row.class))).toEqual(new Set(['ok', 'body', 'status', 'reset']));
  const failed = seen.filter((row) => row.class !== 'ok').map(({ name, detail }) => ({ name, detail }));
  const errors = await database.sql(`SELECT name, detail FROM errors`);
  expect(errors).toHaveLength(failed.length);
  expect(errors).toEqual(expect.arrayContaining(failed));
});
