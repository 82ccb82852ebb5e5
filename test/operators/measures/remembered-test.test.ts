import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CountState, count } from '../../../src/operators/measures/count.js';
import { FieldTally } from '../../../src/operators/measures/field-tally.js';
import type { RowTest } from '../../../src/operators/measures/remembered-test.js';

interface Row {
  readonly status: unknown;
}

const holds = ({ status }: Row): boolean =>
  status === null || status === 'yes' || (typeof status === 'number' && (status < 100 || status >= 1023));

const deciding = (test: (row: Row) => boolean): RowTest<Row> =>
  Object.assign((row: Row) => test(row), { decidedBy: 'status' });

const anyStatus = fc.oneof(
  fc.integer({ min: -2, max: 1030 }),
  fc.constantFrom(0, -0, 1, 99, 100, 99.5, 1022, 1023, 1023.5, 1024, 2 ** 32, 2 ** 32 + 100, -(2 ** 32)),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, null, undefined, 'yes', '200', true, 200n),
);

test('a count by a field that decides is the count without, row by row, all at once and by a tally', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyStatus)), (batches) => {
      const plain = count(holds);
      const remembering = count(deciding(holds));
      const tally = new FieldTally<Row>('status');
      const wanted = plain.init();
      const [one, all, tallied]: CountState[] = [plain.init(), plain.init(), plain.init()];
      for (const statuses of batches) {
        const rows = statuses.map((status) => ({ status }));
        for (const row of rows) plain.add(wanted, row);
        for (const row of rows) remembering.add(one as CountState, row);
        remembering.addAll?.(all as CountState, rows, 0, rows.length);
        tally.take(rows, 0, rows.length);
        remembering.tallied?.add(tallied as CountState, tally);
        expect([one, all, tallied]).toEqual([wanted, wanted, wanted]);
      }
    }),
  );
});

test('each number is asked about once', () => {
  const asked: unknown[] = [];
  const measure = count(
    deciding((row) => {
      asked.push(row.status);
      return holds(row);
    }),
  );
  const rows = [200, 404, 200, 404, 200].map((status) => ({ status }));
  measure.addAll?.(measure.init(), rows, 0, rows.length);
  for (const row of rows) measure.add(measure.init(), row);
  expect(asked).toEqual([200, 404]);
});

test('a count of all rows, or by a plain function, asks of each row', () => {
  expect(count().tallied).toBeUndefined();
  expect(count(holds).tallied).toBeUndefined();
});
