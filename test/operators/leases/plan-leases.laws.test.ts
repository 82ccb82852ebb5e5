import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planLeases } from '../../../src/operators/leases/plan-leases.js';
import { SLOTS, slotOf } from '../../../src/operators/leases/slot-of.js';
import { HASH_BITS, hashValue } from '../../../src/operators/measures/hash-value.js';
import { MemoryLeases } from '../../support/memory-leases.js';

const LEASE = 15_000;
const PAUSE = 1000;

interface Process {
  readonly holder: string;
  isThere: boolean;
  /** What it saw last, and has not acted upon yet. */
  seen: ReturnType<MemoryLeases['look']> | undefined;
}

/** Processes that look and act in any order, on one table. */
class World {
  time = 1_000_000;
  readonly table: MemoryLeases;
  readonly processes: Process[] = [];

  constructor(slots: number, seats: number) {
    this.table = new MemoryLeases(() => this.time, slots, seats);
  }

  join(): void {
    this.processes.push({ holder: `p${this.processes.length}`, isThere: true, seen: undefined });
  }

  look(process: Process): void {
    process.seen = this.table.look();
  }

  act(process: Process): void {
    if (process.seen === undefined) return;
    const { holder } = process;
    const { keep, take, give } = planLeases(process.seen, { holder, formerly: undefined });
    process.seen = undefined;
    this.table.give(give, holder);
    this.table.hold([...keep, ...take], { holder, note: '', formerly: undefined, milliseconds: LEASE });
  }

  get there(): readonly Process[] {
    return this.processes.filter(({ isThere }) => isThere);
  }

  /** All that are there look and act in turn, once in each pause. */
  round(): void {
    for (const process of this.there) {
      this.look(process);
      this.act(process);
    }
    this.time += PAUSE;
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('look' as const), who: fc.nat(7) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('act' as const), who: fc.nat(7) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), who: fc.nat(2 * LEASE) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join' as const), who: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), who: fc.nat(7) }) },
);

const run = (slots: number, seats: number, steps: readonly { kind: string; who: number }[]): World => {
  const world = new World(slots, seats);
  world.join();
  for (const { kind, who } of steps) {
    const process = world.there[who % Math.max(1, world.there.length)];
    if (kind === 'wait') world.time += who;
    else if (kind === 'join') world.join();
    else if (process === undefined) continue;
    else if (kind === 'look') world.look(process);
    else if (kind === 'act') world.act(process);
    else process.isThere = false;
  }
  return world;
};

const sizes = fc.record({ slots: fc.integer({ min: 1, max: 24 }), seats: fc.integer({ min: 1, max: 10 }) });

describe('leases, whatever happens', () => {
  it('never have two holders by the table', () => {
    fc.assert(
      fc.property(sizes, fc.array(step, { maxLength: 120 }), ({ slots, seats }, steps) => {
        const { table } = run(slots, seats, steps);
        for (let slot = 0; slot < slots; slot++) {
          const spans = table.spans.filter((span) => span.slot === slot);
          for (const [i, span] of spans.entries())
            expect(span.from).toBeGreaterThanOrEqual(spans[i - 1]?.to ?? 0);
        }
      }),
    );
  });

  it('are all held, in shares that differ by one at most, soon after nobody comes or goes any more, and then stay where they are', () => {
    fc.assert(
      fc.property(sizes, fc.array(step, { maxLength: 120 }), ({ slots, seats }, steps) => {
        const world = run(slots, seats, steps);
        if (world.there.length === 0) world.join();
        // What those that ended had is over; then each has its seat, then what is too much is given back, and taken.
        const last = world.time;
        while (world.time < last + LEASE + 4 * PAUSE) world.round();
        const holders = Math.min(seats, world.there.length);
        const counts = [...world.table.counts().values()];
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(slots);
        expect(Math.max(...counts)).toBe(Math.ceil(slots / holders));
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(Math.floor(slots / holders));
        expect(counts.length).toBe(Math.min(holders, slots));
        const before = world.table.rows.map(({ holder }) => holder);
        for (let i = 0; i < 40; i++) world.round();
        expect(world.table.rows.map(({ holder }) => holder)).toEqual(before);
      }),
    );
  });

  it('are held again a pause after they are over, when one of several ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(5), (count, who) => {
        const world = new World(SLOTS, SLOTS);
        for (let i = 0; i < count; i++) world.join();
        while (world.time < 1_000_000 + LEASE) world.round();
        const process = world.processes[who % count];
        if (process !== undefined) process.isThere = false;
        const died = world.time;
        while (world.time < died + LEASE + 2 * PAUSE) world.round();
        const held = [...world.table.counts().values()].reduce((sum, count) => sum + count, 0);
        expect(held).toBe(SLOTS);
      }),
    );
  });
});

describe('planLeases', () => {
  it('takes at once what it held in its run before, and counts nobody for that', () => {
    const table = [
      { kind: 'seat' as const, number: 0, holder: 'before', note: '', left: 9000 },
      { kind: 'seat' as const, number: 1, holder: 'other', note: '', left: 9000 },
      ...[0, 1, 2, 3].map((number) => ({
        kind: 'slot' as const,
        number,
        holder: number < 2 ? 'other' : 'before',
        note: '',
        left: 9000,
      })),
    ];
    const me = { holder: 'now', formerly: 'before' };
    expect(planLeases(table, me).take).toEqual([table[0]]);
    const seated = table.map((one) => (one === table[0] ? { ...one, holder: 'now' } : one));
    const plan = planLeases(seated, me);
    expect(plan.take).toEqual(seated.slice(4));
    expect(plan.give).toEqual([]);
  });

  it('takes no slot without a seat', () => {
    const table = [
      { kind: 'seat' as const, number: 0, holder: 'other', note: '', left: 9000 },
      { kind: 'slot' as const, number: 0, holder: '', note: '', left: -1 },
    ];
    expect(planLeases(table, { holder: 'me', formerly: undefined })).toEqual({
      keep: [],
      take: [],
      give: [],
    });
  });
});

describe('slotOf', () => {
  const names = Array.from({ length: 12_000 }, (_, i) => `https://site-${i}.example.com/health`);

  it('fills the slots evenly', () => {
    const counts = new Array<number>(SLOTS).fill(0);
    for (const name of names) counts[slotOf({ name })] = (counts[slotOf({ name })] ?? 0) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(140);
    expect(Math.max(...counts)).toBeLessThan(265);
  });

  it('has nothing to do with the place in the interval', () => {
    // In each tenth of the interval a third of the slots has a third of the targets.
    const tenths = new Array<number>(10).fill(0);
    for (const name of names)
      if (slotOf({ name }) < SLOTS / 3) {
        const tenth = Math.floor((hashValue(name) / 2 ** HASH_BITS) * 10);
        tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      }
    expect(Math.min(...tenths)).toBeGreaterThan(320);
    expect(Math.max(...tenths)).toBeLessThan(480);
  });
});
