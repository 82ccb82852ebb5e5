import { beforeAll, describe, expect, it } from 'vitest';
import { loadTargets } from '../../../src/config/parts/urls/late-targets.js';
import { LeaseHolder } from '../../../src/io/leases/lease-holder.js';
import type { Shares } from '../../../src/io/sources/schedule/shares.js';
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.js';
import { MemoryLeases } from '../../support/memory-leases.js';
import type { Said } from '../../support/run-config.js';
import { FAILED, OK, START, simulate } from './simulation.js';

const MINUTE = 60_000;
const URLS = Array.from({ length: 30 }, (_, i) => `https://s${i}.example.com/`);

beforeAll(loadTargets);

const sharesOf = (clock: VirtualClock, table: MemoryLeases, holder: string): Shares => ({
  begin: (saved) =>
    new LeaseHolder(
      {
        ...{ store: table.store(), lease: 5000, clock, holder },
        ...{ inform: () => undefined, onWarning: () => undefined },
      },
      saved,
    ),
});

/** Monitors of the same thirty sites; `isUp` says how they all are. */
const monitors = () => {
  const clock = virtualClock(START);
  const table = new MemoryLeases(() => clock.now());
  const world = { isUp: true, clock, table };
  const begin = (holder: string) =>
    simulate({
      clock,
      shares: sharesOf(clock, table, holder),
      source: `{ urls: [${URLS.join(', ')}], every: 10s, leases: { postgres: postgresql://127.0.0.1/none } }`,
      answer: () => (world.isUp ? OK : FAILED),
    });
  return { world, begin };
};

const nameOf = ({ key }: Said): unknown =>
  typeof key === 'object' && key !== null && 'name' in key ? key.name : undefined;

const statesOf = (said: readonly Said[], name: unknown): readonly unknown[] =>
  said.filter((row) => nameOf(row) === name).map(({ state }) => state);

describe('alerts of several monitors', () => {
  it('go with the target: whoever has it fires and recovers, and whoever had it says nothing more', async () => {
    const { world, begin } = monitors();
    const { clock } = world;
    const first = begin('a');
    await clock.advance(MINUTE);
    world.isUp = false;
    await clock.advance(MINUTE);
    expect(first.transitions('down', 'down')).toHaveLength(URLS.length);
    const second = begin('b');
    await clock.advance(MINUTE);
    const moved = new Set(second.results().map(({ name }) => name));
    expect(moved.size).toBeGreaterThan(5);
    expect(moved.size).toBeLessThan(25);
    world.isUp = true;
    await clock.advance(MINUTE);
    for (const url of URLS) {
      const [one, other] = [first, second].map((one) => statesOf(one.transitions('down', 'down'), url));
      expect(one).toEqual(moved.has(url) ? ['firing'] : ['firing', 'ok']);
      expect(other).toEqual(moved.has(url) ? ['firing', 'ok'] : []);
    }
    // Nothing that is no check goes to the history, and none of it is there twice.
    const results = [...first.results(), ...second.results()];
    expect(results.some((row) => row.moved === true)).toBe(false);
    expect(new Set(results.map(({ name, time }) => `${name} ${time}`)).size).toBe(results.length);
    await first.stop();
    await second.stop();
  });

  it('begin anew where a target comes back: streaks of before do not count, and all is said to be well', async () => {
    const { world, begin } = monitors();
    const { clock } = world;
    const first = begin('a');
    await clock.advance(MINUTE);
    world.isUp = false;
    await clock.advance(14_500);
    const second = begin('b');
    await clock.advance(5000);
    world.isUp = true;
    await clock.advance(MINUTE);
    const moved = new Set(second.results().map(({ name }) => name));
    await second.stop();
    world.isUp = false;
    await clock.advance(19_500);
    // One or two failures before they went, one or two after they came back.
    expect(first.transitions('down', 'down').filter((row) => moved.has(nameOf(row)))).toEqual([]);
    world.isUp = true;
    await clock.advance(MINUTE);
    const initial = first.sink.of('down').filter((row) => row.initial === true && row.alert === 'down');
    for (const name of moved) expect(statesOf(initial, name)).toEqual(['ok', 'ok']);
    await first.stop();
  });
});
