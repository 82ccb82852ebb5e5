import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { measure, measureInside, median } from './measure.js';
import { decimal, mebibytes, table, whole } from './table.js';

const GLOBS = [500, 1000, 2000, 10_000];
const FOLLOWED = 200;
const SECONDS = 20;
/** Until the files have been opened and the compilers have come to rest. */
const WARM_UP = 5;
const RATE = 5000;
const ENDED = [10, 10_000];
/** Clock ticks per second in /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;

const COMMITS = fileURLToPath(new URL('files/commits.js', import.meta.url));

/** One line of an access log, at that many seconds after a midnight. */
const line = (second) => {
  const [day, month, year, time] = new Date(Date.UTC(2026, 4, 9) + second * 1000)
    .toUTCString()
    .slice(5, 25)
    .split(' ');
  return `10.0.0.1 - - [${day}/${month}/${year}:${time} +0000] "GET /a HTTP/1.1" 200 1\n`;
};

/** A directory with so many logs of one line each, one second after the other. */
const logsIn = (directory, count) => {
  mkdirSync(directory);
  for (let i = 0; i < count; i++) {
    writeFileSync(join(directory, `${String(i).padStart(5, '0')}.log`), line(i / 10));
  }
  return directory;
};

/**
 * What many files cost: those that one pattern finds, read once; those that are followed and say nothing, or a little all
 * the time; and those that have ended, at every commit. Each by every build, to and fro.
 */
export const compareFiles = async ({ builds, directory, most, runs, say }) => {
  mkdirSync(directory, { recursive: true });
  // Not where temporary files are: that may be memory.
  const scratch = mkdtempSync(join(directory, 'files-'));
  try {
    await measureFiles({ builds, scratch, most, runs, say });
  } finally {
    rmSync(scratch, { recursive: true });
  }
};

const measureFiles = async ({ builds, scratch, most, runs, say }) => {
  const order = (round) => (round % 2 === 0 ? builds : builds.toReversed());
  const each = async (title, rounds, of) => {
    const results = new Map(builds.map((build) => [build, []]));
    for (let round = 0; round < rounds; round++) {
      for (const build of order(round)) {
        say(`${title}: ${build.name}`);
        results.get(build).push(await of(build, round));
      }
    }
    return builds.map((build) => results.get(build));
  };
  const load = decimal(loadavg()[0], 1);
  console.log(
    `\nMany files; ${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}, load ${load} at the start`,
  );

  const globs = [];
  for (const count of GLOBS.filter((count) => count <= most)) {
    const logs = logsIn(join(scratch, `glob-${count}`), count);
    // The largest takes minutes where time is quadratic.
    const rounds = count > 2000 ? 1 : runs;
    const all = await each(`${whole(count)} files by a pattern`, rounds, ({ dist }) =>
      measure([process.execPath, mainOf(dist), 'access-log', join(logs, '*.log'), '--once', '--json'], {
        cwd: scratch,
      }),
    );
    for (const [i, measured] of all.entries()) {
      const cpu = median(measured.map((one) => one.cpu));
      globs.push([
        `${whole(count)} files once: ${builds[i].name}`,
        decimal(cpu),
        decimal((1000 * cpu) / count, 2),
        decimal(median(measured.map(({ wall }) => wall))),
        mebibytes(median(measured.map(({ rss }) => rss))),
      ]);
    }
    rmSync(logs, { recursive: true });
  }
  console.log(table(['', 'CPU s', 'ms a file', 'wall s', 'max RSS'], globs));

  const followed = [];
  for (const rate of [0, RATE]) {
    const all = await each(`${FOLLOWED} files followed, ${whole(rate)} lines/s`, runs, ({ dist }) =>
      follow(dist, mkdtempSync(join(scratch, 'follow-')), rate),
    );
    for (const [i, measured] of all.entries()) {
      followed.push([
        `${FOLLOWED} files, ${whole(rate)} lines/s: ${builds[i].name}`,
        decimal(median(measured.map(({ share }) => 100 * share)), 1),
        whole(median(measured.map(({ rate: written }) => written))),
        whole(measured.reduce((sum, { missing }) => sum + missing, 0)),
      ]);
    }
  }
  console.log(`\n${table(['', '% of a core', 'lines/s', 'lines missing'], followed)}`);

  const ended = [];
  for (const count of ENDED.filter((count) => count <= most)) {
    const all = await each(
      `${whole(count)} files have ended`,
      count > 1000 ? 1 : runs,
      async ({ dist }, round) => {
        const place = mkdtempSync(join(scratch, `ended-${count}-${round}-`));
        const logs = logsIn(join(place, 'logs'), count - 1);
        writeFileSync(join(logs, '99999.log'), line(count));
        return measureInside([process.execPath, COMMITS, logs, join(place, 'state')], {
          env: { TIDEMARK_DIST: pathToFileURL(`${dist}/`).href },
        }).finally(() => rmSync(place, { recursive: true }));
      },
    );
    for (const [i, measured] of all.entries()) {
      ended.push([
        `${whole(count)} ended: ${builds[i].name}`,
        whole(median(measured.map(({ bytes }) => bytes))),
        decimal(median(measured.map(({ ms }) => ms)), 1),
        decimal(median(measured.map(({ seconds }) => seconds)), 1),
      ]);
    }
  }
  console.log(`\n${table(['', 'bytes a commit', 'ms a commit', 's of the whole run'], ended)}`);
};

const mainOf = (dist) => join(dist, 'cli/main.js');

/** The share of a core that following logs takes, while so many lines a second are written to them. */
const follow = async (dist, directory, rate) => {
  const logs = Array.from({ length: FOLLOWED }, (_, i) => openSync(join(directory, `${i}.log`), 'a'));
  for (const log of logs) writeSync(log, line(0));
  const begun = Date.UTC(2026, 4, 9) - Date.now();
  const args = ['access-log', join(directory, '*.log'), '--json', '--start', 'beginning'];
  const child = spawn(process.execPath, [mainOf(dist), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  let written = 0;
  let feeding = rate > 0;
  const feed = async () => {
    const start = performance.now();
    while (feeding) {
      const due = ((performance.now() - start) / 1000) * rate;
      const text = line((Date.now() + begun - Date.UTC(2026, 4, 9)) / 1000);
      for (; written < due; written++) writeSync(logs[written % FOLLOWED], text);
      await sleep(5);
    }
  };
  const fed = feed();
  try {
    await sleep(1000 * WARM_UP);
    const [before, wroteBefore, at] = [cpuOf(child.pid), written, performance.now()];
    await sleep(1000 * SECONDS);
    const seconds = (performance.now() - at) / 1000;
    const share = (cpuOf(child.pid) - before) / seconds;
    const result = { share, rate: (written - wroteBefore) / seconds };
    feeding = false;
    await fed;
    await sleep(2000);
    child.kill('SIGINT');
    await once(child, 'exit');
    const read = Number(/([\d,]+) lines read/.exec(said)?.[1].replaceAll(',', ''));
    return { ...result, missing: written + FOLLOWED - read };
  } finally {
    feeding = false;
    child.kill('SIGKILL');
    for (const log of logs) closeSync(log);
    rmSync(directory, { recursive: true });
  }
};

/** CPU seconds of a process so far, of all of its threads. */
const cpuOf = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(stat[11]) + Number(stat[12])) / TICKS;
};
