import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { measure, median } from './measure.js';
import { decimal, mebibytes, table } from './table.js';

const LEAST_ROUNDS = 9;
const SAMPLES = fileURLToPath(new URL('../samples/', import.meta.url));
/** The head of a log: a start is measured, and not reading. */
const HEAD = readFileSync(join(SAMPLES, 'access-log/access.log'), 'utf8').split('\n').slice(0, 300);
const CONFIG = join(SAMPLES, 'config/web.yaml');
/** Until the compilers and the collector have come to rest. */
const WARM_UP = 30;
const SECONDS = 30;

const mainOf = (dist) => join(dist, 'cli/main.js');

/** CPU seconds of all threads of a process so far, which Linux counts in nanoseconds. */
const cpuOf = (pid) => {
  const tasks = `/proc/${pid}/task`;
  const spent = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
};

const rssOf = (pid) =>
  1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN);

const stop = async (child) => {
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
};

/** What it takes until something is on standard output. It goes on to its end, where compiled code is kept for the next start. */
const untilOutput = async ([program, ...args]) => {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const measured = { cpu: cpuOf(child.pid), rss: rssOf(child.pid) };
  child.stdout.resume();
  await once(child, 'close');
  return measured;
};

/** What it takes to follow a log in which nothing happens: a share of a core, and memory at the end. */
const idle = async ([program, ...args], scratch) => {
  const log = join(scratch, 'access.log');
  writeFileSync(log, '');
  const child = spawn(program, [...args, log], { cwd: scratch, stdio: 'ignore' });
  await sleep(WARM_UP * 1000);
  const [begun, before] = [performance.now(), cpuOf(child.pid)];
  await sleep(SECONDS * 1000);
  const share = (1000 * (cpuOf(child.pid) - before)) / (performance.now() - begun);
  const measured = { share, rss: rssOf(child.pid) };
  await stop(child);
  return measured;
};

/**
 * What a start costs: CPU of a command that ends, beside that of Node alone, and of the access log until its first line is
 * out; and an agent at rest. Every build in turn, at least nine times.
 */
export const measureStartup = async (options) => {
  const scratch = mkdtempSync(join(tmpdir(), 'tidemark-startup-'));
  try {
    await measureIn(scratch, options);
  } finally {
    rmSync(scratch, { recursive: true });
  }
};

const measureIn = async (scratch, { builds, runs, prefix, say }) => {
  const log = join(scratch, 'head.log');
  writeFileSync(log, HEAD.map((line) => `${line}\n`).join(''));
  const rounds = Math.max(runs, LEAST_ROUNDS);
  const node = [...prefix, process.execPath];
  const contestants = [
    { name: 'node -e 0', of: () => measure([...node, '-e', '0']) },
    ...builds.flatMap(({ name, dist }) => [
      { name: `--version: ${name}`, of: () => measure([...node, mainOf(dist), '--version']) },
      { name: `--help: ${name}`, of: () => measure([...node, mainOf(dist), '--help']) },
      { name: `check: ${name}`, of: () => measure([...node, mainOf(dist), 'check', CONFIG]) },
      {
        name: `access-log, first line: ${name}`,
        of: () => untilOutput([...node, mainOf(dist), 'access-log', log, '--once']),
      },
    ]),
  ];
  const results = new Map(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round++) {
    say(`startup: round ${round + 1} of ${rounds}`);
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed())
      results.get(contestant).push(await contestant.of());
  }
  const cpuSeconds = (contestant) => median(results.get(contestant).map(({ cpu }) => cpu));
  const alone = cpuSeconds(contestants[0]);
  console.log(
    `\nStarting; medians of ${rounds}; ${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}, load ${decimal(loadavg()[0], 1)} at the end`,
  );
  console.log(
    table(
      ['', 'CPU s', '× node', 'max RSS'],
      contestants.map((contestant) => [
        contestant.name,
        decimal(cpuSeconds(contestant), 3),
        decimal(cpuSeconds(contestant) / alone, 1),
        mebibytes(median(results.get(contestant).map(({ rss }) => rss))),
      ]),
    ),
  );

  const rows = [];
  for (const { name, dist } of builds) {
    say(`startup: an agent at rest, ${name}`);
    const { share, rss } = await idle([process.execPath, mainOf(dist), 'access-log'], scratch);
    rows.push([`following one log at rest: ${name}`, decimal(100 * share), mebibytes(rss)]);
  }
  console.log(`\n${table(['', '% of a core', 'RSS'], rows)}`);
};
