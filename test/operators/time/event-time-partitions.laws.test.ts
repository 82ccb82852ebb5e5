import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Timed } from '../../../src/operators/batch.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { eventTime } from '../../../src/operators/time/event-time.js';
import { chunkOf } from '../../../src/testing/run-chunks.js';
import { runs } from '../../support/runs.js';

const LATENESS = 2000;
const IDLE = 5000;
const STEP = 1000;
const NAMES = ['a', 'b', 'c', 'd'];
const MACHINE = eventTime<Timed>({
  lateness: LATENESS,
  idle: IDLE,
  ahead: '1h',
  step: STEP,
  confirm: 1,
}).machine;

const name = fc.constantFrom(...NAMES);
const time = fc.integer({ min: 0, max: 30_000 });
/** Rows, ends, looks at the clock, and rows that are out: until they are in, or of none any more. */
const happening = fc.oneof(
  { weight: 8, arbitrary: fc.record({ partition: name, rows: fc.array(time, { maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ partition: name, ended: fc.constant(true as const) }) },
  { weight: 3, arbitrary: fc.record({ look: fc.integer({ min: 0, max: 9000 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ partition: name, pendingSince: fc.oneof(time, fc.constant(Infinity)) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      partition: name,
      rows: fc.array(time, { maxLength: 4 }),
      pendingSince: fc.oneof(time, fc.constant(Infinity)),
    }),
  },
);
const happenings = fc.array(happening, { maxLength: 50, size: 'max' });
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never;

const chunksOf = (all: readonly Happening[]): Chunk<Timed>[] => {
  let now = 0;
  return all.map((one) => {
    if ('look' in one) {
      now += one.look;
      return chunkOf<Timed>([], { now });
    }
    if (!('rows' in one)) return chunkOf<Timed>([], one);
    const { rows, ...rest } = one;
    return chunkOf<Timed>(
      rows.map((at) => ({ time: at })),
      rest,
    );
  });
};

/** The rule as it is written: every partition that there has ever been is kept and looked at. */
class Oracle {
  readonly #all = new Map<
    string,
    { newest: number; silent: number | undefined; ended: boolean; pending: number }
  >();
  #watermark = -Infinity;
  #now: number | undefined;

  step({ partition, rows, ended, now, pendingSince }: Chunk<Timed>): number {
    if (partition !== undefined) this.#of(partition, rows, ended === true, pendingSince);
    if (now !== undefined) {
      this.#now = now;
      for (const one of this.#all.values()) one.silent ??= now;
      this.#move();
    }
    return this.#watermark;
  }

  #of(partition: string, rows: readonly Timed[], ended: boolean, pendingSince: number | undefined): void {
    const known = this.#all.get(partition);
    if (known === undefined && pendingSince === Infinity && rows.length === 0) return;
    const one = known ?? { newest: -Infinity, silent: undefined, ended: false, pending: Infinity };
    this.#all.set(partition, one);
    // What is still to come of a partition does not open it again.
    if (pendingSince === undefined || rows.length > 0) one.ended = false;
    // What is to come from here on is held for first; what has come in is let go of last.
    if (pendingSince !== undefined && pendingSince < one.pending) one.pending = pendingSince;
    if (rows.length > 0) one.silent = undefined;
    for (const { time: at } of rows) {
      if (at <= one.newest) continue;
      one.newest = at;
      this.#move();
    }
    if (pendingSince !== undefined) one.pending = pendingSince;
    if (ended) one.ended = true;
    this.#move();
  }

  #move(): void {
    const all = [...this.#all.values()];
    const silence = (silent: number | undefined) =>
      this.#now === undefined || silent === undefined ? -Infinity : this.#now - silent;
    const awake = all.filter(({ ended, silent }) => !ended && silence(silent) < IDLE);
    const newest = Math.max(-Infinity, ...all.map((one) => one.newest));
    // A partition that ended without a row has nothing to wait for.
    const seen = all.filter((one) => !one.ended || one.newest !== -Infinity);
    const least =
      awake.length > 0
        ? Math.min(...awake.map((one) => one.newest))
        : newest + Math.max(0, Math.min(Infinity, ...seen.map(({ silent }) => silence(silent))) - IDLE);
    const inSteps = (at: number) => Math.floor(at / STEP) * STEP;
    const pending = inSteps(Math.min(Infinity, ...all.map((one) => one.pending)));
    const reached = Math.min(pending, inSteps(least - LATENESS));
    if (reached > this.#watermark && newest !== -Infinity) this.#watermark = reached;
  }
}

/** Partitions that come back after their end begin anew, which the oracle does not know. */
const neverComeBack = (all: readonly Happening[]): Happening[] => {
  const ended = new Set<string>();
  return all.filter((one) => {
    if ('look' in one) return true;
    if (ended.has(one.partition)) return false;
    if ('ended' in one) ended.add(one.partition);
    return true;
  });
};

describe('the partitions of an input', () => {
  test('give the watermark of the rule, whatever is kept of those that have ended', () => {
    fc.assert(
      fc.property(happenings, (all) => {
        const oracle = new Oracle();
        const state = MACHINE.init();
        for (const chunk of chunksOf(neverComeBack(all))) {
          MACHINE.step(state, chunk);
          expect(state.watermark).toBe(oracle.step(chunk));
        }
      }),
      { numRuns: runs(800) },
    );
  });

  test('never let the watermark pass what is still to come, in idle and ended ones too', () => {
    fc.assert(
      fc.property(happenings, (all) => {
        const state = MACHINE.init();
        const pending = new Map<string, number>();
        for (const chunk of chunksOf(all)) {
          const before = state.watermark;
          MACHINE.step(state, chunk);
          if (chunk.partition !== undefined && chunk.pendingSince !== undefined) {
            pending.set(chunk.partition, chunk.pendingSince);
          }
          const least = Math.min(Infinity, ...pending.values());
          // What was said too late holds the watermark where it is.
          expect(state.watermark).toBeLessThanOrEqual(Math.max(before, least));
        }
      }),
      { numRuns: runs(600) },
    );
  });

  test('go on as if nothing had been when they are saved by what has changed, and loaded', () => {
    fc.assert(
      fc.property(happenings, fc.infiniteStream(fc.nat({ max: 3 })), (all, picks) => {
        const { keyed } = MACHINE;
        const kept = new Map<string, unknown>();
        let state = MACHINE.init();
        const straight = MACHINE.init();
        let now: number | undefined;
        for (const chunk of chunksOf(all)) {
          // Silence is counted from zero after a restart, so nothing is compared that goes by it.
          if (chunk.now !== undefined) now = chunk.now;
          if (now !== undefined) continue;
          MACHINE.step(straight, chunk);
          MACHINE.step(state, chunk);
          expect(state.watermark).toBe(straight.watermark);
          if (picks.next().value !== 0) continue;
          for (const [key, value] of keyed.delta(state)) {
            if (value === undefined) kept.delete(key);
            else kept.set(key, value);
          }
          const saved = deserialize(serialize([keyed.head(state), kept]));
          state = keyed.load(saved[0], saved[1]);
        }
      }),
      { numRuns: runs(600) },
    );
  });
});

describe('a state of event time', () => {
  test('does not grow with the partitions that have ended, and a commit writes what has changed alone', () => {
    const sizeAfter = (partitions: number): number[] => {
      const state = MACHINE.init();
      for (let i = 0; i < partitions; i++) {
        MACHINE.step(state, chunkOf([{ time: i }], { partition: `p${i}` }));
        MACHINE.step(state, chunkOf<Timed>([], { partition: `p${i}`, ended: true }));
      }
      const first = [...MACHINE.keyed.delta(state)].length;
      MACHINE.step(state, chunkOf([{ time: partitions }], { partition: 'last' }));
      return [
        first,
        [...MACHINE.keyed.delta(state)].length,
        serialize(MACHINE.keyed.head(state)).length,
        serialize(MACHINE.save(state)).length,
      ];
    };
    const [, ...few] = sizeAfter(10);
    const [first, ...many] = sizeAfter(100_000);
    expect(many).toEqual(few);
    expect(first).toBe(100_000);
  });

  test('opens 20,000 partitions, moves through them, and ends them, without looking at all of them each time', () => {
    const state = MACHINE.init();
    const names = Array.from({ length: 20_000 }, (_, i) => `p${i}`);
    for (const partition of names) MACHINE.step(state, chunkOf<Timed>([], { partition }));
    for (const [i, partition] of names.entries()) {
      MACHINE.step(state, chunkOf([{ time: i * STEP }], { partition }));
      expect(state.watermark).toBe(i < names.length - 1 ? -Infinity : -LATENESS);
    }
    for (const [i, partition] of names.entries()) {
      MACHINE.step(state, chunkOf<Timed>([], { partition, ended: true }));
      expect(state.watermark).toBe(Math.min(i + 1, names.length - 1) * STEP - LATENESS);
    }
  });

  test('is taken over from builds that kept every partition', () => {
    const saved = {
      partitions: new Map([
        ['a', { newest: 9000, held: undefined, silentSince: 5, ended: true }],
        ['b', { newest: 7000, held: { time: 7_000_000 }, silentSince: undefined, ended: false }],
      ]),
      watermark: 5000,
      rowWatermark: 5000,
      now: 3,
    };
    const state = MACHINE.keyed.load(saved, new Map());
    expect([state.watermark, state.partitions.newest, [...state.partitions.values()]]).toEqual([
      5000,
      9000,
      [
        {
          newest: 7000,
          doubts: [{ time: 7_000_000, row: { time: 7_000_000 } }],
          strikes: 0,
          pause: 0,
          silentSince: undefined,
          ended: false,
          pendingSince: Infinity,
        },
      ],
    ]);
  });
});
