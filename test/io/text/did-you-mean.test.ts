import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean } from '../../../src/io/text/did-you-mean.js';

const KNOWN = [
  'lateness',
  'window',
  'where',
  'measure',
  'max_keys',
  'to',
  'from',
  'by',
  'startsWith',
  'status',
];

describe('didYouMean', () => {
  test.each([
    ['latness', 'lateness'],
    ['windows', 'window'],
    ['wehre', 'where'],
    ['maxKeys', 'max_keys'],
    ['max-keys', 'max_keys'],
    ['startswith', 'startsWith'],
    ['STATUS', 'status'],
    ['form', 'from'],
    ['ot', 'to'],
    ['x', undefined],
    ['banana', undefined],
    ['', undefined],
    ['window', undefined],
  ])('takes %j for %j', (name, meant) => {
    expect(didYouMean(name, KNOWN)).toBe(meant);
  });

  test('prefers the nearest, and of equals the first', () => {
    expect(didYouMean('statuz', ['statute', 'status'])).toBe('status');
    expect(didYouMean('cat', ['bat', 'rat'])).toBe('bat');
  });

  test('never answers with what was written, nor with what is not known', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, known) => {
        const meant = didYouMean(name, known);
        if (meant === undefined) return;
        expect(known).toContain(meant);
        expect(meant).not.toBe(name);
      }),
    );
  });

  test('forgives one slip in any longer name', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, maxLength: 20, unit: fc.constantFrom(...'abcdefgh') }),
        fc.nat(),
        (name, at) => {
          const i = at % name.length;
          expect(didYouMean(`${name.slice(0, i)}z${name.slice(i + 1)}`, [name])).toBe(name);
          expect(didYouMean(name.slice(0, i) + name.slice(i + 1), [name])).toBe(name);
        },
      ),
    );
  });

  test('does not compare names of hostile length, which would never end', () => {
    expect(didYouMean('x'.repeat(1_000_000), ['x'.repeat(999_999)])).toBe(undefined);
  });
});
