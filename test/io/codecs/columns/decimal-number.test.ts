import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalNumber } from '../../../../src/io/codecs/columns/decimal-number.js';

const read = (text: string): number | null => {
  const bytes = Buffer.from(`1${text}1`);
  return decimalNumber(bytes, 1, bytes.length - 1);
};

test('whole numbers of any length are the nearest that a number can hold', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (value) => {
      expect(read(String(value))).toBe(Number(value));
    }),
  );
});

test('decimals are read as JavaScript reads them', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.stringMatching(/^[0-9]{1,20}$/), (whole, fraction) => {
      expect(read(`${whole}.${fraction}`)).toBe(Number(`${whole}.${fraction}`));
    }),
  );
});

test.each(['', '-', '.5', '5.', '1e3', '0x1', '+1', ' 1', '1 ', '--1', '1.2.3', '٣', '9'.repeat(65)])(
  '%j is no number',
  (text) => expect(read(text)).toBeNull(),
);
