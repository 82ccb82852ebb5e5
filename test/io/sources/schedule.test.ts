import { describe, expect, it } from 'vitest';
import { TargetList } from '../../../src/io/sources/schedule/target-list.js';
import { schedule } from '../../../src/io/sources/schedule.js';
import type { SourceStart } from '../../../src/io/sources/source.js';
import { sourceStart } from '../../../src/io/sources/source-start.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import type { SpreadTarget } from '../../../src/operators/spread/place-targets.js';
import type { MissedTicks, Tick } from '../../../src/operators/spread.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { whileTimePasses } from '../../support/while-time-passes.js';

const START = 1_700_000_000_000;
const MINUTE = 60_000;

type Given = Tick & { readonly missed?: number };

const sites = (count: number, every = MINUTE): SpreadTarget[] =>
  Array.from({ length: count }, (_, i) => ({ name: `https://site-${i}.example.com/`, every }));

/** Reads a schedule while virtual time goes on. */
const reading = (targets: TargetList<SpreadTarget>, start: Partial<SourceStart> = {}, at = START) => {
  const clock = virtualClock(at);
  const stop = new AbortController();
  const warnings: string[] = [];
  const source = schedule<Given>({
    targets,
    clock,
    missed: (ticks: MissedTicks) => ticks,
    onWarning: (message) => warnings.push(message),
  });
  const chunks: Chunk<Given>[] = [];
  const done = (async () => {
    for await (const chunk of source.read(sourceStart({ stop: stop.signal, ...start }))) chunks.push(chunk);
  })();
  return {
    clock,
    warnings,
    chunks,
    rows: () => chunks.flatMap(({ rows }) => rows),
    /** What a commit after all that was given holds. */
    saved: (): Pick<SourceStart, 'position' | 'remembered'> => {
      const remembered = new Map(start.remembered ?? []);
      for (const chunk of chunks)
        for (const [key, value] of chunk.remembered ?? [])
          if (value === undefined) remembered.delete(key);
          else remembered.set(key, value);
      return structuredClone({
        position: chunks.findLast(({ position }) => position !== undefined)?.position,
        remembered,
      });
    },
    async stop() {
      stop.abort();
      await clock.advance(0);
      await done;
    },
  };
};

