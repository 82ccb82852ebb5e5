import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alert } from '../../../src/operators/alert/alert.js';
import { perSecond } from '../../../src/operators/alert/threshold.js';
import { compose } from '../../../src/operators/compose.js';
import { count, max, min, sum } from '../../../src/operators/measures/index.js';
import type { Operator } from '../../../src/operators/operator.js';
import { sliding } from '../../../src/operators/windows/sliding.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { cutInto } from '../../../src/testing/cuts.js';
import { chunkOf, END } from '../../../src/testing/run-chunks.js';
import { runs } from '../../support/runs.js';
import { rejectedOf, rowsOf, stepChunks } from '../kit.js';

/** Computed from the definitions alone, by brute force, and compared with what the operators say. */

interface Hit {
  readonly time: number;
  readonly host: string;
  readonly size: number;
}

const LATENESS = 2000;

const hit = fc.record({
  time: fc.oneof(
    { weight: 10, arbitrary: fc.integer({ min: -12_000, max: 24_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -60_000, max: 60_000 }) },
  ),
  host: fc.constantFrom('a', 'b', 'c'),
  size: fc.integer({ min: -9, max: 9 }),
});
const hits = fc.array(hit, { maxLength: 50, size: 'max' });

/** Mostly in order, so that most of the rows count. */
const nearlySorted = fc
  .tuple(hits, fc.array(fc.nat({ max: 5000 }), { minLength: 50, maxLength: 50 }))
  .map(([all, jitter]) =>
    all
      .map((one, i) => [one.time + (jitter[i] ?? 0), one] as const)
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one),
  );

const floor = (time: number, step: number): number => Math.floor(time / step) * step;

/** The watermark that each row meets: of the newest row up to and with itself, less the lateness, in whole seconds. */
const watermarkAt = (rows: readonly Hit[], i: number): number =>
  floor(Math.max(...rows.slice(0, i + 1).map(({ time }) => time)) - LATENESS, 1000);

/** What a window holds: the rows inside it that came before the watermark had reached its end. */
const inWindow = (rows: readonly Hit[], start: number, size: number): Hit[] =>
  rows.filter(
    (row, i) => row.time >= start && row.time < start + size && watermarkAt(rows, i) < start + size,
  );

/** Every window that holds rows, with the rows: [start, key, how many, how much, least, greatest]. */
function windowsByForce(
  rows: readonly Hit[],
  size: number,
  every: number,
  keyOf: (row: Hit) => string,
): string[] {
  const starts = rows.flatMap(({ time }) =>
    Array.from({ length: size / every }, (_, i) => floor(time, every) - i * every),
  );
  return [...new Set(starts)].flatMap((start) => {
    const held = inWindow(rows, start, size);
    return [...new Set(held.map(keyOf))].map((key) => {
      const sizes = held.filter((row) => keyOf(row) === key).map((row) => row.size);
      const total = sizes.reduce((a, b) => a + b, 0);
      return [start, key, sizes.length, total, Math.min(...sizes), Math.max(...sizes)].join(' ');
    });
  });
}

interface Window {
  readonly start: number;
  readonly host?: string;
  readonly windows?: number;
  readonly n: number;
  readonly total: number;
  readonly least: number | null;
  readonly most: number | null;
}

const measures = {
  n: count<Hit>(),
  total: sum<Hit>('size'),
  least: min<Hit>('size'),
  most: max<Hit>('size'),
};

const compared = (name: string, size: number, every: number, by: readonly 'host'[]): void => {
  const operator = (size === every
    ? tumbling({ size, by, measures })
    : sliding({ size, every, by, measures })) as unknown as Operator<Hit, Window>;
  const said = (rows: readonly Hit[], sizes: Iterator<number>): { full: string[]; late: number } => {
    const chunks = [...cutInto(rows, sizes).map((part) => chunkOf(part)), END];
    const batches = stepChunks(operator, chunks, { lateness: LATENESS });
    const full = rowsOf(batches)
      .filter(({ windows, n }) => windows === undefined && n > 0)
      .map(({ start, host = '', n, total, least, most }) => [start, host, n, total, least, most].join(' '));
    return { full, late: rejectedOf(batches).length };
  };
  const keyOf = (row: Hit): string => (by.length === 0 ? '' : row.host);
  const lateByForce = (rows: readonly Hit[]): number =>
    rows.filter(({ time }, i) => floor(time, every) + size <= watermarkAt(rows, i)).length;

  for (const [order, rows] of Object.entries({ 'in any order': hits, 'nearly in order': nearlySorted })) {
    test(`${name}, rows ${order}`, () => {
      fc.assert(
        fc.property(rows, fc.infiniteStream(fc.nat({ max: 9 })), (all, sizes) => {
          const { full, late } = said(all, sizes);
          expect(full.toSorted()).toEqual(windowsByForce(all, size, every, keyOf).toSorted());
          expect(late).toBe(lateByForce(all));
        }),
        { numRuns: runs(150) },
      );
    });
  }
};

describe('windows are what brute force says', () => {
  compared('tumbling', 5000, 5000, []);
  compared('tumbling by host', 3000, 3000, ['host']);
  compared('sliding', 6000, 2000, []);
  compared('sliding by host', 4000, 1000, ['host']);
});

