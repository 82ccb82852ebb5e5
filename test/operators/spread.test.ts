import { describe, expect, it } from 'vitest';
import { placeTargets } from '../../src/operators/spread/place-targets.js';
import { beginSpread, type SavedSpread, spread } from '../../src/operators/spread.js';

const MINUTE = 60_000;
const BLANK: SavedSpread = { upTo: undefined, places: new Map() };

const sites = (count: number, every = MINUTE) =>
  Array.from({ length: count }, (_, i) => ({ name: `https://site-${i}.example.com/`, every }));

/** All ticks from one time to another, looked for as often as said. */
const ticksOf = (
  saved: SavedSpread,
  targets: ReturnType<typeof sites>,
  from: number,
  to: number,
  step = 100,
) => {
  const [state, missed] = beginSpread(targets, saved, from);
  const due = [];
  for (let time = from; time <= to; time += step) due.push(...spread(state, time).due);
  return { state, missed, due };
};

describe('spread', () => {
  it('gives each target its tick once in each interval, at the same phase', () => {
    const targets = [...sites(3), { name: 'often', every: 5000 }];
    const { due } = ticksOf(BLANK, targets, 0, 10 * MINUTE);
    for (const { name, every } of targets) {
      const times = due.filter(({ target }) => target === name).map(({ time }) => time);
      expect(times).toHaveLength((10 * MINUTE) / every);
      expect(new Set(times.map((time) => time % every)).size).toBe(1);
    }
  });

  it('gives no more than a fifth above the mean in any second, of 10,000 targets of 60 s', () => {
    const { due } = ticksOf(BLANK, sites(10_000), 0, 2 * MINUTE);
    let first = 0;
    let most = 0;
    for (const [i, { time }] of due.entries()) {
      while ((due[first]?.time ?? 0) <= time - 1000) first++;
      most = Math.max(most, i - first + 1);
    }
    expect(most).toBeLessThanOrEqual(1.2 * (10_000 / 60));
  });

  it('keeps the places of all others where some come and go', () => {
    const before = placeTargets(sites(5000), new Map());
    const after = placeTargets([...sites(6000).slice(500)], before);
    const moved = sites(5000).filter(
      ({ name }, i) => i >= 500 && after.get(name)?.phase !== before.get(name)?.phase,
    );
    expect(moved).toEqual([]);
  });

  it('places by the names alone, and not by their order', () => {
    const targets = sites(2000);
    expect(placeTargets(targets.toReversed(), new Map())).toEqual(placeTargets(targets, new Map()));
  });

  it('fires nothing at once after a restart, and counts what was missed', () => {
    const targets = sites(600);
    const first = ticksOf(BLANK, targets, 0, 90_000);
    const down = 90_000 + 5 * MINUTE;
    const second = ticksOf(first.state, targets, down, down + MINUTE);
    expect(spread(beginSpread(targets, first.state, down)[0], down).due).toEqual([]);
    expect(second.missed.reduce((sum, { missed }) => sum + missed, 0)).toBe(600 * 5);
    expect(second.due).toHaveLength(600);
    const phases = (ticks: typeof first.due) =>
      new Map(ticks.map(({ target, time }) => [target, time % MINUTE]));
    expect(phases(second.due)).toEqual(phases(first.due));
  });

  it('has missed nothing of a target that is new', () => {
    const { state } = ticksOf(BLANK, sites(2), 0, MINUTE);
    const [, missed] = beginSpread(sites(3), state, 10 * MINUTE);
    expect(missed.map(({ target }) => target).toSorted()).toEqual(sites(2).map(({ name }) => name));
  });

  it('misses what is late by more than a few seconds, and gives the last tick of each only', () => {
    const targets = sites(600);
    const [state] = beginSpread(targets, BLANK, 0);
    const { due, missed } = spread(state, 10 * MINUTE);
    expect(due.every(({ time }) => time >= 10 * MINUTE - 5000)).toBe(true);
    const all = due.length + missed.reduce((sum, ticks) => sum + ticks.missed, 0);
    expect(all).toBe(6000);
  });

  it('gives no tick twice where the clock is set back', () => {
    const targets = sites(100, 5000);
    const first = ticksOf(BLANK, targets, 0, 20_000);
    const second = ticksOf(first.state, targets, 10_000, 30_000);
    const all = [...first.due, ...second.due].map(({ time, target }) => `${target} ${time}`);
    expect(new Set(all).size).toBe(all.length);
    expect(second.missed).toEqual([]);
    expect(second.due).toHaveLength(200);
  });

  it('is cheap with 100,000 targets: a step asks only for what is due', () => {
    const [state] = beginSpread(sites(100_000), BLANK, 0);
    let given = 0;
    for (let time = 0; time < MINUTE; time += 10) given += spread(state, time).due.length;
    expect(given).toBeGreaterThan(99_900);
  });
});
