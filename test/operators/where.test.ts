import { describe, expect, test } from 'vitest';
import { where } from '../../src/operators/where.js';
import { at, batch, rejectedOf, rowsOf, stepAll } from './kit.js';
import { operatorCases } from './operator-cases.js';

interface Hit {
  readonly time: number;
  readonly status: number;
}

const hit = (second: number, status: number): Hit => at(second, { status });
const errors = where<Hit>(({ status }) => status >= 500);

describe('where', () => {
  operatorCases({
    operator: errors,
    inputs: [batch([hit(1, 500), hit(2, 200)], 3), batch([hit(4, 200), hit(5, 503)], 6)],
    show: ({ rows }) => rows.map(({ status }) => status),
    outputs: [[[500]], [[503]]],
  });

  test('lets rows pass in their order, as the very objects that came', () => {
    const rows = [hit(2, 500), hit(1, 200), hit(1, 502)];
    const [out] = stepAll(errors, [batch(rows, 3)]);
    expect(out?.rows).toEqual([rows[0], rows[2]]);
    expect(out?.rows[0]).toBe(rows[0]);
  });

  test('hands on watermarks, what silence did to them, and what was rejected before', () => {
    const before = { reason: 'malformed', offset: 7 } as const;
    const [out] = stepAll(errors, [batch([hit(1, 200)], 3, { rowWatermark: 2000, rejected: [before] })]);
    expect(out).toEqual({ rows: [], watermark: 3000, rowWatermark: 2000, rejected: [before] });
  });

  test('callback throws: the row leaves as `expression` with the words of the error, and the stream goes on', () => {
    const picky = where<Hit>(({ status }) => {
      if (status === 0) throw new RangeError('no such status');
      return status >= 500;
    });
    const before = { reason: 'malformed' } as const;
    const out = stepAll(picky, [batch([hit(1, 500), hit(2, 0), hit(3, 500)], 4, { rejected: [before] })]);
    expect(rowsOf(out)).toEqual([hit(1, 500), hit(3, 500)]);
    expect(rejectedOf(out)).toEqual([
      before,
      { reason: 'expression', time: 2000, detail: 'RangeError: no such status' },
    ]);
  });

  test('accounts for every row: passed, filtered or failed', () => {
    const { machine } = where<Hit>(({ status }) => {
      if (status === 0) throw new Error('bad');
      return status >= 500;
    });
    const state = machine.init();
    machine.step(state, batch([hit(1, 500), hit(1, 0), hit(1, 200)], 2));
    machine.step(state, batch([hit(2, 200), hit(2, 200)], 3));
    expect(machine.balance?.(state)).toEqual({ counted: 1, filtered: 3, rejected: 1 });
  });
});
