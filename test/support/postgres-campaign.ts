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
  /** Event time for which rows wait for others. Default: those of one commit are stored together. */
  readonly every?: string;
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
/** What a partition holds: a new one is wanted every 300 lines. */
const PART = 300 * STEP;
/** Seconds for which a commit is left alone before the database is killed in it: what is told meanwhile is in the state then. */
const IN_COMMIT = 3;
/** Seconds that such a commit takes: less than a statement may. */
const SLOW = 6 * IN_COMMIT;
/** Milliseconds without a row after which a partition is made, whatever has been said. */
const STILL = 10_000;

/** Makes a commit take as many seconds as `slow` says. No client can tell it from a disk that is busy. */
const SLOW_COMMITS = `
CREATE TABLE slow AS SELECT 0::float8 AS seconds;
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('campaign.has_waited', true), '') = '' THEN
    PERFORM set_config('campaign.has_waited', 'yes', true), pg_sleep(seconds) FROM slow WHERE seconds > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON hits DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()`;

/**
 * Kills a real `tidemark run` with SIGKILL again and again while a log is written that goes into a table, and now and then the
 * database as well, at any moment or in the middle of a commit; a partition of the table is made only when rows for it have
 * come. Lets it finish then, and compares the table with the log, line by line.
 */
export const postgresCampaign = async (options: PostgresCampaign): Promise<PostgresVerdict> => {
  const { directory, seed, kills, main = MAIN, hasKey = true, every, onLife } = options;
  const random = seededRandom(seed);
  const server = await postgresServer({ durable: true });
  await server.sql(
    `CREATE TABLE hits (path text, at timestamptz${hasKey ? ', PRIMARY KEY (path, at)' : ''}) PARTITION BY RANGE (at)`,
  );
  await server.sql(SLOW_COMMITS);
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
  const first = Math.floor(START / PART);
  const isWanted = (): boolean => first + days <= Math.floor(timeOf(lines - 1) / PART);
  /** Makes the partitions that have begun. */
  const partition = async (): Promise<void> => {
    for (; first + days <= Math.floor(timeOf(lines) / PART); days++) {
      const [from, to] = [days, days + 1].map((n) => new Date((first + n) * PART).toISOString());
      await server.sql(
        `CREATE TABLE hits_${days} PARTITION OF hits FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
    }
  };
  const config = (follow: boolean): string => {
    // In the end nothing is to wait any more.
    const wait = follow && every !== undefined ? `, every: ${every}` : '';
    const path = join(directory, follow ? 'follow.yaml' : 'end.yaml');
    const db = `{ postgres: "${server.url()}", table: hits, columns: { path: path, at: time }${hasKey ? ', key: [path, at]' : ''}, batch: 20${wait}, buffer: { size: 1GiB } }`;
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
  /** For how many seconds a commit has been going on; undefined: for none. */
  const committing = async (): Promise<number | undefined> =>
    (
      await server.sql<{ seconds: number }>(
        `SELECT extract(epoch FROM clock_timestamp() - query_start)::float8 AS seconds FROM pg_stat_activity WHERE query = 'COMMIT' AND wait_event = 'PgSleep'`,
      )
    )[0]?.seconds;
  const slow = (seconds: number): Promise<unknown> => server.sql(`UPDATE slow SET seconds = ${seconds}`);
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
    let isLate = random() < 0.5;
    let [most, grewAt] = [before, performance.now()];
    let killsDatabase = kill % 10 === 1;
    // A command that tells of rows before they are there is found out only between the two.
    const inCommit = kill % 20 === 11;
    if (inCommit) await slow(SLOW);
    while (child.exitCode === null) {
      const rows = await count();
      const seconds = killsDatabase && inCommit ? await committing() : undefined;
      if (killsDatabase && (inCommit ? (seconds ?? 0) > IN_COMMIT : rows > before)) {
        killsDatabase = false;
        databaseKills++;
        await server.kill();
        await server.start();
        await slow(0);
      } else if (rows >= enough && !killsDatabase && !isLate) break;
      if (lines < enough + 200 || (killsDatabase && seconds === undefined) || (isLate && !isWanted()))
        write();
      if (rows > most) [most, grewAt] = [rows, performance.now()];
      // Half of the lives make one only when the database has refused a row for it, or nothing comes for want of one.
      if (/no partition of/.test(said()) || performance.now() > grewAt + STILL) isLate = false;
      if (!isLate) await partition();
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
