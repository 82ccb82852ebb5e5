import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { monitorDatabase } from '../../support/monitor-database.js';
import { checksOf, doubled, INTERVAL, longestGap, type Monitor, monitor, sites } from './several.js';

const COUNT = 40;

/** Waits until a condition holds, looking every tenth of a second: what runs are other processes. */
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await condition())) await delay(100);
};

const partsOf = ({ stderr }: Monitor): number =>
  Number([...stderr.matchAll(/(\d+) of 60 parts of the targets are checked here/g)].at(-1)?.[1] ?? 0);

describe('several monitors of one location', () => {
  it('divide the targets, take over from one that is killed, and begin nothing when one wakes that was stopped for long', async () => {
    const [database, targets] = [await monitorDatabase(), await sites(COUNT)];
    const monitors = await Promise.all(['a', 'b', 'c'].map((name) => monitor(name, targets, database)));
    const [first, second, third] = monitors as [Monitor, Monitor, Monitor];
    await until(() => monitors.every((one) => partsOf(one) === 20));
    const divided = Date.now();
    const seen = (from: number): Set<string> =>
      new Set(
        checksOf(monitors)
          .filter(({ at }) => at >= from)
          .map(({ url }) => url),
      );
    await until(() => seen(divided).size === COUNT);
    // kill -9, and SIGSTOP for longer than a lease: half an interval later both are over, and the third has all.
    first.child.kill('SIGKILL');
    second.child.kill('SIGSTOP');
    await until(() => partsOf(third) === 60);
    const taken = Date.now();
    await until(() => seen(taken).size === COUNT);
    second.child.kill('SIGCONT');
    await until(() => partsOf(second) === 30 && partsOf(third) === 30);
    const shared = Date.now();
    await until(() => seen(shared).size === COUNT);
    const checks = checksOf(monitors);
    expect(doubled(checks)).toEqual([]);
    expect(new Set(checks.map(({ at, url }) => `${url} ${at % INTERVAL}`)).size).toBe(COUNT);
    // Where this machine keeps them from being in time, they say so.
    const lag = Math.max(...checks.map((check) => check.lag));
    expect(longestGap(checks, targets.urls, shared)).toBeLessThanOrEqual(2 * INTERVAL + lag);
    // They give back what they have: nobody has to wait until it is over.
    third.child.kill('SIGTERM');
    await third.finished;
    await until(() => partsOf(second) === 60);
  });
});
