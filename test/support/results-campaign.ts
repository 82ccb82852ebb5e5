import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { MAIN } from './tidemark.js';

export interface ResultsCampaignOptions {
  readonly directory: string;
  readonly seed: number;
  readonly kills: number;
  readonly writers?: number;
  /** The command; another one to see whether what is wrong with it is found. */
  readonly main?: string;
}

export interface ResultsVerdict {
  readonly kills: number;
  readonly acknowledged: number;
  /** Results that were sent again because nobody had answered. */
  readonly again: number;
  /** What is wrong, in words; empty where nothing is. */
  readonly faults: readonly string[];
}

/** Results that are acknowledged in a long life. */
const LONG_LIFE = 200;

/**
 * Kills a real `tidemark logs-api` with SIGKILL when it has answered so often, and starts it again, while so many writers send it results,
 * each until it is answered. In the end the log has one whole line for each, and no other.
 */
export const resultsCampaign = async (options: ResultsCampaignOptions): Promise<ResultsVerdict> => {
  const { directory, seed, kills, writers = 64, main = MAIN } = options;
  const random = seededRandom(seed);
  const log = join(directory, 'logs.txt');
  const faults: string[] = [];
  const acknowledged = new Set<string>();
  let again = 0;
  let isOver = false;
  let port: number | undefined;
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const args = [main, 'logs-api', '--listen', '127.0.0.1:0', '--file', log, '--drain-timeout', '1h'];
    const started = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      started.stderr.on('data', (bytes) => {
        said += String(bytes);
        if (!/: ready$/m.test(said)) return;
        port = Number(/http:\/\/[^:/]+:(\d+)/.exec(said)?.[1]);
        resolve();
      });
      started.on('exit', (code) => reject(new Error(`It ended with ${code}: ${said}`)));
    });
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    port = undefined;
    const ended = new Promise((resolve) => child?.on('exit', resolve));
    child?.kill(signal);
    await ended;
  };

  const writer = async (name: number): Promise<void> => {
    const own = seededRandom(seed + 1 + name);
    for (let i = 0; !isOver; i++) {
      const line = `2026-11-29T10:00:00.000Z w${name} upload ${i} fail - ${'x'.repeat(1 + own() * 300)}`;
      const [, monitor, probe, test_id, status, , error] = line.split(' ');
      const body = JSON.stringify({ time: '2026-11-29T10:00:00Z', monitor, probe, test_id, status, error });
      for (let tries = 0; ; tries++) {
        if (isOver && tries === 0) return;
        const said = port === undefined ? undefined : await sent(port, body);
        if (said === 200 || said === 202) break;
        if (said !== undefined && said !== 503) faults.push(`${line}: answered with ${said}.`);
        again++;
        await delay(5);
      }
      acknowledged.add(line);
    }
  };

  try {
    await start();
    const writing = Array.from({ length: writers }, (_, name) => writer(name));
    for (let i = 0; i < kills; i++) {
      const enough = acknowledged.size + 1 + random() ** 2 * LONG_LIFE;
      while (acknowledged.size < enough && faults.length === 0) await delay(1);
      await delay(random() * 20);
      await end('SIGKILL');
      await start();
    }
    isOver = true;
    await Promise.all(writing);
    await end('SIGTERM');
  } finally {
    isOver = true;
    child?.kill('SIGKILL');
  }
  const text = readFileSync(log, 'utf8');
  const lines = text.split('\n').slice(0, -1);
  const found = new Set(lines);
  if (!text.endsWith('\n')) faults.push('The last line has no end.');
  if (found.size < lines.length) faults.push(`${lines.length - found.size} lines are there twice.`);
  for (const line of acknowledged) if (!found.has(line)) faults.push(`Not there: ${line}`);
  for (const line of lines) if (!acknowledged.has(line)) faults.push(`Nobody has sent: ${line}`);
  return { kills, acknowledged: acknowledged.size, again, faults: faults.slice(0, 10) };
};

/** The status of the answer; undefined: there was none. */
const sent = (port: number, body: string): Promise<number | undefined> =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request({ host: '127.0.0.1', port, path: '/logs', method: 'POST', headers }, (answer) => {
      answer
        .resume()
        .on('end', () => resolve(answer.statusCode))
        .on('error', () => resolve(undefined));
    });
    asked.on('error', () => resolve(undefined)).end(body);
  });
