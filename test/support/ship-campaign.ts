import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { BusyDirectory } from './ship-campaign/busy-directory.js';
import type { ShipTarget } from './ship-campaign/ship-target.js';
import { MAIN } from './tidemark.js';

export interface ShipCampaignOptions {
  readonly directory: string;
  readonly target: ShipTarget;
  readonly seed: number;
  readonly kills: number;
  /** The command to torture. */
  readonly main?: string;
  readonly onLife?: (life: {
    readonly index: number;
    readonly files: number;
    readonly shipped: number;
  }) => void;
}

export interface ShipVerdict {
  /** By what a life was to end with. */
  readonly kills: Readonly<Record<string, number>>;
  readonly files: number;
  /** Of them, those that went in parts, and those that were written for longer than it takes to settle. */
  readonly larges: number;
  readonly grown: number;
  readonly shipped: number;
  readonly conflicts: number;
  /** In words; empty where nothing is wrong. */
  readonly faults: readonly string[];
}

const SETTLE = 500;
/** Milliseconds for which a life waits for what it is to end with: where much fails there may be nothing to ship. */
const LONGEST = 8000;
/** Runs at the end, each of which ships what it can. */
const MOST_LAST = 20;
/** Files that wait while no more are written: each life is to have something, and none everything. */
const MOST_WAITING = 32;

const ENDINGS = ['early', 'asked', 'answered', 'hidden', 'gone', 'some time'] as const;
type Ending = (typeof ENDINGS)[number];

interface ShippedRow {
  readonly stream: string;
  readonly path: string;
  readonly bytes: number;
  readonly class: string;
  readonly shipped: boolean;
}

const exit = (child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (data) => {
      stdout += String(data);
    });
    child.stderr?.on('data', (data) => {
      stderr += String(data);
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });

const keysOf = (name: string, content: Buffer): readonly string[] => {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const other = `raw/${name}~${hash}`;
  return [`raw/${name}`, other, ...Array.from({ length: 8 }, (_, n) => `${other}.${n + 2}`)];
};

/**
 * Kills a real `tidemark file-shipper` with SIGKILL again and again while files are written, renamed and replaced, and while the store
 * misbehaves: when a request is there, when one is answered, when a file is being removed, when it is gone, and at any other time. After each
 * life whatever is gone from the directory must be in the bucket, byte by byte, and what is somebody else's as it was. In the end everything is
 * shipped, every file that has left was said to be, nothing is left beside, and nothing was listed.
 */
