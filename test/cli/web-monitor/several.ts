import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { MonitorDatabase } from '../../support/monitor-database.js';
import { type Running, rowsIn } from '../../support/tidemark.js';
import { place } from '../running.js';

/** The least that a target can have. */
export const INTERVAL = 5000;

/** Waits until a condition holds, looking every tenth of a second: what runs are other processes. */
export const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await delay(100);
};

export interface Sites {
  /** Of one that a path leads to. */
  url(path: string | number): string;
  /** Paths that begin so fail from now on. */
  readonly failing: Set<string>;
}

/** Sites that answer at once. */
export const sites = async (): Promise<Sites> => {
  const failing = new Set<string>();
  const server = createServer(({ url = '' }, response) => {
    response.statusCode = [...failing].some((path) => url.startsWith(path)) ? 500 : 200;
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: (path) => `http://127.0.0.1:${port}/${path}`, failing };
};

export interface Monitor extends Running {
  readonly name: string;
}

export interface MonitorOptions {
  readonly location?: string;
  readonly urls: readonly unknown[];
  /** Other pipelines. */
  readonly more?: object;
}

/** Starts one of several monitors, which stores what it finds and says it. */
export const monitor = async (
  name: string,
  database: MonitorDatabase,
  { location, urls, more = {} }: MonitorOptions,
): Promise<Monitor> => {
  const here = await place();
  const postgres = database.url('coordinator');
  here.config({
    version: 1,
    state: here.path('state'),
    notify: [{ stdout: true, format: 'json' }],
    sinks: { db: { postgres, every: '100ms' } },
    pipelines: {
      sites: {
        use: 'web-monitor',
        source: {
          ...{ urls, every: '5s', timeout: '4s', leases: { postgres } },
          ...(location !== undefined && { location }),
        },
        streams: { results: { to: ['db', { stdout: true, format: 'json' }] } },
      },
      ...more,
    },
  });
  return Object.assign(here.start(), { name });
};

/** How many of the 60 parts one says that it checks. */
export const partsOf = ({ stderr }: Monitor): number =>
  Number([...stderr.matchAll(/(\d+) of 60 parts of the targets are checked here/g)].at(-1)?.[1] ?? 0);

export interface Check {
  readonly key: string;
  readonly name: string;
  readonly at: number;
  readonly lag: number;
}

/** The checks that monitors have performed, by when they were due. */
export const checksOf = (monitors: readonly Monitor[]): readonly Check[] =>
  monitors
    .flatMap(({ stdout }) =>
      rowsIn(stdout)
        .filter((row) => row.stream === 'results' && row.class !== 'missed')
        .map((row) => {
          const [name, at] = [String(row.name), Date.parse(String(row.time))];
          return { key: `${name} ${at}`, name, at, lag: Number(row.lag) };
        }),
    )
    .sort((a, b) => a.at - b.at);

/** Those that were performed twice. */
export const doubled = (checks: readonly Check[]): readonly string[] => {
  const seen = new Set<string>();
  return checks.map(({ key }) => key).filter((key) => seen.has(key) || !seen.add(key));
};

/** The longest time that any target was without a check, from its first one on. */
export const longestGap = (checks: readonly Check[]): number => {
  const last = new Map<string, number>();
  let longest = 0;
  for (const { name, at } of checks) {
    longest = Math.max(longest, at - (last.get(name) ?? at));
    last.set(name, at);
  }
  return longest;
};

/** The checks that are stored, as those of `checksOf`. */
export const storedIn = async ({ sql }: MonitorDatabase): Promise<readonly string[]> => {
  const rows = await sql<{ key: string }>(
    `SELECT name || ' ' || (extract(epoch FROM scheduled_at) * 1000)::bigint AS key FROM metrics WHERE class <> 'missed'`,
  );
  return rows.map(({ key }) => key);
};
