import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  count,
  distinct,
  first,
  last,
  max,
  mean,
  min,
  p50,
  percentile,
  rate,
  ratio,
  sum,
} from '../../../src/operators/measures/index.js';
import type { Measure, MeasureWindow } from '../../../src/operators/measures/measure.js';

interface Hit {
  readonly time: number;
  readonly size?: unknown;
  readonly path?: unknown;
}

const WINDOW: MeasureWindow = { size: 10_000, values: {} };
const hit = (time: number, size?: unknown, path?: unknown): Hit => ({ time, size, path });
const sizes = (...values: readonly unknown[]): Hit[] => values.map((value, i) => hit(i, value));

const fill = <V>(measure: Measure<Hit, unknown, V>, rows: readonly Hit[]): unknown => {
  const accumulator = measure.init();
  for (const row of rows) measure.add(accumulator, row);
  return accumulator;
};
const over = <V>(
  measure: Measure<Hit, unknown, V>,
  rows: readonly Hit[],
  window: MeasureWindow = WINDOW,
): V => measure.read(fill(measure, rows), window);

/** The measures' accumulators are of types of their own; here they are passed through untouched. */
const measures = {
  count: count<Hit>(),
  'count of some': count<Hit>(({ size }) => Number(size) > 2),
  sum: sum<Hit>('size' as never),
  min: min<Hit>('size' as never),
  max: max<Hit>('size' as never),
  mean: mean<Hit>('size' as never),
  rate: rate<Hit>(),
  p50: p50<Hit>('size' as never),
  'a high percentile': percentile<Hit>('size' as never, 99.9),
  distinct: distinct<Hit>('size'),
  first: first<Hit, 'path'>('path'),
  last: last<Hit, 'path'>('path'),
} as unknown as Readonly<Record<string, Measure<Hit>>>;
const named = (name: string): Measure<Hit> => measures[name] as Measure<Hit>;

describe('count', () => {
  test('is how many rows there are', () => {
    expect(over(named('count'), sizes(1, 'x', undefined))).toBe(3);
  });

  test('with a predicate is how many it is true of', () => {
    expect(over(named('count of some'), sizes(1, 2, 3, 4))).toBe(2);
  });
});

describe('sum, mean, min and max', () => {
  test('are over the finite numbers of a field, also in texts; what is none is passed over', () => {
    const rows = sizes(4, '10.5', 'x', null, undefined, Number.NaN, Infinity, -6, 8);
    expect(over(named('sum'), rows)).toBe(16.5);
    expect(over(named('mean'), rows)).toBe(4.125);
    expect(over(named('min'), rows)).toBe(-6);
    expect(over(named('max'), rows)).toBe(10.5);
  });

  test('of no numbers are 0 for the sum, and null for the others', () => {
    const rows = sizes('a', null);
    expect(over(named('sum'), rows)).toBe(0);
    for (const name of ['mean', 'min', 'max']) expect(over(named(name), rows)).toBeNull();
  });

  test('take a function of the row as well', () => {
    const half = (row: Hit): number | null => (typeof row.size === 'number' ? row.size / 2 : null);
    expect(over(sum<Hit>(half) as Measure<Hit>, sizes(3, 'x', 4))).toBe(3.5);
    expect(over(max<Hit>(half) as Measure<Hit>, sizes(3, 'x', 4))).toBe(2);
  });

  test('are exact: the mean is the true sum, rounded, over the count', () => {
    expect(over(named('sum'), sizes(0.1, 0.2, 0.3))).toBe(0.6);
    expect(over(named('mean'), sizes(1e16, 1, -1e16))).toBe(1 / 3);
  });
});

describe('rate', () => {
  test('is rows a second over the whole window, however few seconds have rows', () => {
    expect(over(named('rate'), sizes(1, 2, 3), { size: 2000, values: {} })).toBe(1.5);
    expect(over(named('rate'), sizes(1, 2, 3, 4, 5, 6, 7), { size: 100_000, values: {} })).toBe(0.07);
  });

  test('with a predicate counts those it is true of', () => {
    expect(over(rate<Hit>(({ size }) => size === 1) as Measure<Hit>, sizes(1, 2, 1))).toBe(0.2);
  });
});