describe('schedule', () => {
  it('gives each target its tick at its time, within ten milliseconds', async () => {
    const run = reading(new TargetList(sites(50)));
    await run.clock.advance(5 * MINUTE);
    await run.stop();
    const rows = run.rows();
    expect(rows).toHaveLength(250);
    expect(rows.every(({ missed }) => missed === undefined)).toBe(true);
    const times = rows.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const late = run.chunks.flatMap(({ rows, position }) => rows.map(({ time }) => Number(position) - time));
    expect(Math.max(...late)).toBeLessThanOrEqual(10);
  });

  it('says that time passes where nothing is due, and that its times are its own where something is', async () => {
    const run = reading(new TargetList(sites(1)));
    await run.clock.advance(2 * MINUTE);
    await run.stop();
    expect(run.chunks.filter(({ rows }) => rows.length > 0).every(({ ownTime }) => ownTime === true)).toBe(
      true,
    );
    expect(run.chunks.filter(({ now }) => now !== undefined).length).toBeGreaterThan(100);
  });

  it('keeps the phases over a restart, fires nothing at once, and reports what was missed', async () => {
    const first = reading(new TargetList(sites(600)));
    await first.clock.advance(MINUTE + 500);
    await first.stop();
    const at = START + 10 * MINUTE;
    const second = reading(new TargetList(sites(600)), first.saved(), at);
    await second.clock.advance(1000);
    const ticks = second.rows().filter(({ missed }) => missed === undefined);
    expect(ticks.length).toBeLessThanOrEqual(12);
    await second.clock.advance(MINUTE - 1000);
    await second.stop();
    const missed = second.rows().reduce((sum, row) => sum + (row.missed ?? 0), 0);
    expect(missed).toBe(600 * 9 - first.rows().length + 600);
    const phasesOf = (rows: readonly Given[]) =>
      new Map(rows.map(({ target, time }) => [target, time % MINUTE] as const));
    expect(phasesOf(second.rows())).toEqual(phasesOf(first.rows()));
    // Everything that was given before, or was missed, and nothing twice.
    const all = [...first.rows(), ...second.rows()].map(({ target, time }) => `${target} ${time}`);
    expect(new Set(all).size).toBe(all.length);
  });

  it('touches only what changes when targets are exchanged', async () => {
    const targets = new TargetList(sites(100));
    const run = reading(targets);
    await run.clock.advance(MINUTE);
    const before = new Map(run.rows().map(({ target, time }) => [target, time % MINUTE] as const));
    targets.replace([...sites(110).slice(10)]);
    await run.clock.advance(2 * MINUTE);
    await run.stop();
    const after = run.rows().slice(100);
    expect(after).toHaveLength(200);
    expect(after.every(({ missed }) => missed === undefined)).toBe(true);
    for (const { target, time } of after)
      if (before.has(target)) expect(time % MINUTE).toBe(before.get(target));
    const { remembered } = run.saved();
    expect([...(remembered?.keys() ?? [])].toSorted()).toEqual(
      sites(110)
        .slice(10)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it('gives many in pieces, and says with each how far everything is given', async () => {
    const first = reading(new TargetList(sites(5000)));
    await first.clock.advance(MINUTE);
    await first.stop();
    const second = reading(new TargetList(sites(5000)), first.saved(), START + 3 * MINUTE);
    await second.clock.advance(5);
    await second.stop();
    const pieces = second.chunks.filter(({ rows }) => rows.length > 0);
    expect(pieces.length).toBeGreaterThanOrEqual(5);
    for (const [i, { rows, position }] of pieces.entries()) {
      expect(Math.max(...rows.map(({ time }) => time))).toBeLessThanOrEqual(Number(position));
      const next = pieces[i + 1]?.rows[0]?.time ?? Infinity;
      expect(next).toBeGreaterThan(Number(position));
    }
  });

  it('waits and says so where the clock was set back', async () => {
    const first = reading(new TargetList(sites(10)));
    await first.clock.advance(MINUTE);
    await first.stop();
    const second = reading(new TargetList(sites(10)), first.saved(), START - 10 * MINUTE);
    await second.clock.advance(10 * MINUTE);
    expect(second.rows()).toEqual([]);
    expect(second.warnings).toHaveLength(1);
    expect(second.warnings[0]).toContain('10m59s behind');
    await second.clock.advance(2 * MINUTE);
    await second.stop();
    expect(second.rows()).toHaveLength(10);
  });

  describe('asked for once', () => {
    /** When ticks were given, on a clock whose sleeps end so much too late while they are out. */
    const onceOver = async (count: number, late: () => number = () => 0) => {
      const clock = virtualClock(START);
      const slow = {
        ...clock,
        sleep: (ms: number, signal: AbortSignal) => clock.sleep(ms + (ms === 10 ? late() : 0), signal),
      };
      const targets = new TargetList(sites(count));
      const source = schedule<Given>({ targets, missed: () => undefined, once: true, clock: slow });
      const given: (readonly [at: number, tick: Tick])[] = [];
      const read = async () => {
        for await (const { rows } of source.read(sourceStart()))
          given.push(...rows.map((tick) => [clock.now() - START, tick] as const));
      };
      await whileTimePasses(clock, read(), 10);
      return given;
    };

    it('gives each target one tick and ends, some hundreds a second, each of when it is given', async () => {
      const given = await onceOver(1000);
      expect(new Set(given.map(([, { target }]) => target)).size).toBe(1000);
      expect(given.at(-1)?.[0]).toBe(2490);
      for (const [at, { time }] of given) expect(time - START).toBe(at);
    });

    it('gives them more slowly while this process does not come to what it has begun', async () => {
      let pauses = 0;
      // Late for the first fifty pauses.
      const given = await onceOver(1000, () => (pauses++ < 50 ? 20 : 0));
      expect(given.at(-1)?.[0]).toBe(2490 + 50 * (20 + 40));
    });

    it('is over at once when it is stopped', async () => {
      const stop = new AbortController();
      const clock = virtualClock(START);
      const targets = new TargetList(sites(1000));
      const source = schedule<Given>({ targets, missed: () => undefined, once: true, clock });
      const run = source.read(sourceStart({ stop: stop.signal }))[Symbol.asyncIterator]();
      await run.next();
      const next = run.next();
      stop.abort();
      expect(await next).toEqual({ done: true, value: undefined });
    });
  });

  it('refuses what another source has remembered', async () => {
    const source = schedule({ targets: new TargetList(sites(1)), missed: () => undefined });
    const read = async () => {
      for await (const _ of source.read(sourceStart({ position: 'access.log' }))) return;
    };
    await expect(read()).rejects.toThrow(/not that of a schedule/);
  });

  it.each([{}, { every: 60_000 }, { every: 60_000, phase: '1' }, { every: 60_000, phase: null }, 1])(
    'refuses %j, which is no place and would be due for ever',
    async (place) => {
      const source = schedule({ targets: new TargetList(sites(1)), missed: () => undefined });
      const read = async () => {
        for await (const _ of source.read(sourceStart({ remembered: new Map([['a', place]]) }))) return;
      };
      await expect(read()).rejects.toThrow(/not that of a schedule/);
    },
  );
});
