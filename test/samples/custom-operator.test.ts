import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

describe('the custom operator of docs/OPERATORS.md', async () => {
  // Its own test, as it is printed.
  await import('../../samples/custom-operator/in-order.test.js');

  test.each(['in-order.ts', 'in-order.test.ts'])('is printed in the docs as it is: %s', (name) => {
    const docs = readFileSync('docs/OPERATORS.md', 'utf8');
    expect(docs).toContain(readFileSync(`samples/custom-operator/${name}`, 'utf8').trim());
  });
});
