import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startChild } from './checks/children.js';
import { measure, measureInside, median } from './measure.js';
import { decimal, mebibytes, table, whole } from './table.js';
import { find } from './tools.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const SMALL = { count: 10_000, bytes: KIB };
const LARGE = { title: '20 files of 100 MiB', count: 20, bytes: 100 * MIB };
const MANY = { title: '100,000 files of 1 KiB', count: 100_000, bytes: KIB };
const WAITING = [100_000, 1_000_000];
const FAILING = [1000, 100_000];
const SETTLE = 2000;
/** Files a second, and seconds, of those whose delay is measured. */
const RATE = 20;
const SECONDS = 30;

const fileOf = (name) => fileURLToPath(new URL(`ship/${name}`, import.meta.url));
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' };
const ENVIRONMENT = { ...KEYS, AWS_EC2_METADATA_DISABLED: 'true', AWS_CA_BUNDLE: '' };

/** A directory with so many files, a thousand in each directory below it where there are many. */
const filled = (scratch, { count, bytes }) => {
  const directory = mkdtempSync(join(scratch, 'files-'));
  const content = Buffer.alloc(bytes, 'a line of a made-up log\n');
  for (let at = 0; at < count; at++) {
    const below =
      count > 10_000 ? join(directory, String(Math.floor(at / 1000)).padStart(4, '0')) : directory;
    if (count > 10_000 && at % 1000 === 0) mkdirSync(below);
    writeFileSync(join(below, `app-20260509T${String(at).padStart(9, '0')}.log`), content);
  }
  return directory;
};

const shipArgs = (directory, endpoint, ...more) => [
  ...['file-shipper', directory, 's3://logs/raw', '--key', '{path}', '--endpoint', endpoint, '--path-style'],
  ...more,
];

const contestants = (tidemark, endpoint) => {
  const all = [
    { name: 'SDK loop', command: (directory) => [process.execPath, fileOf('bare.js'), directory, endpoint] },
    {
      name: 'tidemark',
      command: (directory) => {
        const state = `${directory}-state`;
        return [
          process.execPath,
          tidemark,
          ...shipArgs(directory, endpoint, '--once', '--settle', '0s', '--state', state),
        ];
      },
    },
    {
      name: 'rclone',
      program: 'rclone',
      command: (directory) => [
        ...[
          'rclone',
          'move',
          directory,
          ':s3:logs/raw',
          '--min-age',
          '1ms',
          '--transfers',
          '16',
          '--checkers',
          '16',
        ],
        ...['--s3-provider', 'Other', '--s3-endpoint', endpoint, '--s3-env-auth', '--s3-no-check-bucket'],
        ...['--s3-region', 'us-east-1', '--config', '/dev/null', '--retries', '1'],
      ],
    },
    {
      name: 's5cmd',
      program: 's5cmd',
      command: (directory) => ['s5cmd', '--endpoint-url', endpoint, 'mv', `${directory}/*`, 's3://logs/raw/'],
    },
  ];
  return {
    present: all.filter(({ program }) => program === undefined || find(program) !== undefined),
    absent: all.filter(({ program }) => program !== undefined && find(program) === undefined),
  };
};

const filesIn = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (one) => one.isFile() && !one.parentPath.includes('.tidemark'),
  ).length;

/** The file shipper against those who do the same, and a bare loop: one store, in turn to and fro. */
export const compareShippers = async ({ tidemark, directory, runs, parts, most, say }) => {
  mkdirSync(directory, { recursive: true });
  const scratch = mkdtempSync(join(directory, 'ship-'));
  const wants = (part) => parts === undefined || parts.includes(part);
  const server = startChild('../ship/server.js');
  const { endpoint } = await server.ready();
  const ask = (task) => server.ask({ task });
  const load = decimal(loadavg()[0], 1);
  console.log(
    `\nThe file shipper; ${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}, load ${load} at the start`,
  );
  try {
    const { present, absent } = contestants(tidemark, endpoint);
    const count = Math.min(SMALL.count, most);
    const small = { ...SMALL, count, title: `${whole(count)} files of 1 KiB` };
    if (absent.length > 0) console.log(`Not installed: ${absent.map(({ name }) => name).join(', ')}`);
    const shipped = async ({ name, command }, load) => {
      say(`${load.title}: ${name}`);
      const files = filled(scratch, load);
      await ask('begin');
      const used = await measure(command(files), { env: { ...ENVIRONMENT, HOME: scratch }, cwd: scratch });
      const { kinds, bytes } = await ask('count');
      const left = filesIn(files);
      const lost = load.count * load.bytes - bytes;
      rmSync(files, { recursive: true });
      rmSync(`${files}-state`, { recursive: true, force: true });
      const requests = Object.values(kinds).reduce((sum, one) => sum + one, 0);
      return { ...used, requests, listed: kinds.list ?? 0, left, lost };
    };
    const compare = async (load, who, rounds) => {
      const results = new Map(who.map((one) => [one, []]));
      for (let round = 0; round < rounds; round++) {
        for (const one of round % 2 === 0 ? who : who.toReversed())
          results.get(one).push(await shipped(one, load));
      }
      const of = (one, what) => median(results.get(one).map((result) => result[what]));
      const bare = who.find(({ name }) => name === 'SDK loop');
      const rows = who.map((one) => [
        one.name,
        decimal(of(one, 'wall')),
        decimal(of(one, 'cpu')),
        decimal(load.count / of(one, 'wall')),
        bare === undefined ? '?' : decimal(of(bare, 'wall') / of(one, 'wall')),
        bare === undefined ? '?' : decimal(of(bare, 'cpu') / of(one, 'cpu')),
        mebibytes(of(one, 'rss')),
        decimal(of(one, 'requests') / load.count),
        whole(of(one, 'listed')),
        whole(of(one, 'left')),
      ]);
      const head = [
        '',
        'wall s',
        'CPU s',
        'files/s',
        '× SDK loop',
        '× SDK loop, CPU',
        'max RSS',
        'requests a file',
        'lists',
        'left',
      ];
      console.log(`\n${load.title}\n${table(head, rows)}`);
      return (name, what) =>
        of(
          who.find((one) => one.name === name),
          what,
        );
    };
    if (wants('small')) await compare(small, present, runs);
    if (wants('large')) await compare(LARGE, present, runs);
    if (wants('many')) {
      const ours = present.filter(({ name }) => name === 'tidemark');
      const few = await compare(small, ours, runs);
      const many = await compare(MANY, ours, 1);
      const ratio = MANY.count / many('tidemark', 'wall') / (small.count / few('tidemark', 'wall'));
      const ratioCpu = MANY.count / many('tidemark', 'cpu') / (small.count / few('tidemark', 'cpu'));
      console.log(
        `\n100,000 files ship at ${decimal(ratio)} × the rate of ${whole(small.count)}; by CPU ${decimal(ratioCpu)} ×.`,
      );
    }
    if (wants('delay')) await measureDelay({ tidemark, scratch, endpoint, ask, say });
    if (wants('look')) await measureLooks({ scratch, say });
    if (wants('commit')) await measureCommits({ scratch, say });
  } finally {
    await server.stop();
    rmSync(scratch, { recursive: true });
  }
};

