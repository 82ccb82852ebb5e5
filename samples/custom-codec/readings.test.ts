import { codecLaws } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { readings } from './readings.js';

const bytes = Buffer.from(
  '2026-05-09T16:02:50Z kitchen 21.5\r\n\nyesterday kitchen 21\n2026-05-09T16:02:51Z köök x\n1970-01-01 hall -3',
);
for (const law of codecLaws(readings, [{ name: 'good lines and bad ones', bytes }])) {
  test(law.name, () => law.check());
}

test('reads a line, and says what is wrong with one that is none', () => {
  const { rows, rejected } = readings().decoder('all').decode(bytes);
  expect(rows).toEqual([{ time: Date.UTC(2026, 4, 9, 16, 2, 50), room: 'kitchen', celsius: 21.5 }]);
  expect(rejected.map(({ detail }) => detail)).toEqual(['"yesterday" is no time', '"x" is no temperature']);
});
