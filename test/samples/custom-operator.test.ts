import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { operatorLaws, runOnce } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { inOrder } from '../../samples/custom-operator/in-order.js';

describe('the custom operator of docs/OPERATORS.md', () => {
  const row = fc.record({ time: fc.integer({ min: 0, max: 20_000 }), n: fc.nat() });
  for (const law of operatorLaws(inOrder<{ time: number; n: number }>(), row)) {
    test(law.name, () => law.check());
  }

  test('puts rows in order of their time', () => {
    const rows = [3, 1, 2].map((time) => ({ time }));
    expect(runOnce(inOrder(), rows)).toEqual([{ time: 1 }, { time: 2 }, { time: 3 }]);
  });

  test('is printed in the docs as it is', () => {
    const docs = readFileSync('docs/OPERATORS.md', 'utf8');
    expect(docs).toContain(readFileSync('samples/custom-operator/in-order.ts', 'utf8').trim());
  });
});
