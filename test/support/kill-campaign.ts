import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { BusyLog } from './kill-campaign/busy-log.js';
import { OutputReader } from './kill-campaign/output-reader.js';
import { MAIN } from './tidemark.js';

export interface CampaignOptions {
  readonly directory: string;
  readonly seed: number;
  readonly kills: number;
  /** The command to torture. */
  readonly main?: string;
  /** Hears of every life that has ended. */
  readonly onLife?: (life: Life) => void;
}

export interface Life {
  /** How many there were before it. */
  readonly index: number;
  readonly lines: number;
  readonly rotations: number;
  /** Rows of the output so far. */
  readonly rows: number;
}

export interface Verdict {
  /** Kills, and those of them while the process was still starting. */
  readonly kills: number;
  readonly early: number;
  readonly rotations: number;
  readonly lines: number;
  /** What is wrong with the output file, in words; empty where nothing is. */
  readonly faults: readonly string[];
}

const ARGS = [
  ...['--json', '--period', '1s', '--window', '5s', '--threshold', '21'],
  ...['--lateness', '1s', '--idle', '1h'],
];
/** How often the log is rotated in one life at most, however long that takes. */
const MOST_ROTATIONS = 5;
/**
 * How many lines are written at most until the output grows: they close windows enough for that. On a busy machine a process
 * that starts would else find more each time than the one before, and lives would last longer and longer.
 */
const MOST_AHEAD = 500;

const launch = (main: string, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [main, 'access-log', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });

const exit = (child: ChildProcess): Promise<{ code: number | null; stderr: string }> =>
  new Promise((resolve) => {
    let stderr = '';
    child.stderr?.on('data', (data) => {
      stderr += String(data);
    });
    child.on('close', (code) => resolve({ code, stderr }));
  });

/** What lies in a state directory: changes when a process opens it, which it does under a name of its own. */
const namesIn = (state: string): string => readdirSync(state).join();

/**
 * Kills a real `tidemark access-log` with SIGKILL again and again while a log is written and rotated: while it starts,
 * or when it has written some of its output. Lets it finish then, and compares its output file with a plain count of the
 * log and with one undisturbed run over all of it. Ends early where a fault is found.
 */
export async function killCampaign({
  directory,
  seed,
  kills,
  main = MAIN,
  onLife,
}: CampaignOptions): Promise<Verdict> {
  mkdirSync(directory, { recursive: true });
  const random = seededRandom(seed);
  const log = new BusyLog(directory, random);
  const out = join(directory, 'out.jsonl');
  const reader = new OutputReader(out);
  const stateDirectory = join(directory, 'state');
  const state = ['--state', stateDirectory, '--out', out, '--checkpoint', '50ms'];
  const { faults } = reader;
  let early = 0;
  log.write();
  // From the first commit on nothing may be lost; before it there is nothing to go on from.
  const first = await exit(launch(main, [log.path, ...ARGS, ...state, '--once']));
  if (first.code !== 0) faults.push(`The first run ended with ${first.code}: ${first.stderr}`);

  /** Whether a life has come as far as it was to come. */
  const endOfLife = (): (() => boolean) => {
    if (random() < 0.2) {
      early++;
      const before = namesIn(stateDirectory);
      return () => namesIn(stateDirectory) !== before;
    }
    const enough = reader.growths + 1 + Math.floor(random() * 4);
    return () => reader.growths >= enough;
  };
  const verdict = (killed: number): Verdict => {
    const { rotations, lines } = log;
    return { kills: killed, early, rotations, lines, faults };
  };

  for (let kill = 0; kill < kills; kill++) {
    const isOver = endOfLife();
    const mostRotations = log.rotations + MOST_ROTATIONS;
    const child = launch(main, [log.path, ...ARGS, ...state]);
    const gone = exit(child);
    let [grown, written] = [reader.growths, log.lines];
    const step = async (): Promise<void> => {
      reader.look();
      if (reader.growths > grown) [grown, written] = [reader.growths, log.lines];
      if (log.lines - written < MOST_AHEAD) {
        log.write();
        if (random() < 0.02 && log.rotations < mostRotations) log.rotate();
      }
      await delay(2);
    };
    const isAlive = (): boolean => child.exitCode === null;
    while (isAlive() && !isOver()) await step();
    // Between two commits is the time of a checkpoint: any moment of that.
    for (let steps = Math.floor(random() * 30); isAlive() && steps > 0; steps--) await step();
    child.kill('SIGKILL');
    const { code, stderr } = await gone;
    if (code !== null) faults.push(`Life ${kill} ended by itself with ${code}: ${stderr}`);
    reader.read();
    onLife?.({ index: kill, lines: log.lines, rotations: log.rotations, rows: reader.lines.length });
    if (faults.length > 0) return verdict(kill + 1);
  }

  const last = await exit(launch(main, [log.path, ...ARGS, ...state, '--once', '--close']));
  if (last.code !== 0) faults.push(`The last run ended with ${last.code}: ${last.stderr}`);
  reader.read();
  const audit = await auditFaults(main, stateDirectory);
  faults.push(...audit, ...(await compare(log, directory, reader.lines, main)));
  return verdict(kills);
}

async function auditFaults(main: string, state: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [main, 'audit', '--state', state], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { code, stderr } = await exit(child);
  return code === 0 ? [] : [`The audit ended with ${code}: ${stderr}`];
}

async function compare(
  log: BusyLog,
  directory: string,
  lines: readonly string[],
  main: string,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const { stream, start, hits } of rows) {
    if (stream !== 'summary') continue;
    const counted = log.hits.get(Date.parse(String(start))) ?? 0;
    if (hits !== counted) faults.push(`The second ${start} has ${hits} hits and should have ${counted}.`);
  }
  const told = rows.reduce((sum, row) => sum + (row.stream === 'summary' ? Number(row.hits) : 0), 0);
  if (told !== log.lines) faults.push(`${log.lines} lines were written and ${told} are in the summary.`);

  const whole = join(directory, 'whole.log');
  appendFileSync(whole, log.all(), 'latin1');
  const calm = join(directory, 'calm.jsonl');
  const run = await exit(launch(main, [whole, ...ARGS, '--once', '--out', calm]));
  if (run.code !== 0) faults.push(`The undisturbed run ended with ${run.code}: ${run.stderr}`);
  const expected = readFileSync(calm, 'utf8').split('\n').slice(0, -1);
  // Deliveries are cut where commits fall, so rows of different streams may stand in another order; each stream's may not.
  for (const stream of ['summary', 'sections', 'alerts']) {
    const of = (all: readonly string[]): string[] =>
      all.filter((line) => line.includes(`"stream":"${stream}"`));
    const [got, should] = [of(lines), of(expected)];
    const at = should.findIndex((line, i) => line !== got[i]);
    if (at !== -1) faults.push(`Row ${at} of ${stream} is ${got[at]} and should be ${should[at]}.`);
    if (got.length !== should.length) faults.push(`${stream} has ${got.length} rows, not ${should.length}.`);
  }
  return faults;
}
