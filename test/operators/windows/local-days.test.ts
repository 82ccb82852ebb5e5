import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { zoneOffsets } from '../../../src/io/codecs/time/zone-offsets.js';
import { count, rate } from '../../../src/operators/measures/index.js';
import type { LocalOffsets } from '../../../src/operators/operator.js';
import { slidesOf } from '../../../src/operators/windows/slides.js';
import { sliding } from '../../../src/operators/windows/sliding.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { operatorLaws } from '../../../src/testing/operator-laws.js';
import { chunkOf, END } from '../../../src/testing/run-chunks.js';
import { runs } from '../../support/runs.js';
import { stepChunks } from '../kit.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Zone, and a day on or near which its clock is changed. */
const CHANGES: readonly (readonly [zone: string, day: string])[] = [
  ['Europe/Berlin', '2024-10-27'],
  ['Europe/Berlin', '2024-03-31'],
  ['America/New_York', '2024-11-03'],
  ['Australia/Lord_Howe', '2024-04-07'],
  ['Australia/Lord_Howe', '2024-10-06'],
  ['America/Santiago', '2024-09-08'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['Asia/Beirut', '2024-10-27'],
  ['America/St_Johns', '2010-11-07'],
  ['Pacific/Apia', '2011-12-30'],
  ['UTC', '2024-02-29'],
  ['Asia/Kolkata', '2024-02-29'],
];

interface Row {
  readonly time: number;
}

const windowsOf = (operator: ReturnType<typeof days>, times: readonly number[]) =>
  stepChunks(operator, [chunkOf(times.map((time) => ({ time }))), END]).flatMap(({ rows }) =>
    rows.map((row) => [row.start, row.end, row.hits] as const),
  );

/** It looks at a hundred years: once for each zone is enough. */
const known = new Map<string, LocalOffsets>();
const offsetsOf = (zone: string): LocalOffsets => {
  const offsets = known.get(zone) ?? zoneOffsets(zone);
  known.set(zone, offsets);
  return offsets;
};

const days = (zone: string, hours = 0, size = DAY, every = size) =>
  sliding({
    size,
    every,
    alignTo: hours * HOUR,
    offsets: offsetsOf(zone),
    measures: { hits: count<Row>(), rate: rate<Row>() },
  });

/** The date that the clock of the zone shows, `hours` ago by it: each row asked by itself. */
const dateOf =
  (zone: string, hours: number) =>
  (time: number): string =>
    DateTime.fromMillis(
      DateTime.fromMillis(time, { zone }).setZone('utc', { keepLocalTime: true }).toMillis() - hours * HOUR,
      {
        zone: 'utc',
      },
    ).toISODate() ?? '';

const show =
  (zone: string) =>
  (time: number): string =>
    DateTime.fromMillis(time, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");

describe('windows of days by a local clock', () => {
  test('have 23 and 25 hours where it is put forward and back', () => {
    const rows = ['2024-03-30', '2024-03-31', '2024-04-01'].map((day) => Date.parse(`${day}T12:00:00Z`));
    expect(
      windowsOf(days('Europe/Berlin'), rows).map(([start, end]) => [
        show('Europe/Berlin')(start),
        (end - start) / HOUR,
      ]),
    ).toEqual([
      ['2024-03-30T00:00', 24],
      ['2024-03-31T00:00', 23],
      ['2024-04-01T00:00', 24],
    ]);
    const back = ['2024-10-26', '2024-10-27', '2024-10-28'].map((day) => Date.parse(`${day}T12:00:00Z`));
    expect(
      windowsOf(days('Europe/Berlin', 6), back).map(([start, end]) => [
        show('Europe/Berlin')(start),
        (end - start) / HOUR,
      ]),
    ).toEqual([
      ['2024-10-26T06:00', 25],
      ['2024-10-27T06:00', 24],
      ['2024-10-28T06:00', 24],
    ]);
  });

  test('may be weeks from any day on, and overlap', () => {
    const monday = 4 * 24;
    const rows = [Date.parse('2024-10-23T12:00:00Z'), Date.parse('2024-11-06T12:00:00Z')];
    expect(
      windowsOf(days('Europe/Berlin', monday, 7 * DAY), rows).map(([start, end]) => [
        show('Europe/Berlin')(start),
        (end - start) / HOUR,
      ]),
    ).toEqual([
      ['2024-10-21T00:00', 169],
      ['2024-10-28T00:00', 168],
      ['2024-11-04T00:00', 168],
    ]);
    const week = windowsOf(days('Europe/Berlin', 0, 7 * DAY, DAY), [Date.parse('2024-10-27T12:00:00Z')]);
    expect(
      week.map(([start, end, hits]) => [show('Europe/Berlin')(start), (end - start) / HOUR, hits]),
    ).toEqual(Array.from({ length: 7 }, (_, i) => [`2024-10-${21 + i}T00:00`, 169, 1]));
  });

  test.each(CHANGES)('hold the rows of a date, each of one, and lie side by side: %s %s', (zone, day) => {
    const middle = Date.parse(`${day}T12:00:00Z`);
    const time = fc.integer({ min: middle - 4 * DAY, max: middle + 4 * DAY });
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0, 6, 23),
        (times, hours) => {
          const sorted = times.toSorted((a, b) => a - b);
          const windows = windowsOf(days(zone, hours), sorted);
          for (const [i, [start, end]] of windows.entries()) {
            expect(end).toBeGreaterThan(start);
            if (i > 0) expect(start).toBe(windows[i - 1]?.[1]);
            const inside = sorted.filter((at) => at >= start && at < end);
            expect(windows[i]?.[2]).toBe(inside.length);
            // Where midnight itself comes twice, a few minutes of the date before belong to the day that has begun.
            const dates = new Set(inside.map(dateOf(zone, hours)));
            if (!(zone === 'America/St_Johns' && hours === 0)) expect(dates.size).toBeLessThanOrEqual(1);
          }
          const dates = new Set(sorted.map(dateOf(zone, hours)));
          if (zone !== 'America/St_Johns')
            expect(windows.filter(([, , hits]) => hits > 0).length).toBeLessThanOrEqual(dates.size);
          expect(windows.reduce((sum, [, , hits]) => sum + hits, 0)).toBe(sorted.length);
        },
      ),
      { numRuns: runs(40) },
    );
  });

  test.each(CHANGES)('walk the same on and back: %s %s', (zone, day) => {
    const middle = Date.parse(`${day}T12:00:00Z`);
    const slides = slidesOf({ size: DAY, every: DAY, alignTo: 0, offsets: offsetsOf(zone) });
    for (let time = middle - 3 * DAY; time < middle + 3 * DAY; time += HOUR / 2) {
      const start = slides.startOf(time);
      const end = slides.on(start, 1);
      expect(start <= time && time < end).toBe(true);
      expect(slides.startOf(start)).toBe(start);
      expect(slides.startOf(end - 1)).toBe(start);
      expect(slides.on(end, -1)).toBe(start);
      expect(slides.on(slides.on(start, -3), 3)).toBe(start);
    }
    expect([slides.startOf(Infinity), slides.on(Infinity, -2), slides.on(-Infinity, 1)]).toEqual([
      Infinity,
      Infinity,
      -Infinity,
    ]);
  });

  test('say a gap of years in one row, and count it', () => {
    const rows = [Date.parse('2020-01-01T00:00:00Z'), Date.parse('2024-01-01T00:00:00Z')];
    const windows = stepChunks(days('Europe/Berlin'), [chunkOf(rows.map((time) => ({ time }))), END]).flatMap(
      ({ rows: all }) => all,
    );
    const said = windows.reduce((sum, row) => sum + (row.windows ?? 1), 0);
    expect(said).toBe(4 * 365 + 1 + 1);
  });

  test('refuse what is no whole number of days, and early rows', () => {
    const offsets = zoneOffsets('Europe/Berlin');
    const measures = { hits: count<Row>() };
    expect(() => tumbling({ size: '1h', offsets, measures })).toThrow('whole days');
    expect(() => tumbling({ size: '1d', early: '1h', offsets, measures })).toThrow('shown early');
    expect(() => tumbling({ size: '1d', offsets: [], measures })).toThrow('offsets must be in order');
    expect(() => zoneOffsets('Europe/Nowhere')).toThrow('no time zone');
  });

  describe.each([
    ['tumbling', DAY, DAY],
    ['sliding', 3 * DAY, DAY],
  ])('%s', (_, size, every) => {
    const middle = Date.parse('2024-10-27T12:00:00Z');
    const row = fc.record({
      time: fc.integer({ min: middle - 3 * DAY, max: middle + 3 * DAY }),
      host: fc.constantFrom('a', 'b'),
    });
    const operator = sliding({
      size,
      every,
      by: ['host'],
      offsets: zoneOffsets('Europe/Berlin'),
      measures: { hits: count<{ time: number; host: string }>() },
    });
    for (const { name, check } of operatorLaws(operator, row, { lateness: 7 * HOUR, runs: runs(60) }))
      test(name, check);
  });
});