describe('ratio', () => {
  const of = (values: Readonly<Record<string, unknown>>): unknown =>
    ratio('part', 'whole').read({}, { size: 1000, values });

  test('is one measure over another', () => {
    expect(of({ part: 1, whole: 4 })).toBe(0.25);
    expect(of({ part: 0, whole: 4 })).toBe(0);
  });

  test('is null where the whole is 0, and where either is null or missing', () => {
    expect([
      of({ part: 1, whole: 0 }),
      of({ part: null, whole: 1 }),
      of({ part: 1, whole: null }),
      of({}),
    ]).toEqual([null, null, null, null]);
  });

  test('says what it is made of', () => {
    expect(ratio('part', 'whole').needs).toEqual(['part', 'whole']);
  });
});

describe('first and last', () => {
  test('go by event time, not by the order in which rows come', () => {
    const rows = [hit(2, 0, '/b'), hit(3, 0, '/c'), hit(1, 0, '/a'), hit(2.5, 0, '/d')];
    expect([over(named('first'), rows), over(named('last'), rows)]).toEqual(['/a', '/c']);
  });

  test('pass over rows without the field', () => {
    const rows = [hit(1), hit(2, 0, '/b'), hit(3, 0, '/c'), hit(4, 0, null)];
    expect([over(named('first'), rows), over(named('last'), rows)]).toEqual(['/b', '/c']);
    expect([over(named('first'), [hit(1)]), over(named('last'), [])]).toEqual([null, null]);
  });

  test('of one time take the least and the greatest value, numbers as numbers', () => {
    const rows = [hit(1, 0, 10), hit(1, 0, 9), hit(1, 0, -1)];
    expect([over(named('first'), rows), over(named('last'), rows)]).toEqual([-1, 10]);
  });
});

describe('every measure', () => {
  const value = fc.oneof(
    fc.constantFrom<unknown>(Number.NaN, Infinity, null, undefined, '7', 'a', '', true, 0.1),
    fc.integer({ min: -5, max: 5 }),
  );
  const rows = fc.array(fc.record({ time: fc.integer({ min: 0, max: 3 }), size: value, path: value }), {
    maxLength: 12,
    size: 'max',
  });
  const same = (a: unknown, b: unknown): void =>
    expect(Object.is(a, b) || (a === 0 && b === 0) ? b : a).toEqual(b);

  for (const [name, measure] of Object.entries(measures)) {
    test(`${name}: over no rows gives its empty value`, () => {
      expect(over(measure, [])).toBe(measure.empty);
    });

    test(`${name}: does not depend on the order of rows, or on what was merged with what`, () => {
      fc.assert(
        fc.property(rows, rows, (one, other) => {
          const expected = over(measure, [...one, ...other]);
          same(over(measure, [...other, ...one].reverse()), expected);
          const [left, right] = [fill(measure, one), fill(measure, other)];
          const before = structuredClone(right);
          measure.merge(left, right);
          same(measure.read(left, WINDOW), expected);
          // What was merged goes on as it was: windows share panes.
          measure.add(left, hit(0, 1, 'x'));
          expect(right).toEqual(before);
        }),
        { numRuns: 300 },
      );
    });

    test(`${name}: adds many rows at once as one by one`, () => {
      fc.assert(
        fc.property(rows, fc.nat({ max: 12 }), fc.nat({ max: 12 }), (all, a, b) => {
          const [from, to] = [Math.min(a, b, all.length), Math.min(Math.max(a, b), all.length)];
          const accumulator = measure.init();
          if (measure.addAll === undefined)
            for (const row of all.slice(from, to)) measure.add(accumulator, row);
          else measure.addAll(accumulator, all, from, to);
          same(measure.read(accumulator, WINDOW), over(measure, all.slice(from, to)));
        }),
        { numRuns: 100 },
      );
    });

    test(`${name}: has an accumulator that a serializer keeps`, () => {
      fc.assert(
        fc.property(rows, (all) => {
          const accumulator = fill(measure, all);
          same(measure.read(structuredClone(accumulator), WINDOW), measure.read(accumulator, WINDOW));
        }),
        { numRuns: 50 },
      );
    });
  }
});
