import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedCount } from '../../../../src/operators/time/rate.js';
import { arrivals, type Traffic } from '../../../../src/pipelines/access-log/generator/arrivals.js';
import { parseBurst } from '../../../../src/pipelines/access-log/generator/burst.js';
import { START, traffic } from './traffic.js';

const perSecond = (asked: Traffic): readonly number[] => {
  const counts = new Array<number>(asked.duration / 1000).fill(0);
  for (const time of arrivals(asked)) counts[Math.floor((time - asked.start) / 1000)]! += 1;
  return counts;
};

describe('arrivals', () => {
  test('every second of a whole rate has just that count', () => {
    expect(perSecond(traffic({ rate: '50/s', for: '1m' }))).toEqual(new Array(60).fill(50));
  });

  test('a burst adds its rate from its offset for its length, and bursts add up', () => {
    //  0    2         6    8   10 s
    //  [50/s----------------------)
    //       [+30/s---------)
    //                 [+7/s)
    const counts = perSecond(traffic({ for: '10s', bursts: ['30/s:6s@2s', '7/s:2s@6s'] }));
    expect(counts).toEqual([50, 50, 80, 80, 80, 80, 87, 87, 50, 50]);
  });

  test('a rate of zero leaves the bursts alone', () => {
    expect(perSecond(traffic({ rate: '0/s', for: '3s', bursts: ['2/s:1s@1s'] }))).toEqual([0, 2, 0]);
  });

  test('the whole count is rate times duration, rounded, and every arrival is in order and in its time', () => {
    fc.assert(
      fc.property(
        fc.nat(3000),
        fc.constantFrom('s', 'm', 'h'),
        fc.integer({ min: 1, max: 30_000 }),
        fc.array(
          fc.record({
            rate: fc.nat(200),
            length: fc.integer({ min: 1, max: 9000 }),
            offset: fc.nat(9000),
          }),
          { maxLength: 3 },
        ),
        fc.nat(),
        (rate, unit, duration, asked, seed) => {
          const bursts = asked.map((burst) => `${burst.rate}/s:${burst.length}ms@${burst.offset}ms`);
          const all = traffic({ seed, rate: `${rate}/${unit}`, for: `${duration}ms`, bursts });
          const times = [...arrivals(all)];
          const expected = all.bursts.reduce(
            (sum, burst) => sum + expectedCount(burst.rate, burst.length),
            expectedCount(all.rate, duration),
          );
          const end = Math.max(duration, ...all.bursts.map((burst) => burst.offset + burst.length));
          expect(times.length).toBe(expected);
          expect(times.every((time) => Number.isInteger(time) && time >= START && time < START + end)).toBe(
            true,
          );
          expect(times).toEqual(times.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('jitters within each slot, by the seed: like seeds agree, other seeds differ', () => {
    const [one, again, other] = [5, 5, 6].map((seed) => [...arrivals(traffic({ seed, for: '10s' }))]);
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    for (const [slot, time] of one!.entries()) {
      expect(time - START).toBeGreaterThanOrEqual(slot * 20);
      expect(time - START).toBeLessThan((slot + 1) * 20);
    }
  });

  test('does not drift: the millionth second has its count like the first', () => {
    const slow = traffic({ rate: '1/s', for: '1000000s' });
    let second = 0;
    for (const time of arrivals(slow)) {
      if (Math.floor((time - START) / 1000) !== second) expect.unreachable(`second ${second} has no arrival`);
      second++;
    }
    expect(second).toBe(1_000_000);
  });
});

describe('parseBurst', () => {
  test('reads rate, length and offset', () => {
    expect(parseBurst('30/s:3m@2m')).toMatchObject({
      rate: { perSecond: 30 },
      length: 180_000,
      offset: 120_000,
    });
  });

  test.each(['', '30/s', '30/s:3m', '30/s@2m', '30/s:3@2m', 'x:3m@2m', '30/s:3m@2m@1m'])(
    'refuses %j',
    (text) => {
      expect(() => parseBurst(text)).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );
});
