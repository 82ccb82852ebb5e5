import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureChecks } from './checks.js';
import { compareConfigs } from './config.js';
import { compareFiles } from './files.js';
import { compareFlowLogs } from './flow.js';
import { logs } from './logs.js';
import { measure, medians } from './measure.js';
import { measureOutbox } from './outbox.js';
import { comparePatterns } from './patterns.js';
import { peers } from './peers.js';
import { measurePostgres } from './postgres.js';
import { compareProbes } from './probes.js';
import { compareResults } from './results.js';
import { compareShippers } from './ship.js';
import { measureStartup } from './startup.js';
import { measureState } from './state.js';
import { decimal, mebibytes, table, whole } from './table.js';
import { pin } from './tools.js';

const USAGE = `npm run bench -- [--runs 3] [--lines 2000000] [--only mawk,tidemark,config,flow,results,state,outbox,files,startup,decoders,regex,checks,postgres,ship,probes]
                 [--keys 10000000] [--files 10000] [--minutes 5] [--checks saturation,latency,mixed,plain,database]
                 [--ship small,large,many,delay,look,commit] [--against DIST]

Counts the requests of each section of one access log with every program found here, Tidemark among them,
and then reads a log four times as long to see whether memory grows. Then the same pipeline in code and from a
config, as "config"; the flow log against a bare HTTP server, and with so many keys, as "flow"; the logs API against one that appends, as "results"; at last
what a commit and a start cost with much in the state, as "state", a run for whose sink much waits, as "outbox",
what many files cost, as "files", and what it takes to start, as "startup", those also of another build (its dist);
and how fast each format is decoded, as "decoders", and lines by a pattern of a user, as "regex", against bare loops. The web monitor, as "checks":
its speed against a bare loop and blackbox_exporter, its latencies against true ones, and its schedule for so many minutes. What is stored in PostgreSQL, as "postgres", against a bare loop.
What the S3 monitor adds to a latency, as "probes", against a raw socket. The file shipper, as "ship": against rclone, s5cmd and a bare loop, how soon a file is shipped, and what many that wait cost.
See bench/README.md.`;

/** What reads no access log. */
const APART = [
  'flow',
  'results',
  'state',
  'outbox',
  'files',
  'startup',
  'decoders',
  'regex',
  'checks',
  'postgres',
  'ship',
  'probes',
];