describe('empty windows are what brute force says', () => {
  test('without keys every window from the first to the last has a row, or stands in one', () => {
    const operator = sliding({ size: 4000, every: 2000, measures: { n: count<Hit>() } });
    const spread = fc.array(fc.integer({ min: 0, max: 3_000_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(spread, (times) => {
        const rows = times.toSorted((a, b) => a - b).map((time) => ({ time, host: 'a', size: 0 }));
        const windows = rowsOf(stepChunks(operator, [chunkOf(rows), END], { lateness: 0 }));
        const [first, last] = [rows[0]?.time ?? 0, rows.at(-1)?.time ?? 0];
        let expected = floor(first, 2000) - 2000;
        let silent = 0;
        for (const { start, windows: many = 1, n } of windows) {
          expect(start).toBe(expected);
          silent = n === 0 ? silent + 1 : 0;
          if (many > 1) expect(silent).toBe(0);
          expect(silent).toBeLessThanOrEqual(360);
          expected += many * 2000;
        }
        expect(expected).toBe(floor(last, 2000) + 2000);
      }),
      { numRuns: runs(150) },
    );
  });

  test('with keys, a key has a closing row exactly where its rows stop and time goes on', () => {
    fc.assert(
      fc.property(nearlySorted, (rows) => {
        const operator = tumbling({ size: 3000, by: ['host'], measures: { n: count<Hit>() } });
        const batches = stepChunks(operator, [chunkOf(rows), END], { lateness: LATENESS });
        const said = rowsOf(batches).map(({ start, host, n }) => `${start} ${host} ${n}`);
        const full = windowsByForce(rows, 3000, 3000, ({ host }) => host).map((text) =>
          text.split(' ', 3).join(' '),
        );
        const key = (text: string): string => text.split(' ', 2).join(' ');
        const busy = new Set(full.map(key));
        const lastStart = Math.max(...full.map((text) => Number(text.split(' ')[0])));
        const closing = full
          .map((text) => [Number(text.split(' ')[0]) + 3000, text.split(' ')[1]] as const)
          .filter(([start, host]) => start <= lastStart && !busy.has(`${start} ${host}`))
          .map(([start, host]) => `${start} ${host} 0`);
        expect(said.toSorted()).toEqual([...full, ...closing].toSorted());
      }),
      { numRuns: runs(150) },
    );
  });
});

describe('an alert on a sliding count is what brute force says', () => {
  const WINDOW = 5;
  /** More than 0.8 a second over five seconds: 4 hits keep the state, 5 fire, 3 recover. */
  const operator = compose(
    sliding({ size: '5s', every: '1s', measures: { hits: count<Hit>() } }),
    alert({ value: 'hits', above: perSecond(0.8) }),
  );

  /**
   * The rule of the take-home, second by second: a window that ends with second s holds the rows of the five seconds up
   * to it. Firing needs no full window; that all is well is said once, when one is full.
   */
  function transitionsByForce(rows: readonly Hit[]): string[] {
    const counted = rows.filter(({ time }, i) => floor(time, 1000) + WINDOW * 1000 > watermarkAt(rows, i));
    if (counted.length === 0) return [];
    const seconds = counted.map(({ time }) => floor(time, 1000) / 1000);
    const [first, last] = [Math.min(...seconds), Math.max(...seconds)];
    const said: string[] = [];
    let state = 'no_data';
    // After the last second nothing comes: the window empties, and what fires recovers.
    for (let second = first; second <= last + WINDOW; second++) {
      const start = (second - WINDOW + 1) * 1000;
      const n = inWindow(rows, start, WINDOW * 1000).length;
      const full = second > first + WINDOW - 1;
      const silent = second > last + WINDOW - 1;
      const next = n > 4 ? 'firing' : n < 4 ? 'ok' : state === 'no_data' && full ? 'ok' : state;
      if (next === state || (state === 'no_data' && next === 'ok' && (!full || silent))) continue;
      said.push(`${second} ${state} → ${next} ${n}${state === 'no_data' && full ? ' initial' : ''}`);
      state = next;
    }
    return said;
  }

  const said = (rows: readonly Hit[], sizes: Iterator<number>): string[] =>
    rowsOf(
      stepChunks(operator, [...cutInto(rows, sizes).map((part) => chunkOf(part)), END], {
        lateness: LATENESS,
      }),
    ).map(
      ({ time, was, state, value, initial }) =>
        `${time / 1000} ${was} → ${state} ${value}${initial === true ? ' initial' : ''}`,
    );

  const dense = fc.array(
    fc.record({
      time: fc.integer({ min: -3000, max: 25_000 }),
      host: fc.constant('a'),
      size: fc.constant(0),
    }),
    { maxLength: 60, size: 'max' },
  );
  const cuts = fc.infiniteStream(fc.nat({ max: 9 }));

  for (const [order, rows] of Object.entries({
    'in any order': dense,
    'with gaps and lates': nearlySorted,
  })) {
    test(`rows ${order}`, () => {
      fc.assert(
        fc.property(rows, cuts, (all, sizes) => {
          expect(said(all, sizes)).toEqual(transitionsByForce(all));
        }),
        { numRuns: runs(300) },
      );
    });
  }

  test('rows shuffled within the lateness, as if they had come in order', () => {
    fc.assert(
      fc.property(dense, cuts, fc.infiniteStream(fc.nat({ max: LATENESS })), (all, sizes, jitter) => {
        const inOrder = all.toSorted((a, b) => a.time - b.time);
        const shuffled = inOrder
          .map((one) => [one.time + (jitter.next().value ?? 0), one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
        expect(said(shuffled, sizes)).toEqual(transitionsByForce(inOrder));
      }),
      { numRuns: runs(300) },
    );
  });
});
