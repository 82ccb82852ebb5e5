import fc from 'fast-check';
import { operatorLaws, runOnce } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { inOrder } from './in-order.js';

const row = fc.record({ time: fc.integer({ min: 0, max: 20_000 }), n: fc.nat() });
for (const law of operatorLaws(inOrder<{ time: number; n: number }>(), row)) {
  test(law.name, () => law.check());
}

test('puts rows in order of their time', () => {
  const rows = [3, 1, 2].map((time) => ({ time }));
  expect(runOnce(inOrder(), rows)).toEqual([{ time: 1 }, { time: 2 }, { time: 3 }]);
});
