import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTargets } from '../../../src/config/parts/urls/late-targets.js';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collector } from '../../support/run-config.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { FAILED, OK, START, simulate } from './simulation.js';

const MINUTE = 60_000;

beforeAll(loadTargets);

const ONE = '{ urls: https://a.example.com/, every: 10s }';

const saidOf = (transitions: readonly { readonly [field: string]: unknown }[]): readonly string[] =>
  transitions.map(({ state, message }) => `${state}: ${message}`);

describe('the web monitor', () => {
  it('says that a target is down after three failures, and up after two successes', async () => {
    const [from, to] = [START + 60_000, START + 100_000];
    const run = simulate({ source: ONE, answer: (_, time) => (time >= from && time < to ? FAILED : OK) });
    await run.clock.advance(3 * MINUTE);
    await run.stop();
    const transitions = run.transitions('down', 'down');
    expect(saidOf(transitions)).toEqual([
      'firing: https://a.example.com/ is down (status): status 500',
      'ok: https://a.example.com/ is up',
    ]);
    const checks = run.results().map(({ time }) => time);
    const failed = checks.filter((time) => time >= from && time < to);
    expect(transitions[0]?.time).toBe(failed[2]);
    expect(transitions[1]?.time).toBe(checks.filter((time) => time >= to)[1]);
  });

  it('judges nothing by checks in maintenance, by those that were left out, and while our own network is down', async () => {
    const source =
      '{ every: 10s, urls: [https://a.example.com/, { url: https://b.example.com/, maintenance: { from: "12:00", to: "13:00", zone: UTC } }] }';
    const run = simulate({
      source,
      answer: ({ name }) =>
        name.includes('//b') ? FAILED : { class: 'unknown', detail: 'our own network is down' },
    });
    await run.clock.advance(3 * MINUTE);
    await run.stop();
    expect(run.sink.of('down')).toEqual([]);
    expect(saidOf(run.transitions('network', 'network'))).toHaveLength(1);
    expect(run.results().filter(({ maintenance }) => maintenance).length).toBeGreaterThan(10);
  });

  it('tells a slow target and a certificate that ends from one that is down', async () => {
    const source = '{ urls: https://a.example.com/, every: 10s, expect: { total: 1s } }';
    const certificate = { expires: START + 3 * 86_400_000, subject: 'a.example.com', host: 'a.example.com' };
    const run = simulate({ source, answer: () => ({ class: 'slow', total: 1500, certificate }) });
    await run.clock.advance(2 * MINUTE);
    await run.stop();
    expect(saidOf(run.transitions('down', 'slow'))).toEqual(['firing: https://a.example.com/ is slow: 1.5s']);
    expect(run.transitions('down', 'down')).toEqual([]);
    const said = run.sink.of('certificate').map(({ message }) => String(message));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^A certificate of https:\/\/a\.example\.com\/ expires in 2d23h\w+: a\.example\.com on a\.example\.com$/,
    );
  });

  it('leaves out a check while the one before it runs, and counts on from the schedule', async () => {
    const run = simulate({ source: ONE, answer: () => ({ ...OK, takes: 14_000 }) });
    await run.clock.advance(2 * MINUTE);
    await run.stop();
    const times = run.results().map(({ time }) => time);
    expect(new Set(times.map((time) => time % 10_000)).size).toBe(1);
    expect(new Set(times).size).toBe(times.length);
    const missed = run.results().filter((row) => row.class === 'missed');
    expect(missed.length).toBe(Math.floor(times.length / 2));
    expect(missed[0]?.detail).toBe('the check before it was still running');
  });

  it('says of itself that it is late, and blames no target', async () => {
    const urls = Array.from({ length: 40 }, (_, i) => `https://s${i}.example.com/`).join(', ');
    const run = simulate({
      source: `{ urls: [${urls}], every: 10s }`,
      concurrency: 4,
      answer: () => ({ ...OK, takes: 2000 }),
    });
    await run.clock.advance(2 * MINUTE);
    await run.stop();
    expect(saidOf(run.transitions('lag', 'lag'))[0]).toMatch(
      /^firing: The monitor itself is late by .*no target is to blame/,
    );
    expect(run.transitions('down', 'down')).toEqual([]);
    expect(run.transitions('latency', 'slow')).toEqual([]);
    expect(Math.max(...run.results().map(({ lag }) => lag ?? 0))).toBeGreaterThan(1000);
    expect(Math.max(...run.results().map(({ total }) => total ?? 0))).toBe(50);
  });
});

/** A clock of which a test moves the hands. */
const movable = () => {
  const inner = virtualClock(START);
  let moved = 0;
  return {
    clock: { ...inner, now: () => inner.now() + moved },
    /** The time is another one, and nothing has run in between. */
    move(milliseconds: number) {
      moved += milliseconds;
    },
  };
};

