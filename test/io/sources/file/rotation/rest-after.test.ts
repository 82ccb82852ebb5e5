import { expect, it } from 'vitest';
import { restAfter } from '../../../../../src/io/sources/file/rotation/rest-after.js';

it.each([
  [0, { least: 25, most: 250 }],
  [2, { least: 25, most: 250 }],
  [10, { least: 90, most: 250 }],
  [100, { least: 400, most: 400 }],
  [2000, { least: 8000, most: 8000 }],
])('after a look of %d ms a follower that polls four times a second rests %o', (spent, rest) => {
  expect(restAfter(spent, 250)).toEqual(rest);
});

it('leaves four fifths of the time to others, however long a look takes', () => {
  for (let spent = 0; spent < 10_000; spent += 7) {
    const { least, most } = restAfter(spent, 250);
    expect(least).toBeLessThanOrEqual(most);
    expect(spent / (spent + least)).toBeLessThanOrEqual(0.2);
    expect(most).toBeGreaterThanOrEqual(250);
  }
});
