import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { CHECKS_TABLES } from '../../dist/io/checks-database/checks-tables.js';
import { createDb } from '../../dist/io/checks-database/create-db.js';
import { postgresSink } from '../../dist/io/sinks/postgres.js';
import { diskStore } from '../../dist/io/state/lmdb/disk-store.js';
import { sizeOf } from '../../dist/io/state/lmdb/size-of.js';
import { cpuOfServer } from '../postgres/cpu-of-server.js';
import { benchServer } from '../postgres/server.js';
import { decimal, mebibytes, whole } from '../table.js';
import { used } from './children.js';
import { quantile } from './figures.js';

const PIPELINE = 'sites';
const HOUR = 3600;
/** What was stored while the database was away is wanted within so many seconds. */
const WANTED = 120;
/** Seconds for which the monitor runs with a database that takes nothing, before that is mended. */
const AWAY = 45;

/**
 * The web monitor with a database of its checks on the same machine: for some minutes, then after an outage of an hour, whose
 * rows are put into its state as they would be there, a delivery for each second. Every row is looked for afterwards.
 */
export const measureDatabase = async ({ tidemark, server, names, urls, minutes, say }) => {
  const directory = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  const database = await benchServer(tmpdir());
  const url = (user) => `postgresql://${user}@127.0.0.1:${database.port}/postgres`;
  const client = new pg.Client({ connectionString: url('postgres'), ssl: false });
  const query = async (text) => (await client.query(text)).rows;
  const count = async () => Number((await query('SELECT count(*) AS n FROM metrics'))[0].n);
  const config = join(directory, 'tidemark.yaml');
  const results = join(directory, 'results.jsonl');
  const state = join(directory, 'state');
  const run = () => runOf({ tidemark, config, directory });
  try {
    await client.connect();
    await query(await createDb());
    await query('CREATE ROLE monitor LOGIN IN ROLE tidemark_writer');
    await query('SELECT tidemark_maintain()');
    writeFileSync(join(directory, 'ca.pem'), server.ca);
    writeFileSync(join(directory, 'targets.txt'), `${urls.join('\n')}\n`);
    const source = {
      ...{ from: join(directory, 'targets.txt'), every: '1m', timeout: '10s' },
      ...{ ca: join(directory, 'ca.pem'), resolver: `127.0.0.1:${names.port}` },
    };
    const db = { postgres: url('monitor'), buffer: { size: '4GiB' } };
    const streams = { results: { to: [db, { file: results }] } };
    const pipelines = { [PIPELINE]: { use: 'web-monitor', source, streams } };
    const notify = [{ file: join(directory, 'alerts.jsonl') }];
    writeFileSync(config, JSON.stringify({ version: 1, state, notify, pipelines }));

    say(`10,000 targets a minute with PostgreSQL: ${minutes} minutes`);
    const busy = await run();
    const before = cpuOfServer(database.pid);
    const late = [];
    for (const end = performance.now() + minutes * 60_000; performance.now() < end; await delay(1000)) {
      busy.check();
      // Of what is in the table, how long ago the newest was due: what it takes from there to here, a second's commits included.
      const [{ ms }] = await query(
        'SELECT extract(epoch FROM clock_timestamp() - max(scheduled_at)) * 1000 AS ms FROM metrics',
      );
      if (ms !== null) late.push(Number(ms));
    }
    const spent = cpuOfServer(database.pid) - before;
    const monitor = busy.used();
    await busy.stop();
    const stored = await compare({ query, results, state, more: new Map() });
    console.log(
      `\n10,000 targets a minute with PostgreSQL, ${decimal(minutes, 1)} minutes, load ${decimal(loadavg()[0], 1)}: ${whole(stored.rows)} checks, ${whole(stored.lost)} not stored, ${whole(stored.others)} stored otherwise (wanted: none); at the stop ${whole(stored.waiting.database)} waited for the database and ${whole(stored.waiting.file)} for the file.`,
    );
    console.log(
      `  monitor ${decimal((100 * monitor.cpu) / monitor.wall, 1)} % of a core, peak ${mebibytes(monitor.peak)}; PostgreSQL ${decimal((100 * spent) / monitor.wall, 1)} % of a core, ${decimal((1000 * spent) / stored.rows)} ms a check`,
    );
    console.log(
      `  schedule ${lagText(stored.checks.flatMap(({ lag }) => lag ?? []))}; the newest row is ${whole(quantile(late, 0.5))} ms old, p99 ${whole(quantile(late, 0.99))} ms`,
    );

    say('an hour without the database');
    const more = await fill(state, urls);
    const known = await count();
    await query('ALTER ROLE monitor NOLOGIN');
    const again = await run();
    const away = Date.now();
    await delay(AWAY * 1000);
    again.check();
    await query('ALTER ROLE monitor LOGIN');
    const back = Date.now();
    const begun = performance.now();
    const pgBefore = cpuOfServer(database.pid);
    const from = again.used().cpu;
    for (;;) {
      const there = (await count()) - known;
      if (there >= more.size) break;
      say(`${whole(there)} of ${whole(more.size)} are stored`);
      again.check();
      if (performance.now() - begun > 5 * WANTED * 1000)
        throw new Error(`It does not catch up.\n${again.said()}`);
      // Counting takes the server's time too.
      await delay(2000);
    }
    const took = (performance.now() - begun) / 1000;
    const end = Date.now();
    const after = again.used();
    const pgSpent = cpuOfServer(database.pid) - pgBefore;
    await again.stop();
    const caught = await compare({ query, results, state, more });
    console.log(
      `\nAfter an hour's outage, load ${decimal(loadavg()[0], 1)}: ${whole(more.size)} rows that waited are stored within ${decimal(took, 1)} s (wanted: ${WANTED} s), ${whole(more.size / took)} a second, the pause before another try included.`,
    );
    console.log(
      `  ${whole(caught.rows)} checks in all, ${whole(caught.lost)} not stored, ${whole(caught.others)} stored otherwise (wanted: none)`,
    );
    console.log(
      `  peak memory ${mebibytes(after.peak)}, at the end ${mebibytes(after.own)} of its own and ${mebibytes(after.files)} of files; CPU meanwhile ${decimal((100 * (after.cpu - from)) / took, 1)} % of a core, PostgreSQL ${decimal((100 * pgSpent) / took, 1)} %`,
    );
    const phases = {
      'while they are stored': [back, end],
      'before, the start of the process included': [away, back],
    };
    for (const [phase, [from, to]] of Object.entries(phases)) {
      const checks = caught.checks.filter(({ time }) => time >= from && time < to);
      const lags = checks.flatMap(({ lag }) => lag ?? []);
      const missed = checks.length - lags.length;
      console.log(
        `  ${phase}: ${whole(lags.length)} checks, schedule ${lagText(lags)}, ${whole(missed)} missed`,
      );
    }
  } finally {
    await client.end();
    await database.stop();
    rmSync(directory, { recursive: true });
  }
};

