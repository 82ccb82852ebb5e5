import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginSpread, type SavedSpread, spread } from '../../src/operators/spread.js';

const BLANK: SavedSpread = { upTo: undefined, places: new Map() };

const targets = fc.uniqueArray(
  fc.record({ name: fc.string({ minLength: 1, maxLength: 12 }), every: fc.constantFrom(5000, 7001, 60_000) }),
  { selector: ({ name }) => name, maxLength: 30 },
);

/** What happens to a schedule, one thing after the other. */
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('look' as const), by: fc.nat(3000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('look' as const),
      by: fc.integer({ min: -100_000, max: 400_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('restart' as const),
      by: fc.integer({ min: -50_000, max: 400_000 }),
    }),
  },
);

describe('spread, whatever happens', () => {
  it('gives or misses every tick once, and each target keeps its phase', () => {
    fc.assert(
      fc.property(targets, fc.nat(1_000_000), fc.array(event, { maxLength: 60 }), (all, start, events) => {
        let time = start;
        let [state] = beginSpread(all, BLANK, time);
        const given = new Map<string, number[]>();
        const missed = new Map<string, number>();
        const miss = (target: string, count: number): void => {
          missed.set(target, (missed.get(target) ?? 0) + count);
        };
        let highest = time;
        for (const { kind, by } of events) {
          time = Math.max(0, time + by);
          highest = Math.max(highest, time);
          if (kind === 'restart') {
            const [next, gone] = beginSpread(
              all,
              structuredClone({ upTo: state.upTo, places: state.places }),
              time,
            );
            state = next;
            for (const one of gone) miss(one.target, one.missed);
            continue;
          }
          const step = spread(state, time);
          for (const one of step.due) given.set(one.target, [...(given.get(one.target) ?? []), one.time]);
          for (const one of step.missed) miss(one.target, one.missed);
          expect(step.next).toBeGreaterThan(time);
        }
        for (const { name, every } of all) {
          const times = given.get(name) ?? [];
          const { phase = 0 } = state.places.get(name) ?? {};
          expect(times.every((one) => one % every === phase)).toBe(true);
          expect(new Set(times).size).toBe(times.length);
          // All ticks of the time that was lived through.
          const wanted = Math.floor((highest - phase) / every) - Math.floor((start - phase) / every);
          expect(times.length + (missed.get(name) ?? 0)).toBe(wanted);
        }
      }),
    );
  });

  it('leaves the others where they are when targets come and go', () => {
    fc.assert(
      fc.property(targets, targets, (before, after) => {
        const [state] = beginSpread(before, BLANK, 0);
        const [next] = beginSpread(after, state, 1);
        for (const { name, every } of after) {
          const place = state.places.get(name);
          if (place?.every === every) expect(next.places.get(name)).toEqual(place);
        }
      }),
    );
  });

  it('keeps every second within a fifth of the mean, whatever 10,000 targets are called', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('/', '?id=', '.example.com/health'), (seed, end) => {
        const all = Array.from({ length: 10_000 }, (_, i) => ({
          name: `https://h${(seed + i * 7919) | 0}${end}${i}`,
          every: 60_000,
        }));
        const seconds = new Uint32Array(61_000);
        for (const { phase } of beginSpread(all, BLANK, 0)[0].places.values())
          seconds[phase] = (seconds[phase] ?? 0) + 1;
        let sum = 0;
        let most = 0;
        for (let at = 0; at < 61_000; at++) {
          sum += seconds[at] ?? 0;
          if (at >= 1000) sum -= seconds[at - 1000] ?? 0;
          most = Math.max(most, sum);
        }
        expect(most).toBeLessThanOrEqual(200);
      }),
      { numRuns: 5 },
    );
  });
});
