import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { MonitorDatabase } from '../../support/monitor-database.js';
import { type Running, rowsIn } from '../../support/tidemark.js';
import { place } from '../running.js';

/** The least that a target can have. */
export const INTERVAL = 5000;

export interface Sites {
  readonly urls: readonly string[];
  /** What they answer from now on. */
  status: number;
}

/** Sites that answer at once. */
export const sites = async (count: number): Promise<Sites> => {
  const found = { urls: [] as string[], status: 200 };
  const server = createServer((_, response) => {
    response.statusCode = found.status;
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  found.urls = Array.from({ length: count }, (_, i) => `http://127.0.0.1:${port}/${i}`);
  return found;
};

export interface Monitor extends Running {
  readonly name: string;
}

/** Starts one of several monitors of the same sites. */
export const monitor = async (
  name: string,
  { urls }: Sites,
  database: MonitorDatabase,
  { location, more = {} }: { readonly location?: string; readonly more?: object } = {},
): Promise<Monitor> => {
  const here = await place();
  here.config({
    version: 1,
    state: join(here.directory, 'state'),
    notify: [{ stdout: true, format: 'json' }],
    pipelines: {
      sites: {
        use: 'web-monitor',
        source: {
          urls,
          every: '5s',
          timeout: '4s',
          ...(location !== undefined && { location }),
          leases: { postgres: database.url('coordinator') },
        },
        streams: { results: { to: [{ stdout: true, format: 'json' }] } },
      },
      ...more,
    },
  });
  return Object.assign(here.start(), { name });
};

export interface Check {
  readonly url: string;
  readonly at: number;
  readonly by: string;
  readonly lag: number;
}

/** The checks that monitors have performed, by when they were due. */
export const checksOf = (monitors: readonly Monitor[]): readonly Check[] =>
  monitors
    .flatMap((one) =>
      rowsIn(one.stdout)
        .filter((row) => row.stream === 'results' && row.class !== 'missed')
        .map((row) => ({ url: String(row.url), at: Date.parse(String(row.time)), by: one.name, lag: Number(row.lag) })),
    )
    .sort((a, b) => a.at - b.at);

/** Those that were performed twice. */
export const doubled = (checks: readonly Check[]): readonly string[] => {
  const seen = new Set<string>();
  return checks.map(({ url, at }) => `${url} ${at}`).filter((key) => seen.has(key) || !seen.add(key));
};

/** The longest time that any site was without a check, from its first one on to a time. */
export const longestGap = (checks: readonly Check[], urls: readonly string[], until: number): number =>
  Math.max(
    ...urls.map((url) => {
      const times = [...checks.filter((check) => check.url === url).map(({ at }) => at), until];
      return Math.max(...times.map((time, i) => time - (times[i - 1] ?? time)));
    }),
  );
