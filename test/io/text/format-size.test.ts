import { expect, it } from 'vitest';
import { formatSize } from '../../../src/io/text/format-size.js';

it.each([
  [0, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1234, '1.2 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [1e9, '1.0 GB'],
  [2.5e12, '2.5 TB'],
  [1e15, '1.0 PB'],
  [999.94e15, '999.9 PB'],
  [999.95e15, '1.0 EB'],
  [1e18, '1.0 EB'],
  [1e21, '1000.0 EB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
