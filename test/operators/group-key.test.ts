import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupKey, keyText, plainKey } from '../../src/operators/group-key.js';

/** Values that look alike as texts. */
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '1', ':', '\u0000', 'n', 's', '-', ''), maxLength: 4 }),
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    false,
    0,
    -0,
    1,
    Number.NaN,
    Infinity,
    'true',
    'null',
    '1',
    1n,
    10n,
  ),
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom<unknown>({ a: 1 }, [1], ['1'], '{"a":1}', '[1]'),
);

/** Whether two values are one key: null and undefined are, and 0 and -0. */
const alike = (a: unknown, b: unknown): boolean => {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    return JSON.stringify(a) === JSON.stringify(b);
  }
  return (a ?? null) === (b ?? null) || (Number.isNaN(a) && Number.isNaN(b));
};

describe('groupKey', () => {
  test('a string stands for itself', () => {
    expect(groupKey(['/api'])).toBe('/api');
    expect(keyText('')).toBe('');
  });

  test('a value and its text are two keys', () => {
    const values = [
      1,
      '1',
      true,
      'true',
      null,
      'null',
      Number.NaN,
      'NaN',
      '\u0000n1',
      '\u0000-',
      1n,
      { a: 1 },
      '{"a":1}',
    ];
    expect(new Set(values.map(keyText)).size).toBe(values.length);
  });

  test('0 and -0 are one key, and so are null and nothing', () => {
    expect(keyText(0)).toBe(keyText(-0));
    expect(keyText(null)).toBe(keyText(undefined));
  });

  test('big whole numbers are keys like others', () => {
    expect(keyText(2n ** 70n)).not.toBe(keyText(2n ** 70n + 1n));
  });

  test('fields do not run into each other', () => {
    expect(groupKey(['a', 'bc'])).not.toBe(groupKey(['ab', 'c']));
    expect(groupKey(['a', ''])).not.toBe(groupKey(['', 'a']));
    expect(groupKey(['1:a', 'b'])).not.toBe(groupKey(['1', 'a1:b']));
  });

  test('two lists have one key exactly if their values are alike', () => {
    const lists = fc.integer({ min: 1, max: 3 }).chain((n) => {
      const list = fc.array(value, { minLength: n, maxLength: n });
      return fc.tuple(list, list);
    });
    fc.assert(
      fc.property(lists, ([one, other]) => {
        const same = one.every((part, i) => alike(part, other[i]));
        expect(groupKey(one) === groupKey(other)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('plainKey', () => {
  test.each([
    ['200', 200],
    ['-5', -5],
    ['1.1', 1.1],
    ['1.10', '1.10'],
    ['007', '007'],
    ['-0', '-0'],
    ['1e3', '1e3'],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['-9007199254740992', '-9007199254740992'],
    ['', ''],
    [200, 200],
    [null, null],
  ])('of %j is %j', (value, key) => {
    expect(plainKey(value)).toBe(key);
  });
});
