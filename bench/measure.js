import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { find } from './tools.js';

/** GNU time reports CPU and memory of a command; a shell's own `time` does not. */
const gnuTime = find('time');

/** Clock ticks per second in /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;

/** CPU seconds and peak memory so far of a process, where /proc tells; what it used after the last look is missed. */
const look = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    if (peak === null) return undefined;
    return { cpu: (Number(stat[11]) + Number(stat[12])) / TICKS, rss: Number(peak[1]) * 1024 };
  } catch {
    return undefined;
  }
};

const readReport = (path) => {
  const [user, system, kilobytes] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number);
  return { cpu: user + system, rss: kilobytes * 1024 };
};

/**
 * Runs a command to its end, its output thrown away.
 * Answers with wall and CPU seconds and peak memory in bytes (NaN where unknown), or rejects when it fails.
 */
export const measure = async (command, { env = {}, cwd } = {}) => {
  const scratch = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  const report = join(scratch, 'usage');
  const [program, ...args] =
    gnuTime === undefined ? command : [gnuTime, '-f', '%U %S %M', '-o', report, ...command];
  try {
    const begun = performance.now();
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, LC_ALL: 'C', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaints = (complaints + text).slice(-2000);
    });
    let seen = { cpu: Number.NaN, rss: Number.NaN };
    const looking =
      gnuTime === undefined &&
      setInterval(() => {
        seen = look(child.pid) ?? seen;
      }, 10);
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (status, signal) => resolve(status ?? signal));
    }).finally(() => clearInterval(looking));
    const wall = (performance.now() - begun) / 1000;
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}.\n${complaints.trim()}`);
    return { wall, ...(gnuTime === undefined ? seen : readReport(report)) };
  } finally {
    rmSync(scratch, { recursive: true });
  }
};

/** Runs a command that measures a part of itself: it prints wall and CPU seconds and peak memory in bytes, as JSON. */
export const measureInside = async ([program, ...args], { cwd, env = {} } = {}) => {
  const { stdout } = await promisify(execFile)(program, args, { cwd, env: { ...process.env, ...env } });
  return JSON.parse(stdout);
};

export const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** The median of each figure on its own. */
export const medians = (runs) => ({
  wall: median(runs.map(({ wall }) => wall)),
  cpu: median(runs.map(({ cpu }) => cpu)),
  rss: median(runs.map(({ rss }) => rss)),
});
