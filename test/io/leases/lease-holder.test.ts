import { describe, expect, it } from 'vitest';
import { SLOTS } from '../../../src/operators/leases/slot-of.js';
import { SharedSchedules, START } from './shared-schedules.js';

const INTERVAL = 10_000;
const MINUTE = 60_000;

const shared = (lease = 5000): SharedSchedules =>
  new SharedSchedules(
    Array.from({ length: 200 }, (_, i) => ({ name: `https://site-${i}.example.com/`, every: INTERVAL })),
    lease,
  );

const byWhom = (given: readonly { readonly by: string }[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { by } of given) counts.set(by, (counts.get(by) ?? 0) + 1);
  return counts;
};

describe('processes that divide targets', () => {
  it('check all of them between them, a third each, none twice', async () => {
    const all = shared();
    const processes = ['a', 'b', 'c'].map((name) => all.begin(name));
    await all.clock.advance(2 * MINUTE);
    expect(all.doubled()).toEqual([]);
    expect(all.missing(START + INTERVAL, START + 2 * MINUTE - 1000)).toBe(0);
    expect([...all.table.counts()].sort()).toEqual(['a', 'b', 'c'].map((name) => [name, SLOTS / 3]));
    for (const process of processes) await process.end();
  });

  it('lose no check and give none twice when one comes and one goes in good order', async () => {
    const all = shared();
    const first = all.begin('a');
    await all.clock.advance(33_000);
    const second = all.begin('b');
    await all.clock.advance(33_000);
    await first.end();
    await all.clock.advance(33_000);
    expect(all.doubled()).toEqual([]);
    expect(all.missing(START + INTERVAL, all.clock.now() - 1000)).toBe(0);
    const late = all.ticks().map(({ time, at }) => at - time);
    expect(Math.max(...late)).toBeLessThan(2000);
    await second.end();
  });

  it('take over what one had that was killed, within two intervals', async () => {
    const all = shared();
    const [first, ...others] = ['a', 'b', 'c'].map((name) => all.begin(name));
    await all.clock.advance(MINUTE);
    first?.kill();
    await all.clock.advance(MINUTE);
    expect(all.doubled()).toEqual([]);
    expect(all.longestGap(START + INTERVAL, all.clock.now())).toBeLessThanOrEqual(2 * INTERVAL);
    expect([...all.table.counts().values()]).toEqual([SLOTS / 2, SLOTS / 2]);
    for (const process of others) await process.end();
  });

  it('go on with what they have while the table cannot be reached, however long that is', async () => {
    const all = shared();
    const processes = ['a', 'b', 'c'].map((name) => all.begin(name));
    await all.clock.advance(MINUTE);
    all.isUp = false;
    const newcomer = all.begin('d');
    await all.clock.advance(10 * MINUTE);
    expect(all.missing(START + MINUTE, all.clock.now() - 1000)).toBe(0);
    all.isUp = true;
    await all.clock.advance(MINUTE);
    expect(all.doubled()).toEqual([]);
    expect(all.missing(START + MINUTE, all.clock.now() - 1000)).toBe(0);
    expect(all.warnings).toHaveLength(4);
    expect(all.warnings.filter((text) => text.includes('go on being checked'))).toHaveLength(3);
    expect(byWhom(all.ticks().filter(({ time }) => time < START + 10 * MINUTE)).has('d')).toBe(false);
    for (const process of [...processes, newcomer]) await process.end();
  });

  it('give nothing after a stop that was longer than the lease, until they know what is theirs', async () => {
    const all = shared();
    const processes = ['a', 'b', 'c'].map((name) => all.begin(name));
    await all.clock.advance(MINUTE);
    processes[0]?.pause();
    await all.clock.advance(MINUTE);
    const resumed = all.clock.now();
    processes[0]?.resume();
    await all.clock.advance(MINUTE);
    expect(all.doubled()).toEqual([]);
    expect(all.longestGap(START + INTERVAL, all.clock.now())).toBeLessThanOrEqual(2 * INTERVAL);
    // Its own ticks of the time in which it stood still are nobody's now.
    const stale = all
      .ticks()
      .filter(({ by, at, time }) => by === 'a' && at >= resumed && time < resumed - 1000);
    expect(stale).toEqual([]);
    expect([...all.table.counts().values()]).toEqual([20, 20, 20]);
    for (const process of processes) await process.end();
  });

  it('take it for no outage when a look fails because they stood still', async () => {
    const all = shared();
    const processes = ['a', 'b', 'c'].map((name) => all.begin(name));
    await all.clock.advance(MINUTE);
    const fail = processes[0]?.hang();
    await all.clock.advance(1000);
    processes[0]?.pause();
    await all.clock.advance(MINUTE);
    processes[0]?.resume();
    fail?.();
    await all.clock.advance(MINUTE);
    expect(all.doubled()).toEqual([]);
    for (const process of processes) await process.end();
  });

  it('say which targets are theirs no more, and nothing of those that come', async () => {
    const all = shared();
    const first = all.begin('a');
    await all.clock.advance(MINUTE);
    const second = all.begin('b');
    await all.clock.advance(MINUTE);
    const moved = all.given.filter(({ moved }) => moved === true);
    expect(byWhom(moved).has('b')).toBe(false);
    const theirs = new Set(
      all
        .ticks()
        .filter(({ by }) => by === 'b')
        .map(({ target }) => target),
    );
    expect(new Set(moved.map(({ target }) => target))).toEqual(theirs);
    await first.end();
    await second.end();
  });

  it('go on at once after a restart with a state, and with what they had, where nobody can be asked', async () => {
    const all = shared();
    const first = all.begin('a');
    await all.clock.advance(MINUTE);
    first.kill();
    const second = all.begin('a2', first.saved());
    await all.clock.advance(MINUTE);
    expect(all.doubled()).toEqual([]);
    expect(all.missing(START + INTERVAL, all.clock.now() - 1000)).toBe(0);
    expect(all.given.some(({ moved }) => moved === true)).toBe(false);
    second.kill();
    all.isUp = false;
    const third = all.begin('a3', second.saved());
    await all.clock.advance(MINUTE);
    expect(all.doubled()).toEqual([]);
    expect(all.missing(START + INTERVAL, all.clock.now() - 1000)).toBe(0);
    await third.end();
  });

  it('begin anew with what somebody else had meanwhile', async () => {
    const all = shared();
    const first = all.begin('a');
    await all.clock.advance(MINUTE);
    first.kill();
    const other = all.begin('b');
    await all.clock.advance(MINUTE);
    const second = all.begin('a2', first.saved());
    await all.clock.advance(MINUTE);
    expect(all.doubled()).toEqual([]);
    // All had been its own, and all were the other's.
    const moved = all.given.filter(({ by, moved }) => by === 'a2' && moved === true);
    expect(moved).toHaveLength(200);
    expect([...all.table.counts().values()]).toEqual([30, 30]);
    await other.end();
    await second.end();
  });

  it('are told when another divides other targets by the same leases, and not while a config is exchanged', async () => {
    const all = shared();
    const first = all.begin('a', undefined, 'sites');
    const second = all.begin('b', undefined, 'others');
    await all.clock.advance(50_000);
    await second.end();
    await all.clock.advance(MINUTE);
    expect(all.warnings).toEqual([]);
    const third = all.begin('c', undefined, 'others');
    await all.clock.advance(5 * MINUTE);
    expect(all.warnings).toHaveLength(2);
    expect(all.warnings[0]).toMatch(/^Of the processes that have the same leases 1 has other targets/);
    await first.end();
    await third.end();
  });

  it('do not quarrel over leases where one runs on a copy of the state of another', async () => {
    const all = shared();
    const first = all.begin('a');
    await all.clock.advance(MINUTE);
    const copy = all.begin('b', first.saved());
    await all.clock.advance(MINUTE);
    const holders = all.table.rows.map(({ holder }) => holder);
    await all.clock.advance(MINUTE);
    expect(all.table.rows.map(({ holder }) => holder)).toEqual(holders);
    expect([...all.table.counts().values()]).toEqual([30, 30]);
    await first.end();
    await copy.end();
  });
});
