import { expect, it } from 'vitest';
import { monitorDatabase } from '../../support/monitor-database.js';
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
} from './several.js';

it('three monitors divide the targets, and take over from one that is killed: every check is stored, once', async () => {
  const [database, { url }] = [await monitorDatabase(), await sites()];
  const urls = Array.from({ length: 30 }, (_, i) => url(i));
  const monitors = await Promise.all(['a', 'b', 'c'].map((name) => monitor(name, database, { urls })));
  const [first, ...others] = monitors as [Monitor, Monitor, Monitor];
  await until(() => monitors.every((one) => partsOf(one) === 20));
  const seen = (from: number): number =>
    new Set(checksOf(monitors).flatMap(({ at, name }) => (at >= from ? [name] : []))).size;
  await until(() => seen(0) === urls.length);
  first.child.kill('SIGKILL');
  await until(() => others.every((one) => partsOf(one) === 30));
  const taken = Date.now();
  await until(() => seen(taken) === urls.length);
  // All that the others had said by now is stored; of the one that was killed some may have been left in its outbox.
  const said = checksOf(others).map(({ key }) => key);
  await until(async () => {
    const stored = new Set(await storedIn(database));
    return said.every((key) => stored.has(key));
  });
  const checks = checksOf(monitors);
  expect(doubled(checks)).toEqual([]);
  expect(new Set(checks.map(({ name, at }) => `${name} ${at % INTERVAL}`)).size).toBe(urls.length);
  // Where this machine keeps them from being in time, they say so.
  const lag = Math.max(...checks.map((check) => check.lag));
  expect(longestGap(checks)).toBeLessThanOrEqual(2 * INTERVAL + lag);
  const known = new Set(checks.map(({ key }) => key));
  expect((await storedIn(database)).filter((key) => !known.has(key)).length).toBeLessThan(5);
});
