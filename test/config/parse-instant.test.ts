import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../src/config/parse-instant.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';

describe('parseInstant', () => {
  test.each([
    ['2019-02-07T21:11:00Z', 1_549_573_860_000],
    ['2019-02-07T21:11:00', 1_549_573_860_000],
    ['2019-02-07 21:11', 1_549_573_860_000],
    ['2019-02-07T22:11:00.250+01:00', 1_549_573_860_250],
    ['2019-02-07', 1_549_497_600_000],
    ['1549573860', 1_549_573_860_000],
    ['1549573860.25', 1_549_573_860_250],
    ['1549573860000', undefined],
    ['20190207', undefined],
    ['2019', undefined],
    ['2019-13-01', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('reads %j as %s, UTC where no zone is written; undefined means refused', (text, time) => {
    if (time === undefined) expect(() => parseInstant(text)).toThrow(TidemarkError);
    else expect(parseInstant(text)).toBe(time);
  });

  test('names the seconds that a number of milliseconds probably meant', () => {
    expect(() => parseInstant('1549573860000')).toThrow('epoch seconds, for example 1549573860, or');
  });
});
