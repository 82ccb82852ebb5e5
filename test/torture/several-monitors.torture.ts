import { describe, expect, it } from 'vitest';
import {
  checksOf,
  doubled,
  INTERVAL,
  longestGap,
  type Monitor,
  monitor,
  partsOf,
  sites,
  storedIn,
  until,
} from '../cli/web-monitor/several.js';
import { postgresServer } from '../servers/postgres.js';
import { monitorDatabase } from '../support/monitor-database.js';
import { rowsIn } from '../support/tidemark.js';

const COUNT = 60;

const three = async (start: (name: string) => Promise<Monitor>): Promise<[Monitor, Monitor, Monitor]> =>
  (await Promise.all(['a', 'b', 'c'].map(start))) as [Monitor, Monitor, Monitor];

/** How many targets have been checked since a time. */
const seen = (monitors: readonly Monitor[], from: number): number =>
  new Set(checksOf(monitors).flatMap(({ at, name }) => (at >= from ? [name] : []))).size;

/** Waits until all that was said is stored. */
const allStored = async (monitors: readonly Monitor[], stored: () => Promise<readonly string[]>) => {
  const said = checksOf(monitors).map(({ key }) => key);
  await until(async () => {
    const known = new Set(await stored());
    return said.every((key) => known.has(key));
  });
};

/** Where a machine keeps monitors from being in time, they say so. */
const lagOf = (monitors: readonly Monitor[]): number => Math.max(...checksOf(monitors).map(({ lag }) => lag));

describe('three monitors of one location', () => {
  it('go on when one is killed, and another stopped for longer than its lease, who then begins nothing of what it had', async () => {
    const [database, { url }] = [await monitorDatabase(), await sites()];
    const urls = Array.from({ length: COUNT }, (_, i) => url(i));
    const monitors = await three((name) => monitor(name, database, { urls }));
    const [first, second, third] = monitors;
    await until(() => monitors.every((one) => partsOf(one) === 20) && seen(monitors, 0) === COUNT);
    first.child.kill('SIGKILL');
    second.child.kill('SIGSTOP');
    await until(() => partsOf(third) === 60);
    const taken = Date.now();
    await until(() => seen(monitors, taken) === COUNT);
    second.child.kill('SIGCONT');
    await until(() => partsOf(second) === 30 && partsOf(third) === 30);
    const shared = Date.now();
    await until(() => seen(monitors, shared) === COUNT);
    expect(doubled(checksOf(monitors))).toEqual([]);
    expect(longestGap(checksOf(monitors))).toBeLessThanOrEqual(2 * INTERVAL + lagOf([third]));
    await allStored([second, third], () => storedIn(database));
    third.child.kill('SIGTERM');
    await third.finished;
    // They give back what they have: nobody has to wait until it is over.
    await until(() => partsOf(second) === 60);
  });

  it('check on while PostgreSQL is down for four leases, and store every check once when it is back', async () => {
    const server = await postgresServer();
    const [database, { url }] = [await monitorDatabase(server), await sites()];
    const urls = Array.from({ length: COUNT }, (_, i) => url(i));
    const monitors = await three((name) => monitor(name, database, { urls }));
    await until(() => monitors.every((one) => partsOf(one) === 20) && seen(monitors, 0) === COUNT);
    await server.kill();
    const down = Date.now();
    await until(() => Date.now() > down + 2 * INTERVAL);
    await until(() => seen(monitors, down + INTERVAL) === COUNT);
    for (const { stderr } of monitors) {
      expect(stderr.split('Here 20 of 60 parts of the targets go on being checked')).toHaveLength(2);
    }
    await server.start();
    const up = Date.now();
    await until(() => seen(monitors, up + INTERVAL) === COUNT);
    await allStored(monitors, () => storedIn(database));
    const checks = checksOf(monitors);
    expect(doubled(checks)).toEqual([]);
    expect(longestGap(checks)).toBeLessThanOrEqual(INTERVAL + lagOf(monitors));
    expect(monitors.map(partsOf)).toEqual([20, 20, 20]);
  });
});

describe('three monitors of three locations', () => {
  it('fire where two agree, one of them for all; when that dies another one does, and says which location is silent', async () => {
    const [database, { url, failing }] = [await monitorDatabase(), await sites()];
    const more = {
      agreed: {
        use: 'locations',
        source: { locations: database.url('coordinator'), every: '1s', for: '2s' },
        streams: { said: { to: [{ stdout: true, format: 'json' }] } },
      },
    };
    const monitors = await three((name) => {
      const urls = [{ url: url(`${name}/shop`), name: 'shop' }];
      return monitor(name, database, { location: name, urls, more });
    });
    const rows = () =>
      monitors.flatMap((one) =>
        rowsIn(one.stdout)
          .filter((row) => row.pipeline === 'agreed')
          .map((row): Readonly<Record<string, unknown>> => ({ ...row, by: one.name })),
      );
    const judged = (failed: number, locations: number): boolean =>
      rows().some((row) => row.stream === 'said' && row.failed === failed && row.locations === locations);
    const fired = () => rows().filter((row) => row.alert === 'down' && row.state === 'firing');
    await until(() => judged(0, 3));
    failing.add('/a/');
    await until(() => judged(1, 3));
    failing.add('/b/');
    await until(() => fired().length > 0);
    expect(fired().map(({ message }) => message)).toEqual([
      'shop is down in 2 of 3 locations (a, b): status 500, not 200-299',
    ]);
    const [{ by: judge } = { by: undefined }] = fired();
    const dead = monitors.find(({ name }) => name === judge);
    dead?.child.kill('SIGKILL');
    await until(() => fired().some(({ by }) => by !== judge));
    expect(fired()).toHaveLength(2);
    await until(() => rows().some((row) => row.alert === 'silent' && row.state === 'firing'));
    const silent = rows().find((row) => row.alert === 'silent' && row.state === 'firing');
    expect(silent?.message).toBe(`Locations say nothing of 1 targets, and are not counted: ${String(judge)}`);
    failing.clear();
    await until(() =>
      rows().some((row) => row.alert === 'down' && row.state === 'ok' && row.was === 'firing'),
    );
    expect(fired()).toHaveLength(2);
  });
});
