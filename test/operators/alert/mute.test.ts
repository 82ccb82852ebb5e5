import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alert } from '../../../src/operators/alert/alert.js';
import type { AlertOptions } from '../../../src/operators/alert/alert-options.js';
import { type MuteCalendar, mutedUntil } from '../../../src/operators/alert/mute-calendar.js';
import { operatorLaws } from '../../../src/testing/operator-laws.js';
import { at, batch, stepAll, transitionTexts } from '../kit.js';

const DAY = 86_400_000;
/** The epoch is a Thursday. */
const THURSDAY = 3 * DAY;

/** Nothing is said from second to second, on the first Thursday. */
const quiet = (...spans: readonly (readonly [from: number, to: number])[]): MuteCalendar => ({
  offsets: [[0, 0]],
  weekly: spans.map(([from, to]) => [THURSDAY + from * 1000, THURSDAY + to * 1000]),
});

interface Level {
  readonly time: number;
  readonly v: number | null;
}

const everySecond = (...values: readonly (number | null)[]): Level[] => values.map((v, i) => at(i, { v }));

const watch = (options: Partial<AlertOptions<Level>>, rows: readonly Level[], until = Infinity): string[] =>
  transitionTexts(
    stepAll(alert<Level>({ value: 'v', above: 5, mute: [quiet([2, 6])], ...options }), [batch(rows, until)]),
  );

describe('an alert in a time in which nothing is said', () => {
  test('says when that ends that it fires', () => {
    expect(watch({}, everySecond(1, 1, 1, 9, 9, 9, 9, 9))).toEqual([
      '0 no_data → ok 1 initial',
      '6 ok → firing 9',
    ]);
  });

  test('says when that ends that it has recovered', () => {
    expect(watch({}, everySecond(1, 9, 9, 1, 1, 1, 1, 9))).toEqual([
      '0 no_data → ok 1 initial',
      '1 ok → firing 9',
      '6 firing → ok 1',
      '7 ok → firing 9',
    ]);
  });

  test('says nothing of what has come and gone', () => {
    expect(watch({}, everySecond(1, 1, 1, 9, 1, 1, 1, 1))).toEqual(['0 no_data → ok 1 initial']);
    expect(watch({}, everySecond(1, 9, 1, 9, 9, 9, 9, 1))).toEqual([
      '0 no_data → ok 1 initial',
      '1 ok → firing 9',
      '7 firing → ok 1',
    ]);
  });

  test('says it at the very instant, also where no row comes then, and not before', () => {
    const rows = everySecond(1, 1, 1, 9);
    expect(watch({}, rows, 6)).toEqual(['0 no_data → ok 1 initial']);
    expect(watch({}, rows, 6.001)).toEqual(['0 no_data → ok 1 initial', '6 ok → firing 9']);
  });

  test('goes on judging: for and hold last through it', () => {
    expect(watch({ for: '4s' }, everySecond(1, 9, 9, 9, 9, 9, 9, 9))).toEqual([
      '0 no_data → ok 1 initial',
      '6 ok → firing 9',
    ]);
    expect(watch({ for: '6s' }, everySecond(1, 9, 9, 9, 9, 9, 9, 9, 9))).toEqual([
      '0 no_data → ok 1 initial',
      '7 ok → firing 9',
    ]);
    expect(
      watch({ hold: '2s', mute: [quiet([2, 9])] }, everySecond(1, 9, 9, 1, 1, 1, 1, 9, 9, 9, 9)),
    ).toEqual(['0 no_data → ok 1 initial', '1 ok → firing 9']);
  });

  test('reminds of nothing while it lasts', () => {
    const rows = everySecond(9, 9, 9, 9, 9, 9, 9, 9, 9, 9);
    expect(watch({ remind: '1s' }, rows, 9)).toEqual([
      '0 no_data → firing 9 initial',
      '1 firing → firing 9 reminder',
      '6 firing → firing 9 reminder',
      '7 firing → firing 9 reminder',
      '8 firing → firing 9 reminder',
    ]);
  });

  test('first stands where it stands when that ends', () => {
    expect(watch({ mute: [quiet([0, 3])] }, everySecond(1, 1, 1, 1))).toEqual(['3 no_data → ok 1 initial']);
    expect(watch({ mute: [quiet([0, 3])] }, everySecond(9, 9, 9, 9))).toEqual([
      '3 no_data → firing 9 initial',
    ]);
  });

  test('is not forgotten before it has said that it is well', () => {
    const rows = everySecond(9);
    expect(watch({ forget: '3s' }, rows, 20)).toEqual(['0 no_data → firing 9 initial', '6 firing → ok 9']);
  });

  test('takes several calendars for one: spans that touch are no end', () => {
    const mute = [quiet([2, 4]), quiet([4, 6])];
    expect(watch({ mute }, everySecond(1, 1, 1, 9, 9, 9, 9))).toEqual([
      '0 no_data → ok 1 initial',
      '6 ok → firing 9',
    ]);
  });

  test('that never ends says nothing, ever', () => {
    const always: MuteCalendar = { offsets: [[0, 0]], weekly: [[0, 7 * DAY]] };
    expect(mutedUntil([always], 0)).toBe(Infinity);
    expect(watch({ mute: [always] }, everySecond(1, 9, 1, 9))).toEqual([]);
  });
});

describe('the laws of an alert that is muted now and then', () => {
  const row = fc.record({
    time: fc.integer({ min: 0, max: 40_000 }),
    v: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant(null)),
  });
  for (const [name, more] of Object.entries<Partial<AlertOptions<Level>>>({
    plain: {},
    'with for and hold': { for: '2s', hold: '3s' },
    'with reminders and forgetting': { remind: '2s', forget: '7s' },
  })) {
    describe(name, () => {
      const options = { value: 'v', above: 5, mute: [quiet([3, 9], [15, 16], [20, 33])], ...more } as const;
      for (const law of operatorLaws(alert<Level>(options), row)) test(law.name, () => law.check());
    });
  }

  test('what is said outside and in between is what would have been said without: the states at every end are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 40 }), (values) => {
        const rows = everySecond(...values);
        const spoken = watch({ mute: [quiet([3, 9], [15, 16], [20, 33])] }, rows);
        const plain = watch({ mute: [] }, rows);
        const stateAt = (said: readonly string[], second: number): string | undefined =>
          said.findLast((one) => Number.parseFloat(one) <= second)?.split(' ')[3];
        for (const second of [2, 9, 14, 16, 19, 33, 40]) {
          if (second < values.length) expect(stateAt(spoken, second)).toBe(stateAt(plain, second));
        }
        for (const one of spoken) {
          const second = Number.parseFloat(one);
          expect(
            [
              [3, 9],
              [15, 16],
              [20, 33],
            ].some(([from = 0, to = 0]) => second >= from && second < to),
          ).toBe(false);
        }
      }),
    );
  });
});