const wholeNumber = (option, text) => {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${option}: "${text}" is not a whole number above 0.`);
  return Number(text);
};

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '3' },
      lines: { type: 'string', default: '2000000' },
      keys: { type: 'string', default: '10000000' },
      files: { type: 'string', default: '10000' },
      minutes: { type: 'string', default: '5' },
      checks: { type: 'string' },
      ship: { type: 'string' },
      against: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    runs: wholeNumber('runs', values.runs),
    lines: wholeNumber('lines', values.lines),
    keys: wholeNumber('keys', values.keys),
    files: wholeNumber('files', values.files),
    minutes: wholeNumber('minutes', values.minutes),
    parts: values.checks?.split(','),
    shipParts: values.ship?.split(','),
    against: values.against,
    only: values.only?.split(','),
    help: values.help,
  };
};

/** Each round begins with another program, and every other one goes backwards: nobody always runs after the same one. */
const order = (contestants, round) => {
  const from = round % contestants.length;
  const turned = [...contestants.slice(from), ...contestants.slice(0, from)];
  return round % 2 === 0 ? turned : turned.reverse();
};

const say = (text) => process.stderr.write(`${text}\n`);

const failures = [];

const attempt = async (name, command, options) => {
  try {
    return await measure(command, options);
  } catch (error) {
    failures.push(name);
    say(`${name} failed: ${error.message}`);
    return undefined;
  }
};

const compare = async (contestants, runs, command, options) => {
  const results = new Map(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < runs; round++) {
    for (const contestant of order(contestants, round)) {
      say(`round ${round + 1} of ${runs}: ${contestant.name}`);
      const result = await attempt(contestant.name, command(contestant, contestant.log), options);
      if (result !== undefined) results.get(contestant).push(result);
    }
  }
  return contestants
    .filter((contestant) => results.get(contestant).length > 0)
    .map((contestant) => ({ ...contestant, ...medians(results.get(contestant)) }));
};

const printComparison = (results) => {
  const mawk = results.find(({ name }) => name === 'mawk');
  const rows = results.map(({ name, log, wall, cpu, rss }) => [
    name,
    whole(log.lines),
    decimal(wall),
    decimal(cpu),
    whole(log.lines / wall),
    mawk === undefined ? '?' : decimal(log.lines / wall / (mawk.log.lines / mawk.wall)),
    mawk === undefined ? '?' : decimal(log.lines / cpu / (mawk.log.lines / mawk.cpu)),
    mebibytes(rss),
  ]);
  console.log(table(['', 'lines', 'wall s', 'CPU s', 'lines/s', '× mawk', '× mawk, CPU', 'max RSS'], rows));
};

const printCheckpoints = (results) => {
  const [without, with_] = ['tidemark', 'tidemark --state'].map((one) =>
    results.find(({ name }) => name === one),
  );
  if (without === undefined || with_ === undefined) return;
  const cost = (what) => `${decimal((with_[what] / without[what] - 1) * 100)} %`;
  console.log(`\nCheckpoints cost ${cost('wall')} of the time and ${cost('cpu')} of the CPU.`);
};

const printGrowth = (short, long, shortLines, longLines) => {
  const row = (lines, { wall, rss }) => [whole(lines), decimal(wall), whole(lines / wall), mebibytes(rss)];
  console.log(`\nMemory of tidemark over a log four times as long: × ${decimal(long.rss / short.rss)}`);
  console.log(
    table(['lines', 'wall s', 'lines/s', 'max RSS'], [row(shortLines, short), row(longLines, long)]),
  );
};

const main = async () => {
  const { runs, lines, keys, files, minutes, parts, shipParts, against, only, help } = readOptions();
  if (help) return console.log(USAGE);
  const dist = process.env.TIDEMARK_DIST ?? new URL('../dist/', import.meta.url);
  const tidemark = fileURLToPath(new URL('cli/main.js', dist));
  if (!existsSync(tidemark)) throw new Error(`${tidemark} is missing; run npm run build first.`);
  const wants = (part) => only === undefined || only.includes(part);
  const directory = fileURLToPath(new URL('data/', import.meta.url));
  if (only === undefined || only.some((name) => !APART.includes(name))) {
    await readLogs(runs, lines, only, tidemark);
  }
  if (wants('probes')) await compareProbes({ say });
  if (wants('results')) await compareResults({ tidemark, directory, runs, say });
  if (wants('flow')) {
    await compareFlowLogs({ tidemark, directory, runs, keys, say });
  }
  if (wants('state')) await measureState({ directory, prefix: pin(), say });
  if (wants('outbox')) await measureOutbox({ directory, prefix: pin(), say });
  if (wants('postgres')) await measurePostgres({ say });
  const builds = [{ name: 'tidemark', dist: fileURLToPath(dist) }];
  if (against !== undefined) builds.unshift({ name: 'before', dist: resolve(against) });
  if (wants('decoders')) (await import('./decoders.js')).compareDecoders();
  if (wants('files')) await compareFiles({ builds, directory, most: files, runs, say });
  if (wants('startup')) await measureStartup({ builds, runs, prefix: pin(), say });
  if (wants('regex')) comparePatterns();
  if (wants('checks')) await measureChecks({ tidemark, runs, minutes, parts, say });
  if (wants('ship')) await compareShippers({ tidemark, directory, runs, parts: shipParts, most: files, say });
  if (failures.length > 0) {
    console.log(`\nFailed: ${[...new Set(failures)].join(', ')}`);
    process.exitCode = 1;
  }
};

/** Everything that reads an access log. */
const readLogs = async (runs, lines, only, tidemark) => {
  const scratch = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  try {
    const prefix = pin();
    const options = { env: { HOME: scratch, XDG_CONFIG_HOME: scratch }, cwd: scratch };
    const command = ({ program, args }, log) => [...prefix, program, ...args(log.path)];
    const { present, absent } = peers(scratch, tidemark);
    const files = logs(fileURLToPath(new URL('data/', import.meta.url)), tidemark);
    say(`preparing a log of ${whole(lines)} lines in bench/data`);
    const full = await files.generate(lines);
    const contestants = [];
    for (const peer of present)
      if (only === undefined || only.includes(peer.name))
        contestants.push({ ...peer, log: await files.head(full, peer.lines ?? lines) });

    const where = prefix.length > 0 ? `pinned to core ${prefix.at(-1)}` : 'not pinned to a core';
    console.log(
      `${whole(full.lines)} lines, ${whole(full.bytes / 1e6)} MB; medians of ${runs}, ${where}; ${cpus()[0]?.model}, Node ${process.versions.node}`,
    );
    if (absent.length > 0) console.log(`Not installed: ${absent.map(({ name }) => name).join(', ')}`);
    console.log('');
    // Everybody finds the log in memory, the first one too.
    for (const { path } of new Set(contestants.map(({ log }) => log)))
      await attempt('wc', ['wc', '-l', path], options);
    const results = await compare(contestants, runs, command, options);
    if (results.length > 0) printComparison(results);

    printCheckpoints(results);
    const ours = results.find(({ name }) => name === 'tidemark');
    if (ours !== undefined) {
      say(`preparing a log of ${whole(4 * lines)} lines in bench/data`);
      const long = await files.generate(4 * lines);
      const [measured] = await compare([{ ...ours, log: long }], 1, command, options);
      if (measured !== undefined) printGrowth(ours, measured, lines, long.lines);
    }
    if (only === undefined || only.includes('config')) {
      await compareConfigs({ log: full, runs: Math.max(runs, 5), prefix, cwd: scratch, say });
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
};

await main().catch((error) => {
  say(error.message);
  process.exitCode = 1;
});
