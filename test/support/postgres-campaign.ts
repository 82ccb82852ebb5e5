import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { type PostgresServer, postgresServer } from '../servers/postgres.js';
import { MAIN } from './tidemark.js';

export interface PostgresCampaign {
  readonly directory: string;
  readonly seed: number;
  readonly kills: number;
  /** The command to torture. */
  readonly main?: string;
  /** Without one nothing tells a row that comes again. Default: there is one. */
  readonly hasKey?: boolean;
  readonly onLife?: (life: { readonly index: number; readonly lines: number; readonly rows: number }) => void;
}

export interface PostgresVerdict {
  readonly kills: number;
  /** How often the database was killed, under the command. */
  readonly databaseKills: number;
  readonly lines: number;
  readonly lost: number;
  readonly doubled: number;
  /** What else is wrong, in words. */
  readonly faults: readonly string[];
}

const START = Date.UTC(2026, 10, 28, 20);
/** From one line to the next: more than the lateness would leave those at the end waiting for another line. */
const STEP = 30_000;
/** What a partition holds: a new one is wanted every 600 lines. */
const PART = 600 * STEP;

/**
 * Kills a real `tidemark run` with SIGKILL again and again while a log is written that goes into a table, and now and then the
 * database as well; a partition of the table is made only when rows for it have come. Lets it finish then, and compares the
 * table with the log, line by line.
 */
export const postgresCampaign = async (options: PostgresCampaign): Promise<PostgresVerdict> => {
  const { directory, seed, kills, main = MAIN, hasKey = true, onLife } = options;
  const random = seededRandom(seed);
  const server = await postgresServer({ durable: true });
  await server.sql(
    `CREATE TABLE hits (path text, at timestamptz${hasKey ? ', PRIMARY KEY (path, at)' : ''}) PARTITION BY RANGE (at)`,
  );
  const log = join(directory, 'access.log');
  const faults: string[] = [];
  let [lines, days, databaseKills] = [0, 0, 0];
  const timeOf = (line: number): number => START + line * STEP;
  const write = (): void => {
    let text = '';
    for (let n = 1 + Math.floor(random() * 12); n > 0; n--, lines++) {
      const [day, month, year, clock] = new Date(timeOf(lines)).toUTCString().slice(5, 25).split(' ');
      text += `192.0.2.1 - - [${day}/${month}/${year}:${clock} +0000] "GET /${lines} HTTP/1.1" 200 5 "-" "-"\n`;
    }
    appendFileSync(log, text);
  };
  /** Makes the partitions that have begun. */
  const partition = async (): Promise<void> => {
    const first = Math.floor(START / PART);
    for (; first + days <= Math.floor(timeOf(lines) / PART); days++) {
      const [from, to] = [days, days + 1].map((n) => new Date((first + n) * PART).toISOString());
      await server.sql(
        `CREATE TABLE hits_${days} PARTITION OF hits FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
    }
  };
  const config = (follow: boolean): string => {
    const path = join(directory, follow ? 'follow.yaml' : 'end.yaml');
    const db = `{ postgres: "${server.url()}", table: hits, columns: { path: path, at: time }${hasKey ? ', key: [path, at]' : ''}, batch: 20, buffer: { size: 1GiB } }`;
    writeFileSync(
      path,
      `version: 1
state: ${join(directory, 'state')}
pipelines:
  p:
    source: { file: ${log}, format: access-log, follow: ${follow}, start: beginning }
    streams: { all: { to: [${db}] } }
`,
    );
    return path;
  };
  const count = async (): Promise<number> =>
    (await server.sql<{ n: number }>('SELECT count(*)::int AS n FROM hits'))[0]?.n ?? 0;
  let last: ChildProcess | undefined;
  // A test that is broken off leaves nobody behind.
  onTestFinished(() => void last?.kill('SIGKILL'));
  const launch = (follow: boolean) => {
    const child = spawn(process.execPath, [main, 'run', config(follow)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    last = child;
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => {
      stderr = (stderr + part).slice(-4000);
    });
    return { child, closed: once(child, 'close'), said: () => stderr };
  };

  write();
  await partition();
  for (let kill = 0; kill < kills && faults.length === 0; kill++) {
    const { child, closed, said } = launch(true);
    const before = await count();
    const enough = before + 1 + Math.floor(random() * 60);
    const isLate = random() < 0.5;
    let killsDatabase = kill % 10 === 1;
    while (child.exitCode === null) {
      const rows = await count();
      if (killsDatabase && rows > before) {
        killsDatabase = false;
        databaseKills++;
        await server.kill();
        await server.start();
      } else if (rows >= enough) break;
      if (lines < enough + 200) write();
      // Half of the lives have a partition to wait for.
      if (!isLate || random() < 0.2) await partition();
    }
    // At once, or when more has been told and committed: any moment between the steps of both.
    const end = performance.now() + random() * (random() < 0.5 ? 20 : 1000);
    while (child.exitCode === null && performance.now() < end) {
      write();
      await delay(10);
    }
    if (child.exitCode !== null)
      faults.push(`Life ${kill} ended by itself with ${child.exitCode}: ${said()}`);
    child.kill('SIGKILL');
    await closed;
    onLife?.({ index: kill, lines, rows: await count() });
  }
  await partition();
  const { child, closed, said } = launch(false);
  await closed;
  if (child.exitCode !== 0) faults.push(`The last life ended with ${child.exitCode}: ${said()}`);
  return { kills, databaseKills, lines, faults, ...(await compare(server, lines, timeOf)) };
};

/** How many lines are not there, and how many rows are there besides the one of each line. */
const compare = async (
  server: PostgresServer,
  lines: number,
  timeOf: (line: number) => number,
): Promise<{ readonly lost: number; readonly doubled: number }> => {
  const rows = await server.sql<{ path: string; at: Date }>('SELECT path, at FROM hits');
  const found = new Set(rows.map(({ path, at }) => `${path} ${at.getTime()}`));
  let lost = 0;
  for (let line = 0; line < lines; line++) if (!found.has(`/${line} ${timeOf(line)}`)) lost++;
  return { lost, doubled: rows.length - found.size };
};