describe('the web monitor, out of time', () => {
  it('goes on with its streaks after it was stopped for a while (SIGSTOP), and says what it missed', async () => {
    const { clock, move } = movable();
    const run = simulate({ source: ONE, clock, answer: () => FAILED });
    while (run.results().length < 2) await clock.advance(1000);
    move(35_000);
    await clock.advance(15_000);
    await run.stop();
    expect(saidOf(run.transitions('down', 'down'))).toEqual([
      'firing: https://a.example.com/ is down (status): status 500',
    ]);
    const checks = run.results().filter((row) => row.class !== 'missed');
    expect(new Set(checks.map(({ time }) => time)).size).toBe(checks.length);
    expect(new Set(checks.map(({ time }) => time % 10_000)).size).toBe(1);
    const missed = run.results().filter((row) => row.class === 'missed');
    const due = ((checks.at(-1)?.time ?? 0) - (checks[0]?.time ?? 0)) / 10_000 + 1;
    expect(
      checks.length + missed.reduce((sum, { detail }) => sum + Number(/^\d+/.exec(`${detail}`)?.[0]), 0),
    ).toBe(due);
  });

  it('checks nothing twice where the clock is set back, and says that it waits', async () => {
    const { clock, move } = movable();
    const run = simulate({ source: ONE, clock, answer: () => OK });
    await clock.advance(MINUTE);
    const before = run.results().length;
    move(-5 * MINUTE);
    await clock.advance(4 * MINUTE);
    expect(run.results()).toHaveLength(before);
    expect(run.warnings.filter((one) => one.includes('The clock is'))).toHaveLength(1);
    expect(run.warnings.join()).toMatch(
      /The clock is (?:4m59s|5m) behind what was checked last: it was set back/,
    );
    await clock.advance(2 * MINUTE);
    await run.stop();
    const times = run.results().map(({ time }) => time);
    expect(times.length).toBeGreaterThan(before);
    expect(new Set(times).size).toBe(times.length);
    expect(run.transitions('down', 'down')).toEqual([]);
  });
});

describe('the web monitor, killed', () => {
  it('WM-21: fires at the third failure where two came before it was killed, and says nothing again that was said', async () => {
    const [store, sink] = [memoryStore(), collector()];
    const options = { source: ONE, store, sink, answer: () => FAILED };
    const first = simulate(options);
    // Two failures, and a commit after them.
    while (first.results().length < 2) await first.clock.advance(1000);
    await first.clock.advance(1500);
    expect(first.results()).toHaveLength(2);
    expect(sink.of('down')).toEqual([]);
    const release = first.kill();
    const second = simulate({ ...options, at: first.clock.now() + 35_000 });
    await second.clock.advance(15_000);
    const fired = second.transitions('down', 'down');
    expect(saidOf(fired)).toEqual(['firing: https://a.example.com/ is down (status): status 500']);
    const releaseSecond = second.kill();
    const third = simulate({ ...options, at: second.clock.now() + 5000 });
    await third.clock.advance(MINUTE);
    await third.stop();
    expect(third.transitions('down', 'down')).toHaveLength(1);
    // No verdict twice, one phase throughout, and what nobody was there for is said.
    const checks = third.results().map(({ time, class: found }) => `${time} ${found}`);
    expect(new Set(checks).size).toBe(checks.length);
    expect(new Set(third.results().map(({ time }) => time % 10_000)).size).toBe(1);
    expect(third.results().some((row) => row.class === 'missed')).toBe(true);
    release();
    releaseSecond();
  });

  it('WM-22: tells after a restart that a target recovered while nobody looked', async () => {
    const [store, sink] = [memoryStore(), collector()];
    let isUp = false;
    const options = { source: ONE, store, sink, answer: () => (isUp ? OK : FAILED) };
    const first = simulate(options);
    await first.clock.advance(MINUTE);
    expect(first.transitions('down', 'down').map(({ state }) => state)).toEqual(['firing']);
    const release = first.kill();
    isUp = true;
    const second = simulate({ ...options, at: first.clock.now() + 10 * MINUTE });
    await second.clock.advance(MINUTE);
    await second.stop();
    expect(second.transitions('down', 'down').map(({ state }) => state)).toEqual(['firing', 'ok']);
    release();
  });

  it('WM-23: connects to no more than a fifth above the mean in any second after a restart, with 10,000 targets of 60 s', async () => {
    const file = join(await temporaryDirectory(), 'sites.txt');
    writeFileSync(file, Array.from({ length: 10_000 }, (_, i) => `https://s${i}.example.com/\n`).join(''));
    const store = memoryStore();
    const options = { source: `{ from: ${file} }`, store, answer: () => ({ ...OK, takes: 0 }) };
    const first = simulate(options);
    await first.clock.advance(1000);
    const release = first.kill();
    const second = simulate({ ...options, at: first.clock.now() + 30_000 });
    await second.clock.advance(3000);
    await second.stop();
    const seconds = new Map<number, number>();
    for (const { time } of second.begun) {
      const second = Math.floor(time / 1000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    expect(Math.max(...seconds.values())).toBeLessThanOrEqual(200);
    expect(second.begun.length).toBeGreaterThan(400);
    release();
  });
});