const lagText = (lags) =>
  `lag p50 ${decimal(quantile(lags, 0.5), 1)} ms, p99 ${decimal(quantile(lags, 0.99), 1)} ms`;

const runOf = async ({ tidemark, config, directory }) => {
  const begun = performance.now();
  const child = spawn(process.execPath, [tidemark, 'run', config], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-2000);
  });
  const ended = once(child, 'exit');
  return {
    said: () => said,
    check: () => {
      if (child.exitCode !== null) throw new Error(`The command ended with ${child.exitCode}.\n${said}`);
    },
    used: () => ({ ...used(child.pid), wall: (performance.now() - begun) / 1000 }),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      if (child.exitCode !== 0) throw new Error(`The command ended with ${child.exitCode}.\n${said}`);
    },
  };
};

/** Puts an hour of checks, one of each target a minute, into the outbox of the monitor; answers with what they are. */
const fill = async (directory, urls) => {
  const store = await diskStore({ directory });
  const { saved, commit } = await store.claim({ pipeline: PIPELINE });
  const [key] = Object.entries(saved.sinks).find(([, record]) => /postgres/.test(record.destination));
  const sink = postgresSink({ url: 'postgresql://monitor@127.0.0.1/postgres', tables: CHECKS_TABLES });
  const memory = { saved: undefined, kept: new Map() };
  // An hour that is over, before the monitor was begun.
  const start = Math.floor(Date.now() / 1000) * 1000 - 2 * HOUR * 1000;
  const rows = new Map();
  let number = saved.lastDelivery;
  let at = 0;
  const added = [];
  for (let second = 0; second < HOUR; second++) {
    const many = Math.round(((second + 1) * urls.length) / 60) - at;
    const emitted = Array.from({ length: many }, () => {
      const url = urls[at++ % urls.length];
      const row = checkOf(url, start + second * 1000 + (at % 1000), at);
      rows.set(`${url} ${row.time}`, `${row.class} ${row.total}`);
      return { pipeline: PIPELINE, stream: 'results', id: `${PIPELINE}/results/${at}`, row };
    });
    for (const delivery of sink.compose(emitted, memory, Infinity).deliveries)
      added.push({ number: ++number, sink: key, at: start, bytes: sizeOf(delivery.body), delivery });
  }
  const { position, states, sinks, keyed } = saved;
  const names = Object.keys(keyed).map((name) => [name, new Map()]);
  await commit(saved.sequence, {
    ...{ id: 'an hour', position, states, sinks, kept: {}, remembered: new Map() },
    keyed: Object.fromEntries(names),
    outbox: { added, done: [] },
  });
  await store.close();
  return rows;
};

