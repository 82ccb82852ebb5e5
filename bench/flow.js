import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startBare, startFlowLog, startLoad } from './flow/children.js';
import { median } from './measure.js';
import { decimal, mebibytes, table, whole } from './table.js';

const CONNECTIONS = 64;
const SECONDS = 3;
/** Until the compilers have come to rest. */
const WARM_UP = 4;
/** Long enough for a commit of large sums in each round. */
const LONG = 10;

/** Requests to be sent, each sort from a number of them that are made before. */
const SINGLE = { count: 2000, records: 1, keys: 100_000 };
const BATCH = { count: 100, records: 1000, keys: 100_000 };
/** One hour, all others of which nobody asks. */
const HOUR = { count: 200, records: 1000, keys: 10_000, hour: 7 };
const GET = { path: `/flows?hour=${HOUR.hour}` };

/**
 * Runs each of the tasks against each of the servers, to and fro, so that the machine is the same for all of them.
 * Answers, for each, with a list of results in the order of the servers.
 */
const alternate = async (load, servers, what, { runs, seconds: long = SECONDS, say }) => {
  const results = servers.map(() => []);
  for (let round = 0; round <= runs; round++) {
    const order = [...servers.keys()];
    for (const i of round % 2 === 0 ? order : order.reverse()) {
      const server = servers[i];
      const before = await server.used();
      const seconds = round === 0 ? WARM_UP : long;
      const result = await load.run({ port: server.port, connections: CONNECTIONS, seconds, what });
      const after = await server.used();
      const bad = Object.keys(result.statuses).filter((status) => status !== '200');
      if (bad.length > 0) throw new Error(`${server.name} has answered with ${bad.join(', ')}.`);
      // The first round is for the compilers.
      if (round === 0) continue;
      const { wall, requests, p50, p99, worst } = result;
      results[i].push({
        rate: (requests * (what.records ?? 1)) / wall,
        perCpu: (requests * (what.records ?? 1)) / (after.cpu - before.cpu),
        syncs: (after.syncs - before.syncs) / wall,
        loadCpu: result.cpu / wall,
        p50,
        p99,
        worst,
      });
      say(`  ${server.name}: ${whole(results[i].at(-1).rate)}/s`);
    }
  }
  return results.map((all) => ({
    ...Object.fromEntries(Object.keys(all[0]).map((name) => [name, median(all.map((one) => one[name]))])),
    worst: Math.max(...all.map(({ worst }) => worst)),
  }));
};

const HEAD = ['', '/s', '× base', '/CPU s', '× base', 'p50 ms', 'p99 ms', 'worst ms', 'syncs/s', 'load CPU'];

const line = (name, one, base) => [
  name,
  whole(one.rate),
  decimal(one.rate / base.rate),
  whole(one.perCpu),
  decimal(one.perCpu / base.perCpu),
  decimal(one.p50, 1),
  decimal(one.p99, 1),
  decimal(one.worst, 0),
  whole(one.syncs),
  decimal(one.loadCpu),
];

const fetchOk = async (url, options) => {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
};

/**
 * `tidemark flow-log --state DIR` against a bare node:http server that reads, parses and answers; then with many keys in
 * its state against an empty one.
 */
export const compareFlowLogs = async ({ tidemark, directory, runs, keys, say }) => {
  mkdirSync(directory, { recursive: true });
  // Not where temporary files are: that may be memory, which syncs for nothing.
  const scratch = mkdtempSync(join(directory, 'flow-'));
  const running = [];
  const started = async (name, starting) => {
    const server = await starting;
    running.push(server);
    return Object.defineProperty(server, 'name', { value: name });
  };
  const load = startLoad();
  try {
    console.log(
      `\nThe flow log, ${CONNECTIONS} connections, medians of ${runs} times ${SECONDS} s to and fro; ${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}, load ${decimal(loadavg()[0], 1)} at the start`,
    );
    const bare = await started('bare node:http', startBare());
    const flowLog = await started('tidemark flow-log', startFlowLog(tidemark, join(scratch, 'state')));
    const rows = [];
    const compare = async (title, what) => {
      say(title);
      const [base, ours] = await alternate(load, [bare, flowLog], what, { runs, say });
      rows.push(line(`${title}: bare`, base, base), line(`${title}: tidemark`, ours, base));
    };
    await compare('single records', SINGLE);
    await compare('batches of 1,000', BATCH);
    await load.run({ port: flowLog.port, connections: 4, seconds: 5, what: HOUR });
    const bytes = await fetchOk(`http://127.0.0.1:${flowLog.port}${GET.path}`);
    await fetchOk(`http://127.0.0.1:${bare.port}/`, { method: 'PUT', body: bytes });
    const hourKeys = JSON.parse(bytes).length;
    await compare(`GET of ${whole(hourKeys)} keys`, GET);
    console.log(table(HEAD, rows));
    console.log(
      `The first two count records, the last answers of ${mebibytes(bytes.length)}. Wanted, × base: 0.5, 0.6 and 0.5.`,
    );
    await bare.stop();
    await compareSizes({ flowLog, load, scratch, tidemark, runs, keys, say, started });
  } finally {
    load.stop();
    for (const server of running) await server.stop('SIGKILL');
    rmSync(scratch, { recursive: true });
  }
};

const FILL = fileURLToPath(new URL('flow/fill.js', import.meta.url));

/** Megabytes of heap that a server with all these keys is given: outside of it is where keys are. */
const HEAP = 256;

const compareSizes = async ({ flowLog, load, scratch, tidemark, runs, keys, say, started }) => {
  await flowLog.stop();
  const state = join(scratch, 'many');
  say(`filling a state with ${whole(keys)} keys`);
  const { stdout } = await promisify(execFile)(process.execPath, [FILL, state, String(keys)]);
  const { seconds: filling } = JSON.parse(stdout);
  const heap = [`--max-old-space-size=${HEAP}`];
  const empty = await started('with none', startFlowLog(tidemark, join(scratch, 'none'), heap));
  const before = await empty.used();
  const many = await started(`with ${whole(keys)} keys`, startFlowLog(tidemark, state, heap));
  const after = await many.used();
  const perKey = (what) => `${decimal((after[what] - before[what]) / keys, 0)} bytes`;
  console.log(
    `\n${whole(keys)} keys: written to a state in ${decimal(filling, 0)} s (by the library); started from it in ${decimal(many.seconds, 1)} s (empty: ${decimal(empty.seconds, 1)} s), with --max-old-space-size=${HEAP}.`,
  );
  console.log(many.said.trim().replace(/^/gm, '  '));
  console.log(
    `A key takes ${perKey('external')} outside of the heap and ${perKey('heapUsed')} in it; ${perKey('anonymous')} of resident memory just after the start, and with the pages of the state file that the system may take back ${perKey('rss')}.`,
  );
  const rows = [];
  for (const [title, records, count] of [
    ['single records', 1, 20_000],
    ['batches of 1,000', 1000, 500],
  ]) {
    say(title);
    const what = { count, records, keys };
    const [none, all] = await alternate(load, [empty, many], what, { runs, seconds: LONG, say });
    rows.push(line(`${title}: empty at first`, none, none), line(`${title}: ${whole(keys)}`, all, none));
  }
  console.log(table(HEAD, rows));
  console.log('Wanted, × base: more than 0.7.');
  const now = await many.used();
  console.log(
    `Afterwards: ${mebibytes(now.anonymous)} resident without those pages, ${mebibytes(now.heapUsed)} heap; load ${decimal(loadavg()[0], 1)}.`,
  );
};
