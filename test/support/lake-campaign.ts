import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { s3Server } from '../servers/s3.js';
import { EmulatedTarget } from './ship-campaign/emulated-target.js';
import { MAIN } from './tidemark.js';

export interface LakeCampaign {
  readonly directory: string;
  readonly seed: number;
  readonly kills: number;
  /** The command to torture. */
  readonly main?: string;
  readonly onLife?: (life: { readonly index: number; readonly lines: number; readonly rows: number }) => void;
}

export interface LakeVerdict {
  readonly kills: number;
  readonly lines: number;
  readonly objects: number;
  readonly lost: number;
  readonly doubled: number;
  /** What else is wrong, in words. */
  readonly faults: readonly string[];
}

const START = Date.UTC(2026, 10, 28, 20);
const STEP = 30_000;
/** Milliseconds for which a life waits for what it is to end with. */
const LONGEST = 8000;

/**
 * Kills a real `tidemark run` with SIGKILL again and again while a log is written whose lines go into a bucket that misbehaves: when a request is
 * there, when one is answered, and at any time. Lets it finish then, and compares the rows over all objects with the log.
 */
export const lakeCampaign = async (options: LakeCampaign): Promise<LakeVerdict> => {
  const { directory, seed, kills, main = MAIN, onLife } = options;
  const random = seededRandom(seed);
  const server = await s3Server();
  const target = new EmulatedTarget(server);
  mkdirSync(directory, { recursive: true });
  const log = join(directory, 'access.log');
  const faults: string[] = [];
  let lines = 0;
  const write = (): void => {
    let text = '';
    for (let n = 1 + Math.floor(random() * 12); n > 0; n--, lines++) {
      // Every tenth comes an hour late, for an object that may be closed.
      const time = START + lines * STEP - (lines % 10 === 9 ? 3_600_000 : 0);
      const [day, month, year, clock] = new Date(time).toUTCString().slice(5, 25).split(' ');
      text += `192.0.2.1 - - [${day}/${month}/${year}:${clock} +0000] "GET /${lines} HTTP/1.1" 200 5 "-" "-"\n`;
    }
    appendFileSync(log, text);
  };
  const config = (follow: boolean): string => {
    const path = join(directory, follow ? 'follow.yaml' : 'end.yaml');
    writeFileSync(
      path,
      `version: 1
state: ${join(directory, 'state')}
sinks: { lake: { s3: "s3://logs/lake", endpoint: "${target.endpoint}", region: us-east-1, every: 5m, size: 1KiB } }
pipelines:
  p:
    source: { file: ${log}, format: access-log, follow: ${follow}, start: beginning }
    streams: { all: { to: [lake] } }
`,
    );
    return path;
  };
  let last: ChildProcess | undefined;
  // A test that is broken off leaves nobody behind.
  onTestFinished(() => void last?.kill('SIGKILL'));
  const launch = (follow: boolean, ...flags: readonly string[]) => {
    const child = spawn(process.execPath, [main, 'run', config(follow), ...flags], {
      env: { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', ...target.environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    last = child;
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => {
      stderr = (stderr + part).slice(-4000);
    });
    return { child, closed: once(child, 'close'), said: () => stderr };
  };
  /** How often each line is stored. */
  const stored = (): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const key of server.bucket().keys()) {
      if (!key.endsWith('.jsonl.gz')) continue;
      for (const line of gunzipSync(server.body(key) ?? '')
        .toString()
        .split('\n')
        .slice(0, -1)) {
        const { path } = JSON.parse(line) as { readonly path: string };
        counts.set(path, (counts.get(path) ?? 0) + 1);
      }
    }
    return counts;
  };

  write();
  for (let kill = 0; kill < kills && faults.length === 0; kill++) {
    target.disturb(random);
    const { child, closed, said } = launch(true);
    const ending = ['asked', 'answered', 'some time'][Math.floor(random() * 3)];
    const count = 1 + Math.floor(random() * 6);
    const [asked, answered] = [target.asked, target.answered];
    const begun = performance.now();
    const wanted = random() * 1500;
    while (child.exitCode === null && performance.now() - begun < LONGEST) {
      write();
      if (ending === 'asked' && target.asked >= asked + count) break;
      if (ending === 'answered' && target.answered >= answered + count) break;
      if (ending === 'some time' && performance.now() - begun > wanted) break;
      await delay(random() * 30);
    }
    if (child.exitCode !== null) faults.push(`It ended by itself: ${said()}`);
    child.kill('SIGKILL');
    await closed;
    onLife?.({ index: kill, lines, rows: stored().size });
  }
  target.disturb(undefined);
  const { closed, said } = launch(false, '--close');
  const [code] = await closed;
  if (code !== 0) faults.push(`The last run ended with ${code}: ${said()}`);
  const counts = stored();
  const left = server.bucket().uploads.size;
  if (left > 0) faults.push(`${left} uploads in parts are left.`);
  return {
    kills,
    lines,
    objects: server.bucket().keys().length - 1,
    lost: Array.from({ length: lines }, (_, n) => counts.get(`/${n}`) ?? 0).filter((n) => n === 0).length,
    doubled: [...counts.values()].filter((n) => n > 1).length,
    faults,
  };
};