const checkOf = (url, time, n) => {
  const common = { time, name: url, url, lag: 0.5, every: 60_000, redirects: 0, family: 4, reused: false };
  if (n % 100 === 7)
    return { ...common, class: 'timeout', phase: 'wait', detail: 'no answer within 10 s', total: 10_000.5 };
  const phases = { dns: 50.25, connect: 0.5, proxy: 0, tls: 3.75, wait: 1.125, body: 0.25 };
  return { ...common, ...phases, class: 'ok', total: 55.5 + (n % 977), status: 200, bytes: 1024 + n };
};

/** How many rows wait for the database and for the file; those that were being written may be there as well. */
const waitingIn = async (directory) => {
  const store = await diskStore({ directory });
  const { sinks, waiting } = await store.load({ pipeline: PIPELINE });
  await store.close();
  const rows = { database: 0, file: 0 };
  for (const [key, { destination }] of Object.entries(sinks))
    rows[/postgres/.test(destination) ? 'database' : 'file'] += waiting[key]?.rows ?? 0;
  return rows;
};

/**
 * Holds what the table has against what the file has and what is known besides, and counts what differs. What waits for one of
 * the two in the state, when the command has ended, need be in the other only.
 */
const compare = async ({ query, results, state, more }) => {
  const wanted = new Map(more);
  const checks = [];
  for await (const line of createInterface({ input: createReadStream(results) })) {
    const row = JSON.parse(line);
    const time = typeof row.time === 'number' ? row.time : Date.parse(row.time);
    wanted.set(`${row.name} ${time}`, `${row.class} ${row.total ?? null}`);
    // Nobody began those that were missed.
    checks.push({ time, lag: row.class === 'missed' ? undefined : row.lag });
  }
  const rows = wanted.size;
  let [others, unknown] = [0, 0];
  const found = await query(
    `SELECT name, (extract(epoch FROM scheduled_at) * 1000)::float8 AS time, class, response_time AS total FROM metrics`,
  );
  for (const { name, time, class: klass, total } of found) {
    const key = `${name} ${time}`;
    const known = wanted.get(key);
    if (known === undefined) unknown++;
    else if (known !== `${klass} ${total}`) others++;
    wanted.delete(key);
  }
  const waiting = await waitingIn(state);
  const lost = Math.max(0, wanted.size - waiting.database);
  return { rows, lost, others: others + Math.max(0, unknown - waiting.file), waiting, checks };
};
