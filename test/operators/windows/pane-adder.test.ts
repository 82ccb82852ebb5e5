import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, distinct, first, last, mean, p95, sum } from '../../../src/operators/measures/index.js';
import type { Measure } from '../../../src/operators/measures/measure.js';
import { windowsOperator } from '../../../src/operators/windows/windows-operator.js';

interface Row {
  readonly time: number;
  readonly key: string;
  readonly status: number | null;
}

const deciding = (test: (status: number | null) => boolean) =>
  count<Row>(Object.assign(({ status }: Row) => test(status), { decidedBy: 'status' }));

const measures = {
  hits: count<Row>(),
  bad: deciding((status) => status !== null && status >= 400),
  none: deciding((status) => status === null),
  sum: sum<Row>('status'),
  mean: mean<Row>('status'),
  p95: p95<Row>('status'),
  keys: distinct<Row>('key'),
  first: first<Row, 'status'>('status'),
  last: last<Row, 'status'>('status'),
};

/** The same, given one row at a time. */
const oneByOne = Object.fromEntries(
  Object.entries<Measure<Row>>(measures).map(([name, { addAll: _, tallied: __, ...measure }]) => [
    name,
    measure as Measure<Row>,
  ]),
);

const row = fc.record({
  // Long runs in one pane, which are what is added at once.
  time: fc.oneof(
    { arbitrary: fc.constant(15), weight: 40 },
    { arbitrary: fc.integer({ max: 30, min: 0 }), weight: 1 },
  ),
  key: fc.constantFrom('a', 'b', 'c'),
  status: fc.oneof(fc.constantFrom(200, 404, 500, 0.5, null), fc.integer({ min: -3, max: 2000 })),
});
const batches = fc.array(
  fc.record({
    rows: fc.array(row, { maxLength: 120, size: 'max' }),
    watermark: fc.integer({ min: 0, max: 20 }),
  }),
  { maxLength: 5 },
);

test.each([[[]], [['key']], [['key', 'status']]] as const)(
  'windows by %j say the same whether they are given many rows at once or each by itself',
  (by) => {
    fc.assert(
      fc.property(batches, (given) => {
        const [fast, slow] = [measures, oneByOne].map((these) => {
          const { machine } = windowsOperator<Row>('tumbling', { size: 10, every: 10, by, measures: these });
          const state = machine.init();
          return [...given, { rows: [], watermark: Infinity }].map((batch) =>
            JSON.stringify(machine.step(state, { ...batch, rejected: [] })),
          );
        });
        expect(fast).toEqual(slow);
      }),
    );
  },
);
