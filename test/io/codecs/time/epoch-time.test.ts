import { expect, test } from 'vitest';
import { guessedEpochMs } from '../../../../src/io/codecs/time/epoch-time.js';

test('the unit of a count since 1970 is told by its magnitude, to the very number', () => {
  expect(guessedEpochMs(1e8 - 1)).toBeNaN();
  expect(guessedEpochMs(1e8)).toBe(1e11);
  expect(guessedEpochMs(1e11 - 1)).toBe(1e14 - 1000);
  expect(guessedEpochMs(1e11)).toBe(1e11);
  expect(guessedEpochMs(1e14)).toBe(1e11);
  expect(guessedEpochMs(5e16)).toBe(5e13);
  expect(guessedEpochMs(1e17)).toBe(1e11);
  expect(guessedEpochMs(-1e8)).toBe(-1e11);
});