export async function shipCampaign(options: ShipCampaignOptions): Promise<ShipVerdict> {
  const { directory, target, seed, kills, main = MAIN, onLife } = options;
  const random = seededRandom(seed);
  const files = new BusyDirectory(join(directory, 'files'), random, SETTLE);
  const state = join(directory, 'state');
  const faults: string[] = [];
  const foreign = new Map<string, Buffer>();
  const left: { readonly name: string; readonly bytes: number }[] = [];
  const told = new Set<string>();
  const counts: Record<string, number> = {};
  let conflicts = 0;

  const launch = (...more: readonly string[]): ChildProcess => {
    const place = [
      files.place,
      's3://logs/raw',
      '--key',
      '{path}',
      '--endpoint',
      target.endpoint,
      '--path-style',
    ];
    const rest = ['--settle', `${SETTLE}ms`, '--json', '--state', state, ...more];
    return spawn(process.execPath, [main, 'file-shipper', ...place, ...rest], {
      env: {
        ...process.env,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_REGION: 'us-east-1',
        ...target.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };

  const note = (stdout: string): void => {
    // A line that was cut off is told again.
    for (const line of stdout.slice(0, stdout.lastIndexOf('\n') + 1).split('\n')) {
      if (line === '') continue;
      const row = JSON.parse(line) as ShippedRow;
      if (row.stream !== 'uploads' || !row.shipped) continue;
      if (row.class === 'conflict') conflicts++;
      told.add(`${row.path} ${row.bytes}`);
    }
  };

  const isShipped = async (name: string, content: Buffer): Promise<boolean> => {
    left.push({ name, bytes: content.length });
    for (const key of keysOf(name, content)) {
      if ((await target.read(key))?.equals(content) === true) return true;
    }
    return false;
  };

  const check = async (): Promise<void> => {
    faults.push(...(await files.check(isShipped)), ...target.faults());
    for (const [key, body] of foreign) {
      if ((await target.read(key))?.equals(body) !== true)
        faults.push(`${key} of somebody else was overwritten.`);
    }
  };

  /** Somebody else was there before. */
  const occupy = async (): Promise<void> => {
    const names = [...files.contents.keys()];
    const name = names[Math.floor(random() * names.length)];
    if (name === undefined || random() < 0.5) return;
    const key = `raw/${name}`;
    if ((await target.read(key)) !== undefined) return;
    const body = Buffer.from(`somebody else’s ${foreign.size}`);
    await target.put(key, body);
    foreign.set(key, body);
  };

  /** Whether a life has come as far as it was to come. */
  const endOf = (ending: Ending): (() => boolean) => {
    const [asked, answered, begun] = [target.asked, target.answered, performance.now()];
    // What is asked first is what the store can do.
    const more = 3 + Math.floor(random() * 8);
    const waiting = files.waiting;
    const after = random() * (ending === 'early' ? 800 : 3000);
    switch (ending) {
      case 'asked':
        return () => target.asked >= asked + more;
      case 'answered':
        return () => target.answered >= answered + more;
      case 'hidden':
        return () => files.hidden > 0;
      case 'gone':
        return () => files.waiting < waiting;
      default:
        return () => performance.now() - begun >= after;
    }
  };

  for (let index = 0; index < kills && faults.length === 0; index++) {
    await occupy();
    target.disturb(random);
    const ending = ENDINGS[Math.floor(random() * ENDINGS.length)] ?? 'asked';
    counts[ending] = (counts[ending] ?? 0) + 1;
    while (files.waiting < MOST_WAITING / 2) files.step();
    const isOver = endOf(ending);
    const child = launch();
    const gone = exit(child);
    const begun = performance.now();
    files.resume();
    let replaced: string | undefined;
    while (child.exitCode === null && !isOver() && performance.now() - begun < LONGEST) {
      if (files.waiting < MOST_WAITING) files.step();
      // One that is out, and has been read, becomes another before it is sent again.
      const turnedAway = target.turnedAway();
      if (turnedAway !== undefined && turnedAway !== replaced) files.replace(turnedAway.slice('raw/'.length));
      replaced = turnedAway;
      // What a process does in a moment is over in the next.
      if (ending !== 'hidden' && ending !== 'gone') await delay(1);
      else await new Promise((resolve) => setImmediate(resolve));
    }
    child.kill('SIGKILL');
    const { code, stdout, stderr } = await gone;
    if (code !== null) faults.push(`Life ${index} ended by itself with ${code}: ${stderr}`);
    note(stdout);
    await check();
    onLife?.({ index, files: files.made, shipped: left.length });
  }

  if (faults.length === 0) {
    target.disturb(undefined);
    // Killed early, a process most often has not removed what was spoilt: these are not killed.
    target.spoil();
    files.end();
    let code: number | null = 1;
    for (let last = 0; last < MOST_LAST && (files.waiting > 0 || code !== 0); last++) {
      const ended = await exit(launch('--once'));
      note(ended.stdout);
      code = ended.code === 3 ? 0 : ended.code;
      if (code !== 0 && last === MOST_LAST - 1)
        faults.push(`The last run ended with ${code}: ${ended.stderr}`);
      await check();
    }
    if (files.waiting > 0) faults.push(`${files.waiting} files are left.`);
    if (files.hidden > 0) faults.push(`${files.hidden} files are left under names of our own.`);
    for (const { name, bytes } of left) {
      if (!told.has(`${name} ${bytes}`))
        faults.push(`${name} (${bytes} bytes) has left, and no row says so.`);
    }
  }
  const { made, larges, grown } = files;
  return { kills: counts, files: made, larges, grown, shipped: left.length, conflicts, faults };
}
