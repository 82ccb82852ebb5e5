import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildPipeline } from '../../../src/config/compile/build-pipeline.js';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import { loadTargets } from '../../../src/config/parts/urls/late-targets.js';
import { LeaseHolder } from '../../../src/io/leases/lease-holder.js';
import { postgresTarget } from '../../../src/io/postgres/postgres-target.js';
import { run } from '../../../src/pipelines/run.js';
import type { LocationFinding } from '../../../src/pipelines/web-monitor/locations/location-row.js';
import { locationsSource } from '../../../src/pipelines/web-monitor/locations/locations-source.js';
import { postgresLatest } from '../../../src/pipelines/web-monitor/locations/postgres-latest.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { MemoryLeases } from '../../support/memory-leases.js';
import { monitorDatabase } from '../../support/monitor-database.js';
import { collector, planOf } from '../../support/run-config.js';

const START = Date.UTC(2026, 10, 30, 12);
const MINUTE = 60_000;

beforeAll(loadTargets);

/** The table of latest rows, and processes that judge by it, in virtual time. */
const world = () => {
  const clock = virtualClock(START);
  const table = new MemoryLeases(() => clock.now());
  const rows = new Map<string, LocationFinding>();
  const state = { isUp: true };
  const warnings: string[] = [];
  return {
    clock,
    state,
    warnings,
    /** A check of one location is stored. */
    store(
      location: string,
      name: string,
      found: string,
      time = clock.now(),
      more: Partial<LocationFinding> = {},
    ) {
      rows.set(`${location} ${name}`, {
        ...{
          name,
          location,
          time,
          every: MINUTE,
          class: found,
          detail: `it was ${found}`,
          url: `https://${name}/`,
        },
        ...{ maintenance: false, group: null, failed: found === 'missed' ? undefined : found !== 'ok' },
        ...more,
      });
    },
    begin(holder: string, streams = '') {
      const text = `version: 1\npipelines:\n  agreed:\n    use: locations\n    source: { locations: postgresql://127.0.0.1/none }\n${streams}`;
      const [plan] = planOf(text).pipelines;
      if (plan === undefined) throw new Error('There is no pipeline.');
      const sink = collector();
      const onWarning = (message: string): unknown => warnings.push(message);
      const source = locationsSource({
        latest: () => ({
          since: async (time) => {
            if (!state.isUp) throw new Error('connect ECONNREFUSED');
            return [...rows.values()].filter((row) => time === undefined || row.time > time);
          },
          close: async () => undefined,
        }),
        shares: {
          begin: (saved) =>
            new LeaseHolder(
              {
                ...{ store: table.store(), lease: 15_000, clock, holder, onWarning },
                inform: () => undefined,
              },
              saved,
            ),
        },
        ...{ every: 5000, clock, onWarning, inform: () => undefined },
      });
      const context = { clock, warn: onWarning, inform: () => undefined, json: true, colours: false };
      const spec = buildPipeline(plan, builtParts, { ...context, remembers: false }, source, () => sink);
      const stop = new AbortController();
      const done = run(spec, { clock, signal: stop.signal, onWarning });
      done.catch(() => undefined);
      return {
        sink,
        said: (stream: string, alert: string) =>
          sink
            .of(stream)
            .filter((row) => row.alert === alert && !(row.initial === true && row.state === 'ok'))
            .map(({ state, message }) => `${state}: ${message}`),
        async stop() {
          stop.abort();
          let isOver = false;
          const over = (): void => {
            isOver = true;
          };
          done.then(over, over);
          while (!isOver) await clock.advance(100);
        },
      };
    },
  };
};

type World = ReturnType<typeof world>;

/** A minute in which each location checks the shop, and finds what is said; undefined: it says nothing. */
const minute = async ({ store, clock }: World, found: Readonly<Record<string, string | undefined>>) => {
  for (const [location, one] of Object.entries(found)) if (one !== undefined) store(location, 'shop', one);
  await clock.advance(MINUTE);
};

const ALL_OK = { berlin: 'ok', paris: 'ok', tokyo: 'ok' };

