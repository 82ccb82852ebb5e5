import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNoText, largeWhole, numberInText } from '../../src/operators/number-in-text.js';

test.each([
  ['157', 157],
  ['007', 7],
  [' 12 ', 12],
  ['-1.5e3', -1500],
  ['+2', 2],
  ['.5', 0.5],
  ['1,024', 1024],
  ['-12,345,678.5', -12_345_678.5],
  ['1.2ms', 1.2],
  ['350µs', 0.35],
  ['2s', 2000],
  ['0.29s', 290],
  ['1m30s', 90_000],
  ['1h2m3.5s', 3_723_500],
  ['-1m30s', -90_000],
  ['250ns', 0.00025],
  ['7us', 0.007],
  ['3m', 180_000],
  ['2h', 7_200_000],
  ['1.5d', 129_600_000],
  ['3MiB', 3 * 1024 ** 2],
  ['2GB', 2e9],
  ['1TiB', 1024 ** 4],
  ['1PB', 1e15],
  ['512B', 512],
  ['1.5kB', 1500],
  ['4KiB', 4096],
  ['2 MB', 2_000_000],
  ['12%', 0.12],
  ['0.000, 4.004', 4.004],
  ['3.001 : 0.002', 3.003],
  ['-, 0.5', 0.5],
  ['0.1, 0.2', 0.3],
])('%j is %d', (text, number) => {
  expect(numberInText(text)).toBe(number);
});

test.each([
  ...['', '-', 'abc', '1,5', '0,123', '1,02', '12,34,567', '1.024,5', '4K', '5M', '0x10', '1e999', 'NaN'],
  ...[
    'Infinity',
    '502, 200',
    '10.0.0.1',
    '2024-05-01',
    '1 2',
    '--1',
    '1.2.3',
    '5x',
    '-, -',
    'true',
    '1s1s x',
  ],
])('%j is no number', (text) => {
  expect(numberInText(text)).toBeUndefined();
});

test('every finite number is read out of its own text, and of that with commas', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), (real, whole) => {
      expect(numberInText(String(real))).toBe(real + 0);
      expect(numberInText(String(whole).replace(/\B(?=(?:\d{3})+$)/g, ','))).toBe(whole);
    }),
  );
});

test('what says that there is nothing', () => {
  expect(['', ' ', '-', ' - ', '-, -', '- : -'].map(isNoText)).toEqual([true, true, true, true, true, true]);
  expect(['--', '-1', '0', 'x'].map(isNoText)).toEqual([false, false, false, false]);
  // What is long is no gap, whatever it is made of.
  expect(isNoText(' '.repeat(300))).toBe(false);
});

test('what a double cannot tell from its neighbours is a large whole number', () => {
  expect(largeWhole('9007199254740993')).toBe(9_007_199_254_740_993n);
  expect(largeWhole('-9,007,199,254,740,993')).toBe(-9_007_199_254_740_993n);
  for (const text of ['9007199254740991', '1', '9007199254740993.5', 'x'.repeat(20)])
    expect(largeWhole(text)).toBeUndefined();
});
