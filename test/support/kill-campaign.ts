import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { MAIN } from './tidemark.js';

export interface CampaignOptions {
  readonly directory: string;
  readonly seed: number;
  readonly kills: number;
  /** The command to torture. */
  readonly main?: string;
}

export interface Verdict {
  readonly kills: number;
  readonly rotations: number;
  readonly lines: number;
  /** What is wrong with the output file, in words; empty where nothing is. */
  readonly faults: readonly string[];
}

const START = Date.UTC(2026, 4, 9, 16);
const ARGS = [
  '--json',
  '--period',
  '1s',
  '--window',
  '5s',
  '--threshold',
  '21',
  '--lateness',
  '1s',
  '--idle',
  '1h',
];
const SECTIONS = ['/api', '/blog', '/static', '/'];

/** Writes a log without ever stopping, renames it now and then, and counts on its own what is in it. */
class Writer {
  lines = 0;
  rotations = 0;
  readonly hits = new Map<number, number>();
  readonly #log: string;
  #second = -1;
  #left = 0;

  constructor(
    directory: string,
    private readonly random: () => number,
  ) {
    this.#log = join(directory, 'access.log');
  }

  get log(): string {
    return this.#log;
  }

  write(): void {
    let text = '';
    for (let n = 1 + Math.floor(this.random() * 12); n > 0; n--) text += this.#line();
    appendFileSync(this.#log, text);
    if (this.random() < 0.01) this.#rotate();
  }

  #line(): string {
    if (this.#left === 0) {
      this.#second++;
      // Now busy, now quiet: the alert has something to say.
      this.#left = this.#second % 40 < 20 ? 30 : 12;
    }
    this.#left--;
    this.lines++;
    // Every fifth line is a second late, which the lateness allows.
    const time = START + (this.#second - (this.lines % 5 === 0 && this.#second > 0 ? 1 : 0)) * 1000;
    this.hits.set(time, (this.hits.get(time) ?? 0) + 1);
    const stamp = new Date(time).toUTCString().slice(5, 25).split(' ');
    const [day, month, year, clock] = stamp;
    const section = SECTIONS[this.lines % SECTIONS.length];
    return `10.0.0.1 - - [${day}/${month}/${year}:${clock} +0000] "GET ${section}/${this.lines} HTTP/1.1" 200 ${this.lines % 1000}\n`;
  }

  #rotate(): void {
    this.rotations++;
    for (let n = this.rotations; n > 0; n--) {
      const from = n === 1 ? this.#log : `${this.#log}.${n - 1}`;
      if (existsSync(from)) renameSync(from, `${this.#log}.${n}`);
    }
  }

  /** Everything that was ever written, in order. */
  all(): string {
    let text = '';
    for (let n = this.rotations; n > 0; n--) text += readFileSync(`${this.#log}.${n}`, 'latin1');
    return text + (existsSync(this.#log) ? readFileSync(this.#log, 'latin1') : '');
  }
}

/** Somebody who reads the output as it is written: it must not become shorter under them. */
class Reader {
  #size = 0;
  shrunk = 0;

  constructor(private readonly path: string) {}

  look(): void {
    const size = existsSync(this.path) ? statSync(this.path).size : 0;
    if (size < this.#size) this.shrunk++;
    this.#size = size;
  }
}

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

/**
 * Kills a real `tidemark access-log` with SIGKILL at random moments while a log is written and rotated, lets it finish,
 * and compares its output file with a plain count of the log and with one undisturbed run over all of it.
 */
export async function killCampaign({
  directory,
  seed,
  kills,
  main = MAIN,
}: CampaignOptions): Promise<Verdict> {
  mkdirSync(directory, { recursive: true });
  const random = seededRandom(seed);
  const writer = new Writer(directory, random);
  const out = join(directory, 'out.jsonl');
  const reader = new Reader(out);
  const state = ['--state', join(directory, 'state'), '--out', out, '--checkpoint', '50ms'];
  const faults: string[] = [];
  writer.write();
  // From the first commit on nothing may be lost; before it there is nothing to go on from.
  const first = await exit(launch(main, [writer.log, ...ARGS, ...state, '--once']));
  if (first.code !== 0) faults.push(`The first run ended with ${first.code}: ${first.stderr}`);

  for (let kill = 0; kill < kills; kill++) {
    const child = launch(main, [writer.log, ...ARGS, ...state]);
    const gone = exit(child);
    const life = 150 + random() * 900;
    for (const begun = Date.now(); Date.now() - begun < life && child.exitCode === null; ) {
      writer.write();
      reader.look();
      await delay(2);
    }
    child.kill('SIGKILL');
    const { code, stderr } = await gone;
    if (code !== null && code !== 0) faults.push(`Life ${kill} ended by itself with ${code}: ${stderr}`);
    reader.look();
  }

  const last = await exit(launch(main, [writer.log, ...ARGS, ...state, '--once', '--close']));
  if (last.code !== 0) faults.push(`The last run ended with ${last.code}: ${last.stderr}`);
  reader.look();
  if (reader.shrunk > 0) faults.push(`The output became shorter ${reader.shrunk} times.`);
  const audit = await auditFaults(main, join(directory, 'state'));
  faults.push(...audit, ...(await compare(writer, directory, out, main)));
  return { kills, rotations: writer.rotations, lines: writer.lines, faults };
}

async function auditFaults(main: string, state: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [main, 'audit', '--state', state], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { code, stderr } = await exit(child);
  return code === 0 ? [] : [`The audit ended with ${code}: ${stderr}`];
}

async function compare(
  writer: Writer,
  directory: string,
  out: string,
  main: string,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const lines = readFileSync(out, 'utf8').split('\n').slice(0, -1);
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const ids = rows.map(({ id }) => String(id));
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length > 0) faults.push(`${twice.length} rows are there twice, the first ${twice[0]}.`);

  for (const { stream, start, hits } of rows) {
    if (stream !== 'summary') continue;
    const counted = writer.hits.get(Date.parse(String(start))) ?? 0;
    if (hits !== counted) faults.push(`The second ${start} has ${hits} hits and should have ${counted}.`);
  }
  const told = rows.reduce((sum, row) => sum + (row.stream === 'summary' ? Number(row.hits) : 0), 0);
  if (told !== writer.lines)
    faults.push(`${writer.lines} lines were written and ${told} are in the summary.`);

  const whole = join(directory, 'whole.log');
  appendFileSync(whole, writer.all(), 'latin1');
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