describe('web monitors at several locations', () => {
  it('fire where most of those that are heard agree, and not where one finds it down', async () => {
    const all = world();
    const one = all.begin('a');
    await minute(all, ALL_OK);
    for (let i = 0; i < 5; i++) await minute(all, { ...ALL_OK, berlin: 'timeout' });
    expect(one.said('down', 'down')).toEqual([]);
    await minute(all, { ...ALL_OK, berlin: 'timeout', tokyo: 'status' });
    const firing = 'firing: shop is down in 2 of 3 locations (berlin, tokyo): it was timeout';
    expect(one.said('down', 'down')).toEqual([firing]);
    await minute(all, { ...ALL_OK, berlin: 'timeout' });
    expect(one.said('down', 'down')).toEqual([firing, 'ok: shop is up']);
    await one.stop();
  });

  it('say which location is silent after two of its intervals, and go on without it', async () => {
    const all = world();
    const one = all.begin('a');
    await minute(all, ALL_OK);
    for (let i = 0; i < 4; i++) await minute(all, { ...ALL_OK, tokyo: undefined });
    expect(one.said('silent', 'silent')).toEqual([
      'firing: Locations say nothing of 1 targets, and are not counted: tokyo',
    ]);
    await minute(all, { berlin: 'timeout', paris: 'timeout' });
    await minute(all, { berlin: 'timeout', paris: 'timeout' });
    expect(one.said('down', 'down')).toEqual([
      'firing: shop is down in 2 of 2 locations (berlin, paris): it was timeout',
    ]);
    for (let i = 0; i < 3; i++) await minute(all, ALL_OK);
    expect(one.said('silent', 'silent').at(-1)).toBe('ok: All locations are heard');
    await one.stop();
  });

  it('count as many as a config says: two of three, three times in a row', async () => {
    const all = world();
    const one = all.begin('a', '    streams: { down: { alerts: { down: { if: failed >= 2, for: 3x } } } }\n');
    await minute(all, ALL_OK);
    const down = { ...ALL_OK, berlin: 'timeout', paris: 'timeout' };
    await minute(all, down);
    await minute(all, down);
    expect(one.said('down', 'down')).toEqual([]);
    await minute(all, down);
    expect(one.said('down', 'down')).toHaveLength(1);
    await one.stop();
  });

  it('count neither a location that did not check nor a target in maintenance', async () => {
    const all = world();
    const one = all.begin('a');
    await minute(all, ALL_OK);
    await minute(all, { berlin: 'timeout', paris: 'missed', tokyo: 'ok' });
    expect(one.said('down', 'down')).toEqual([]);
    await minute(all, { berlin: 'timeout', paris: 'missed', tokyo: 'missed' });
    expect(one.said('down', 'down')).toEqual([
      'firing: shop is down in 1 of 1 locations (berlin): it was timeout',
    ]);
    await minute(all, ALL_OK);
    for (const location of ['berlin', 'paris', 'tokyo'])
      all.store(location, 'shop', 'timeout', all.clock.now(), { maintenance: true });
    await all.clock.advance(MINUTE);
    expect(one.said('down', 'down')).toHaveLength(2);
    await one.stop();
  });

  it('are judged by one of several processes, and by another when that one ends', async () => {
    const all = world();
    const judges = ['a', 'b', 'c'].map((name) => all.begin(name));
    const alerts = () => judges.map((judge) => judge.said('down', 'down').length);
    await minute(all, ALL_OK);
    const down = { ...ALL_OK, berlin: 'timeout', paris: 'timeout' };
    await minute(all, down);
    await minute(all, down);
    expect(alerts().toSorted()).toEqual([0, 0, 1]);
    const who = alerts().indexOf(1);
    await judges[who]?.stop();
    await minute(all, down);
    expect(alerts().toSorted()).toEqual([0, 1, 1]);
    await minute(all, ALL_OK);
    await minute(all, ALL_OK);
    expect(judges[who]?.said('down', 'down')).toHaveLength(1);
    expect(
      judges.flatMap((judge) => judge.said('down', 'down')).filter((text) => text === 'ok: shop is up'),
    ).toHaveLength(1);
    for (const judge of judges) await judge.stop();
  });

  it('say once that they cannot be read, and go on where they were', async () => {
    const all = world();
    const one = all.begin('a');
    await minute(all, ALL_OK);
    all.state.isUp = false;
    await minute(all, { ...ALL_OK, berlin: 'timeout' });
    await minute(all, { ...ALL_OK, berlin: 'timeout' });
    all.state.isUp = true;
    await minute(all, { ...ALL_OK, berlin: 'timeout', paris: 'timeout' });
    expect(one.said('down', 'down')).toHaveLength(1);
    expect(all.warnings.filter((text) => text.includes('cannot be read'))).toHaveLength(1);
    await one.stop();
  });

  it('are read from the view latest by a coordinator, with what a check was', async () => {
    const database = await monitorDatabase();
    await database.sql(`
      SET timezone = 'UTC';
      INSERT INTO metrics (scheduled_at, location, class, name, url, every, detail, "group", maintenance) VALUES
        (now() - interval '70 s', 'berlin', 'ok', 'shop', 'https://shop/', 60000, NULL, 'eu', false),
        (now() - interval '10 s', 'berlin', 'timeout', 'shop', 'https://shop/', 60000, 'no answer', 'eu', true),
        (now() - interval '12 s', 'paris', 'missed', 'shop', 'https://shop/', NULL, NULL, NULL, false),
        (now() - interval '2 days', 'tokyo', 'ok', 'shop', 'https://shop/', 60000, NULL, NULL, false)`);
    const latest = postgresLatest(postgresTarget(database.url('coordinator')));
    onTestFinished(() => latest.close());
    const found = await latest.since(undefined);
    expect(
      found.map(({ time: _, ...row }) => row).toSorted((a, b) => (a.location < b.location ? -1 : 1)),
    ).toEqual([
      {
        ...{ name: 'shop', url: 'https://shop/', location: 'berlin', class: 'timeout', detail: 'no answer' },
        ...{ maintenance: true, group: 'eu', every: 60_000, failed: true },
      },
      {
        ...{ name: 'shop', url: 'https://shop/', location: 'paris', class: 'missed', detail: null },
        ...{ maintenance: false, group: null, every: 60_000, failed: undefined },
      },
    ]);
    const [berlin] = found.filter(({ location }) => location === 'berlin');
    expect(await latest.since((berlin?.time ?? 0) - 1)).toHaveLength(1);
    const writer = postgresLatest(postgresTarget(database.url('writer')));
    onTestFinished(() => writer.close());
    await expect(writer.since(undefined)).rejects.toThrow(/permission denied .*GRANT tidemark_coordinator/);
  });
});