/** From when a file was finished to when it was in the bucket, while they come one after the other. */
const measureDelay = async ({ tidemark, scratch, endpoint, ask, say }) => {
  say(`${RATE} files a second for ${SECONDS} s`);
  const directory = mkdtempSync(join(scratch, 'delay-'));
  await ask('begin');
  const args = shipArgs(directory, endpoint, '--settle', `${SETTLE}ms`, '--state', `${directory}-state`);
  const child = spawn(process.execPath, [tidemark, ...args], {
    env: { ...process.env, ...ENVIRONMENT },
    stdio: 'ignore',
  });
  const finished = new Map();
  const begun = performance.now();
  for (let at = 0; at < RATE * SECONDS; at++) {
    await sleep(begun + (1000 * at) / RATE - performance.now());
    const name = `app-${at}.log`;
    writeFileSync(join(directory, '.part'), Buffer.alloc(KIB, `${at} `));
    renameSync(join(directory, '.part'), join(directory, name));
    // The first wait until the process is up.
    if (at > RATE * 5) finished.set(`raw/${name}`, Date.now());
  }
  await sleep(3 * SETTLE + 2000);
  child.kill('SIGTERM');
  await once(child, 'exit');
  const { there } = await ask('there');
  const delays = there
    .flatMap(([key, time]) => (finished.has(key) ? [time - finished.get(key)] : []))
    .sort((a, b) => a - b);
  const percentile = (share) => delays[Math.min(delays.length - 1, Math.floor(share * delays.length))] / 1000;
  const rows = [
    [
      whole(delays.length),
      whole(finished.size - delays.length),
      decimal(percentile(0.5)),
      decimal(percentile(0.99)),
      decimal(percentile(1)),
    ],
  ];
  console.log(
    `\nSeconds until a file is in the bucket, with ${SETTLE / 1000} s to settle\n${table(['files', 'missing', 'p50', 'p99', 'worst'], rows)}`,
  );
};

/** What a look over many files that wait costs. */
const measureLooks = async ({ scratch, say }) => {
  const rows = [];
  const costs = [];
  for (const count of WAITING) {
    say(`looks at ${whole(count)} files that wait`);
    const files = filled(scratch, { count, bytes: 0 });
    const { waiting, looks, kept, peak } = await measureInside([
      process.execPath,
      '--expose-gc',
      fileOf('look.js'),
      files,
    ]);
    rmSync(files, { recursive: true });
    if (waiting !== count) throw new Error(`${waiting} of ${count} files were seen.`);
    costs.push(median(looks.map(({ cpu }) => cpu)));
    const blocked = Math.max(...looks.map((look) => look.blocked));
    rows.push([
      whole(count),
      decimal(costs.at(-1)),
      decimal((1e6 * costs.at(-1)) / count, 1),
      whole(kept / count),
      whole(peak / count),
      whole(blocked),
    ]);
  }
  console.log(
    `\nLooks\n${table(['files that wait', 'CPU s a look', 'µs a file', 'bytes kept a file', 'bytes at the peak a file', 'ms the loop stood still'], rows)}`,
  );
  console.log(`Ten times as many cost ${decimal(costs[1] / costs[0])} ×.`);
};

/** What a commit writes while many files fail. */
const measureCommits = async ({ scratch, say }) => {
  const rows = [];
  for (const count of FAILING) {
    say(`commits while ${whole(count)} files wait`);
    const files = filled(scratch, { count, bytes: 0 });
    const { bytes, ms, commits, changes } = await measureInside([
      process.execPath,
      fileOf('commits.js'),
      files,
      `${files}-state`,
    ]);
    rmSync(files, { recursive: true });
    rmSync(`${files}-state`, { recursive: true });
    rows.push([
      whole(count),
      whole(commits),
      whole(changes),
      whole(bytes),
      whole(bytes / changes),
      decimal(ms),
    ]);
  }
  const head = [
    'files that wait',
    'commits',
    'changes a commit',
    'bytes a commit',
    'bytes a change',
    'ms a commit',
  ];
  console.log(`\nCommits\n${table(head, rows)}`);
};
