import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Override } from '../../src/config/compile/plan-config.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { exampleConfig, faultsOf, planOf, runConfig, type Said } from '../support/run-config.js';
import { isMissing, SHARED_DATA } from '../support/shared-data.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { MAY_9 } from './ready-made/hits.js';

const APACHE = 'http-logs/elastic__examples/apache_logs.log';
const IIS = 'http-logs/elastic__beats/iis_7.5.log';
const TAKE_HOME = 'datadog-takehome/robertohuertasm__log-ingestor/sample.csv';
const KNOWN = 'datadog-takehome/known_results.json';

/** Everything below is counted straight from the lines, by other means than those of the program. */
interface Hit {
  readonly time: number;
  readonly section: string;
  readonly status: number;
  readonly size: number;
  readonly duration: number | undefined;
}

const COMBINED =
  /^\S+ \S+ \S+ \[(\d\d)\/(\w{3})\/(\d{4}):([\d:]{8}) ([+-]\d{4})\] "\S+ (\S+)[^"]*" (\d{3}) (\d+|-)(?: ".*" ([\d.]+)$)?/;

const hitsOf = (text: string): readonly Hit[] =>
  text.split('\n').flatMap((line) => {
    const [, day, month, year, clock, zone, path = '', status, size, seconds] = COMBINED.exec(line) ?? [];
    if (status === undefined) return [];
    const [section = ''] = /^\/[^/?#]*/.exec(path) ?? ['(other)'];
    return [
      {
        time: Date.parse(`${day} ${month} ${year} ${clock} ${zone}`),
        section,
        status: Number(status),
        size: size === '-' ? 0 : Number(size),
        duration: seconds === undefined ? undefined : Number(seconds) * 1000,
      },
    ];
  });

/** Rows with the watermark that they met: the newest time so far, their own too, less the lateness, in whole seconds. */
const arrivals = <T extends { readonly time: number }>(rows: readonly T[], lateness: number) => {
  let newest = -Infinity;
  return rows.map((row) => {
    newest = Math.max(newest, row.time);
    return { row, watermark: Math.floor((newest - lateness) / 1000) * 1000 };
  });
};

/** Every window of this size and slide, by its end and the row's key, with the rows that came before it closed. */
const windowsOf = <T extends { readonly time: number }>(
  rows: readonly T[],
  { size, every = size, lateness, key = () => '' }: WindowsOptions<T>,
): Map<string, { readonly end: number; readonly key: string; readonly rows: T[] }> => {
  const windows = new Map<string, { readonly end: number; readonly key: string; readonly rows: T[] }>();
  for (const { row, watermark } of arrivals(rows, lateness)) {
    const first = (Math.floor(row.time / every) + 1) * every;
    for (let end = first; end < first + size; end += every) {
      if (end <= watermark) continue;
      const name = `${end} ${key(row)}`;
      const window = windows.get(name) ?? { end, key: key(row), rows: [] };
      window.rows.push(row);
      windows.set(name, window);
    }
  }
  return windows;
};

interface WindowsOptions<T> {
  readonly size: number;
  readonly every?: number;
  readonly lateness: number;
  readonly key?: (row: T) => string;
}

const nearestRank = (values: readonly number[], percent: number): number | null =>
  [...values].sort((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1] ?? null;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const isFailure = ({ status }: Hit): boolean => status >= 500;

/** The lines of each hour come in any order within a minute: with less, which of them count depends on which are believed. */
const LATENESS: Override = { path: ['pipelines', 'web', 'time', 'lateness'], value: '60s' };

/** Config (a) over this log. */
const monitor = async (log: string, overrides: readonly Override[] = []) => {
  const path = join(await temporaryDirectory(), 'access.log');
  await writeFile(path, log);
  const source: Override = {
    path: ['pipelines', 'web', 'source'],
    value: { file: path, follow: false, start: null },
  };
  const result = await runConfig(planOf(exampleConfig('a'), [source, ...overrides]));
  expect(faultsOf(result.balance)).toEqual([]);
  return result;
};

const sectionsByHand = (hits: readonly Hit[]): readonly Said[] => {
  const periods = new Map<number, Said[]>();
  const windows = windowsOf(hits, { size: 10_000, lateness: 60_000, key: ({ section }) => section });
  for (const { end, key, rows } of windows.values()) {
    const durations = rows.flatMap(({ duration }) => duration ?? []);
    const row = {
      start: end - 10_000,
      end,
      section: key,
      hits: rows.length,
      errors: rows.filter(isFailure).length,
      size: total(rows.map(({ size }) => size)),
      p95: nearestRank(durations, 95),
    };
    periods.set(end, [...(periods.get(end) ?? []), row]);
  }
  return [...periods]
    .sort(([a], [b]) => a - b)
    .flatMap(([, rows]) => {
      const all = total(rows.map(({ hits: n }) => n));
      return rows
        .map((row) => ({ ...row, share: row.hits / all }))
        .sort((a: Said, b: Said) => b.hits - a.hits || (a.section < b.section ? -1 : 1))
        .slice(0, 10);
    });
};

/** The windows with rows of a sliding stream: end, key, hits and errors. */
const slidingByHand = (hits: readonly Hit[], options: Omit<WindowsOptions<Hit>, 'lateness'>) =>
  [...windowsOf(hits, { ...options, lateness: 60_000 }).values()]
    .map(({ end, key, rows }) => `${end} ${key} ${rows.length} ${rows.filter(isFailure).length}`)
    .sort();

const expectMonitored = (hits: readonly Hit[], { of, rowsOf }: Awaited<ReturnType<typeof monitor>>): void => {
  const wanted = sectionsByHand(hits);
  const withoutP95 = ({ partial: _, p95: __, ...row }: Said): Said => row;
  const said = of('sections');
  expect(said.length).toBeGreaterThan(10);
  expect(said.map(withoutP95)).toEqual(wanted.map(withoutP95));
  said.forEach(({ p95, hits: n }, row) => {
    const exact = wanted[row]?.p95;
    // Over more than 64 values a percentile is within 1 %.
    if (n > 64 && exact !== null) expect(Math.abs(p95 / exact - 1)).toBeLessThanOrEqual(0.01);
    else expect(p95).toBe(exact);
  });
  const traffic = rowsOf('traffic').filter(({ hits: n }) => n > 0);
  expect(traffic.map(({ end, hits: n }) => `${end} ${n}`).sort()).toEqual(
    slidingByHand(hits, { size: 120_000, every: 1000 }).map((text) =>
      text
        .split(' ')
        .filter((_, i) => i !== 1 && i !== 3)
        .join(' '),
    ),
  );
  const errors = rowsOf('errors').filter(({ hits: n }) => n > 0);
  expect(errors.map(({ end, section, hits: n, errors: e }) => `${end} ${section} ${n} ${e}`).sort()).toEqual(
    slidingByHand(hits, { size: 300_000, every: 10_000, key: ({ section }) => section }),
  );
  for (const { hits: n, errors: e, error_rate: rate } of errors) expect(rate).toBe(e / n);
};

const logLine = (time: number, path: string, status: number, seconds: number): string => {
  const [, day, month, year, clock] =
    /^\w+, (\d\d) (\w+) (\d+) ([\d:]+)/.exec(new Date(time).toUTCString()) ?? [];
  return `10.0.0.1 - - [${day}/${month}/${year}:${clock} +0000] "GET ${path} HTTP/1.1" ${status} 512 "-" "curl/8" ${seconds.toFixed(3)}`;
};

describe('config (a), the whole access-log monitor', () => {
  it.skipIf(isMissing(APACHE))('says of a log of four days what a straight count says', async () => {
    const log = readFileSync(join(SHARED_DATA, APACHE), 'utf8');
    const hits = hitsOf(log);
    expect(hits.length).toBe(10_000);
    const result = await monitor(log, [LATENESS]);
    expectMonitored(hits, result);
    const sections = result.balance.streams.find(({ name }) => name === 'sections');
    expect(sections).toMatchObject({ rows: 10_000, counted: 10_000, rejected: {} });
  });

  it('finds the section that fails, the minute that cannot be read, and the burst', async () => {
    const random = seededRandom(7);
    const lines: string[] = [];
    // Twelve minutes: /cart fails in the fourth and fifth, and the ninth is busy.
    for (let second = 0; second < 720; second++) {
      const busy = second >= 480 && second < 540;
      for (let i = 0; i < (busy ? 30 : 5); i++) {
        const section = ['/cart', '/cart', '/', '/api'][Math.floor(random() * 4)] ?? '/';
        const fails = section === '/cart' && second >= 180 && second < 300 && random() < 0.5;
        lines.push(logLine(MAY_9 + second * 1000, `${section}?q=${i}`, fails ? 503 : 200, random()));
      }
      if (second === 400) lines.push(...Array.from({ length: 120 }, (_, i) => `[error] ${i}`));
    }
    const log = lines.join('\n');
    const hits = hitsOf(log);
    const result = await monitor(log);
    expectMonitored(hits, result);
    const transitions = (name: string) =>
      result.of(name).filter(({ state, initial }) => state !== undefined && initial !== true);

    // Above 10 a second over two minutes: the first window that has more than 1200, and the first with less after it.
    const ends = Array.from({ length: 900 }, (_, i) => MAY_9 + (i + 1) * 1000);
    const over = (end: number) => hits.filter(({ time }) => time >= end - 120_000 && time < end).length;
    const fired = ends.find((end) => over(end) > 1200) ?? 0;
    const recovered = ends.find((end) => end > fired && over(end) < 1200) ?? 0;
    expect(transitions('traffic').map(({ time, state, value }) => [time, state, value])).toEqual([
      [fired - 1000, 'firing', over(fired)],
      [recovered - 1000, 'ok', over(recovered)],
    ]);
    expect(transitions('traffic')[0]?.message).toBe(
      `High traffic generated an alert - hits = ${over(fired)}, triggered at ${new Date(fired - 1000).toISOString()}`,
    );

    // More than 5 % of the last five minutes, for a minute; recovered below 3 %.
    const cart = hits.filter(({ section }) => section === '/cart');
    const rate = (end: number): number => {
      const rows = cart.filter(({ time }) => time >= end - 300_000 && time < end);
      return rows.length < 50 ? Number.NaN : rows.filter(isFailure).length / rows.length;
    };
    const panes = ends.filter((end) => (end - MAY_9) % 10_000 === 0);
    const crossed = panes.find((end) => rate(end) > 0.05) ?? 0;
    const clear = panes.find((end) => end > crossed && rate(end) < 0.03) ?? 0;
    expect(transitions('errors').map(({ alert, key, time, state }) => [alert, key, time, state])).toEqual([
      ['section-errors', { section: '/cart' }, crossed - 10_000 + 60_000, 'firing'],
      ['section-errors', { section: '/cart' }, clear - 10_000, 'ok'],
    ]);

    expect(transitions('bad-lines').map(({ time, state, value }) => [time, state, value])).toEqual([
      [MAY_9 + 360_000, 'firing', 120],
      [MAY_9 + 420_000, 'ok', 0],
    ]);
    expect(result.balance.rejected).toEqual({ malformed: 120 });
  });
});

describe('config (f), sessions from a JSON log', () => {
  it('has the sessions that a straight count finds, out of order as the lines are', async () => {
    interface Event {
      readonly time: number;
      readonly user: string | undefined;
      readonly action: string;
    }
    const random = seededRandom(11);
    const events: Event[] = [];
    for (const user of ['ann', 'bob', 'cleo', 'dan', undefined]) {
      // One who never rests: the sessions end because they are twelve hours long.
      const pause = user === 'dan' ? 1_200_000 : 2_400_000;
      let time = MAY_9;
      while (time < MAY_9 + 36 * 3_600_000) {
        time += 1 + Math.floor(random() * pause);
        events.push({ time, user, action: ['view', 'buy', 'search', 'é'][Math.floor(random() * 4)] ?? '' });
      }
    }
    const shuffled = events
      .map((event) => ({ event, at: event.time + random() * 9000 }))
      .sort((a, b) => a.at - b.at)
      .map(({ event }) => event);
    const path = join(await temporaryDirectory(), 'events.jsonl');
    await writeFile(
      path,
      shuffled
        .map(({ time, user, action }) =>
          JSON.stringify({ ts: new Date(time).toISOString(), user: { id: user }, event: { name: action } }),
        )
        .join('\n'),
    );

    const wanted = ['ann', 'bob', 'cleo', 'dan'].flatMap((user) => {
      const sessions: Event[][] = [];
      for (const event of events.filter((one) => one.user === user).sort((a, b) => a.time - b.time)) {
        const open = sessions.at(-1);
        const isSame =
          open !== undefined &&
          event.time - (open.at(-1)?.time ?? 0) < 1_800_000 &&
          event.time - (open[0]?.time ?? 0) < 12 * 3_600_000;
        if (isSame) open.push(event);
        else sessions.push([event]);
      }
      return sessions.map((session) => ({
        start: session[0]?.time,
        user,
        events: session.length,
        pages: new Set(session.map(({ action }) => action)).size,
        first: session[0]?.action,
        last: session.at(-1)?.action,
        bought: session.filter(({ action }) => action === 'buy').length,
      }));
    });

    const source: Override = {
      path: ['pipelines', 'sessions', 'source'],
      value: { file: path, follow: false },
    };
    const { of, balance } = await runConfig(planOf(exampleConfig('f'), [source]));
    const order = (a: Said, b: Said): number => a.start - b.start || (a.user < b.user ? -1 : 1);
    const said = of('sessions').map(({ end: _, partial: __, ...row }) => row);
    expect(said.length).toBeGreaterThan(50);
    expect([...said].sort(order)).toEqual([...wanted].sort(order));
    expect(Math.max(...of('sessions').map(({ start, end }) => end - start))).toBe(12 * 3_600_000);
    expect(faultsOf(balance)).toEqual([]);
    expect(balance.streams[0]).toMatchObject({
      filtered: events.filter(({ user }) => user === undefined).length,
    });
  });
});

describe.skipIf(isMissing(APACHE, IIS))('config (g), three logs and one rate', () => {
  it('counts the hits of all three in every window', async () => {
    const directory = await temporaryDirectory();
    const lines = readFileSync(join(SHARED_DATA, APACHE), 'utf8').trimEnd().split('\n');
    const [a, b] = [join(directory, 'a.log'), join(directory, 'b.log')];
    await writeFile(a, lines.filter((_, i) => i % 3 === 0).join('\n'));
    await writeFile(b, lines.filter((_, i) => i % 3 !== 0).join('\n'));
    const config = exampleConfig('g');
    const paths = [a, b, join(SHARED_DATA, IIS)];
    const { pipelines } = config.value as { pipelines: { fleet: { source: readonly object[] } } };
    const source = pipelines.fleet.source.map((one, i) => ({ ...one, file: paths[i], follow: false }));
    // The seconds of each minute are shuffled in these logs.
    const plan = planOf(config, [
      { path: ['pipelines', 'fleet', 'source'], value: source },
      { path: ['pipelines', 'fleet', 'time', 'lateness'], value: '2m' },
    ]);
    const { rowsOf, of, balance } = await runConfig(plan);
    const iis = readFileSync(join(SHARED_DATA, IIS), 'utf8')
      .split('\n')
      .filter((line) => /^\d{4}-/.test(line))
      .map((line) => Date.parse(`${line.slice(0, 10)}T${line.slice(11, 19)}Z`));
    const times = [...hitsOf(lines.join('\n')).map(({ time }) => time), ...iis];
    const counts = new Map<number, number>();
    for (const time of times)
      for (let end = Math.floor(time / 1000) * 1000 + 1000, i = 0; i < 120; i++, end += 1000)
        counts.set(end, (counts.get(end) ?? 0) + 1);
    const said = rowsOf('rate').filter(({ hits }) => hits > 0);
    expect(said.map(({ end, hits }) => [end, hits])).toEqual([...counts].sort(([x], [y]) => x - y));
    expect(Math.max(...counts.values())).toBeLessThan(1200);
    expect(of('rate').map(({ state, initial }) => [state, initial])).toEqual([['ok', true]]);
    expect(balance).toMatchObject({ lines: times.length, rows: times.length, held: 0, rejected: {} });
    expect(faultsOf(balance)).toEqual([]);
  });
});

describe.skipIf(isMissing(APACHE))('config (h), windows of windows', () => {
  it('has the 95th percentile of the six rates of each minute', async () => {
    const path = join(SHARED_DATA, APACHE);
    const hits = hitsOf(readFileSync(path, 'utf8'));
    const source: Override = { path: ['pipelines', 'burst', 'source'], value: { file: path, follow: false } };
    const { of, balance } = await runConfig(planOf(exampleConfig('h'), [source]));
    const rates = new Map<number, number>();
    for (const { end, rows } of windowsOf(hits, { size: 10_000, lateness: 60_000 }).values())
      rates.set(end - 10_000, rows.length / 10);
    const starts = [...rates.keys()];
    const [first, last] = [Math.min(...starts), Math.max(...starts)];
    const minutes = new Map<number, number[]>();
    for (let start = first; start <= last; start += 10_000) {
      const minute = Math.floor(start / 60_000) * 60_000;
      minutes.set(minute, [...(minutes.get(minute) ?? []), rates.get(start) ?? 0]);
    }
    expect(of('p95').map(({ start, p95 }) => [start, p95])).toEqual(
      [...minutes].map(([start, values]) => [start, nearestRank(values, 95)]),
    );
    expect(faultsOf(balance)).toEqual([]);
  });
});

describe.skipIf(isMissing(TAKE_HOME, KNOWN))('the log of the take-home, through a config', () => {
  it('fires and recovers at the seconds, and with the hits, that a direct count gives', async () => {
    const plan = planOf(
      JSON.stringify({
        version: 1,
        pipelines: {
          traffic: {
            source: { file: join(SHARED_DATA, TAKE_HOME), format: 'csv', follow: false },
            streams: {
              traffic: {
                window: { size: '2m', every: '1s' },
                measure: { hits: 'count()' },
                alerts: { 'high-traffic': { value: 'hits', above: '10/s' } },
              },
              sections: {
                by: 'section',
                window: '10s',
                measure: { hits: 'count()', failed: 'count(status >= 500)' },
                to: 'stdout',
              },
            },
          },
        },
      }),
    );
    const { of, balance } = await runConfig(plan);
    const { exact } = JSON.parse(readFileSync(join(SHARED_DATA, KNOWN), 'utf8'));
    expect(
      of('traffic').map(({ time, state, value }) =>
        state === 'firing' ? { alert: time / 1000, hits: value } : { recovered: time / 1000, hits: value },
      ),
    ).toEqual(exact);
    expect(balance).toMatchObject({ lines: 4830, rows: 4830, rejected: {} });
    expect(faultsOf(balance)).toEqual([]);
    // "remotehost","rfc931","authuser","date","request","status","bytes": no field of this file holds a comma.
    const cells = readFileSync(join(SHARED_DATA, TAKE_HOME), 'utf8').trim().split('\n').slice(1);
    const counted = new Map<string, number>();
    for (const [, , , date, request = '', status] of cells.map((line) => line.split(','))) {
      const section = `/${request.split(' ')[1]?.split('/')[1]}`;
      for (const name of [`hits ${section}`, ...(Number(status) >= 500 ? [`failed ${section}`] : [])]) {
        const window = `${Math.floor(Number(date) / 10) * 10} ${name}`;
        counted.set(window, (counted.get(window) ?? 0) + 1);
      }
    }
    const said = of('sections').flatMap(({ start, section, hits, failed }) => [
      [`${start / 1000} hits ${section}`, hits],
      [`${start / 1000} failed ${section}`, failed],
    ]);
    expect(new Map(said.filter(([, n]) => n > 0) as [string, number][])).toEqual(counted);
  });
});
