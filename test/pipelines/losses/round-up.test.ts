import { expect, it } from 'vitest';
import { roundUp } from '../../../src/pipelines/losses/round-up.js';

const DAY = 86_400_000;

it.each([
  [1, 1000],
  [1000, 1000],
  [1001, 2000],
  [31_000, 60_000],
  [30.1 * DAY, 60 * DAY],
  [365 * DAY, 365 * DAY],
  [400.5 * DAY, 401 * DAY],
])('%d ms are rounded up to %d', (milliseconds, usual) => {
  expect(roundUp(milliseconds)).toBe(usual);
});
