import fc from 'fast-check';
import { describe, test } from 'vitest';
import { alert } from '../../../src/operators/alert/alert.js';
import { compose } from '../../../src/operators/compose.js';
import { derive } from '../../../src/operators/derive.js';
import {
  count,
  first,
  last,
  max,
  mean,
  min,
  rate,
  ratio,
  sum,
} from '../../../src/operators/measures/index.js';
import type { Operator } from '../../../src/operators/operator.js';
import { share } from '../../../src/operators/share.js';
import { top } from '../../../src/operators/top.js';
import { where } from '../../../src/operators/where.js';
import { sliding } from '../../../src/operators/windows/sliding.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { operatorLaws } from '../../../src/testing/operator-laws.js';

interface Hit {
  readonly time: number;
  readonly path: string;
  readonly size: number;
  readonly status: number;
}

/** Times near each other, with some far off, before 1970, without a time, and from the future. */
const hit: fc.Arbitrary<Hit> = fc.record({
  time: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: -20_000, max: 40_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -2_000_000, max: 2_000_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity) },
  ),
  path: fc.constantFrom('/a', '/b', '/c', '/', '\u0000-'),
  size: fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
  status: fc.constantFrom(200, 304, 404, 500),
});

const measures = {
  hits: count<Hit>(),
  errors: count<Hit>((row) => row.status >= 500),
  bytes: sum<Hit>('size'),
  least: min<Hit>('size'),
  most: max<Hit>('size'),
  average: mean<Hit>('size'),
  rate: rate<Hit>(),
  error_rate: ratio('errors', 'hits'),
  opened: first<Hit, 'path'>('path'),
  ended: last<Hit, 'path'>('path'),
};

const operators = {
  where: where<Hit>((row) => row.status < 500),
  derive: derive((row: Hit) => ({ slow: row.size > 1000 })),
  tumbling: tumbling({ size: '10s', measures }),
  'tumbling by path': tumbling({ size: '5s', by: ['path'], measures }),
  'tumbling by two fields, known keys': tumbling({
    size: '5s',
    by: ['path', 'status'],
    keys: [['/a', 200]],
    measures,
    alignTo: 1234,
  }),
  sliding: sliding({ size: '12s', every: '3s', measures }),
  'sliding by path': sliding({ size: '10s', every: '1s', by: ['path'], measures }),
  'top of rows without windows': top<Hit>({ by: 'size', n: 2, per: ['path'] }),
  'share of rows without windows': share<Hit, 'part'>({ of: 'status', as: 'part' }),
  'top of sections': compose(
    tumbling({ size: '10s', by: ['path'], measures: { hits: count<Hit>() } }),
    share({ of: 'hits', as: 'share' }),
    top({ by: 'hits', n: 2 }),
  ),
  'windows of windows': compose(
    tumbling({ size: '2s', measures: { hits: count<Hit>() } }),
    sliding({ size: '10s', every: '5s', measures: { most: max('hits') } }),
  ),
  'alert on a sliding count': compose(
    sliding({ size: '4s', every: '1s', measures: { hits: count<Hit>() } }),
    alert({ value: 'hits', above: 3 }),
  ),
  'alert by key with spans and reminders': compose(
    tumbling({ size: '2s', by: ['path'], measures }),
    alert({
      value: 'error_rate',
      above: 0.2,
      clear: 0.1,
      for: '2x',
      hold: '3x',
      remind: '5s',
      forget: '30s',
    }),
  ),
  'alert on rows': alert<Hit>({ if: (row) => row.status >= 500, by: ['path'], for: '2x', hold: '2s' }),
  'alert on absence': alert<Hit>({ absent: '4s', by: ['path'], keys: ['/a'] }),
};

/** Keys known beforehand stand from the first watermark on, which the first row decides: where that falls is up to the order. */
const EXCEPT = new Map([
  [
    'tumbling by two fields, known keys',
    [
      'rows shuffled within the lateness change nothing',
      'any interleaving of partitions gives the same outputs',
    ],
  ],
  // Equal ones stay in the order in which they came.
  [
    'top of rows without windows',
    [
      'rows shuffled within the lateness change nothing',
      'any interleaving of partitions gives the same outputs',
    ],
  ],
  [
    'alert on absence',
    [
      'rows shuffled within the lateness change nothing',
      'any interleaving of partitions gives the same outputs',
    ],
  ],
]);

for (const [name, operator] of Object.entries<Operator<Hit, unknown>>(operators)) {
  describe(name, () => {
    for (const law of operatorLaws(operator, hit)) {
      if (EXCEPT.get(name)?.includes(law.name) === true) continue;
      test(law.name, () => law.check());
    }
  });
}
