import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../src/config/expression/expression.js';
import { parseLevel } from '../../src/config/settings/level-setting.js';
import { exactValue, wholeInRow } from '../../src/operators/exact-value.js';
import { max } from '../../src/operators/measures/extreme.js';
import { sum } from '../../src/operators/measures/sum.js';
import { bytesFor, planOf, runConfig } from '../support/run-config.js';

const TIME = '2024-05-01T12:00:00Z';
const BIG = '9007199254740993';

const runOver = async (streams: object, values: readonly string[]) => {
  const source = { file: 'in.log', format: 'jsonl', follow: false };
  const plan = planOf(JSON.stringify({ version: 1, pipelines: { p: { source, streams } } }));
  const lines = values.map((value) => `{"time":"${TIME}","id":${value}}\n`).join('');
  return runConfig(plan, bytesFor(plan, Buffer.from(lines)));
};

const valueIn = (text: string, row: object = {}): unknown => compileExpression(text).evaluate(row);

describe('whole numbers past 2^53', () => {
  test('are summed and compared to the last digit, and shown with all digits', async () => {
    const measure = { sum: 'sum(id)', min: 'min(id)', max: 'max(id)', first: 'first(id)', last: 'last(id)' };
    const run = await runOver({ s: { window: '1m', measure } }, [
      BIG,
      '9007199254740992',
      '9007199254740994',
    ]);
    expect(run.rowsOf('s')).toMatchObject([
      {
        sum: '27021597764222979',
        min: '9007199254740992',
        max: '9007199254740994',
        first: '9007199254740992',
        last: '9007199254740994',
      },
    ]);
    expect(run.warnings).toEqual([]);
  });

  test('are rounded only with a warning, said once, with the first of them', async () => {
    const measure = { p95: 'p95(id)', mean: 'mean(id)', half: 'max(id / 2)' };
    const run = await runOver({ s: { window: '1m', measure } }, ['5', BIG, BIG]);
    const said = run.warnings.filter((one) => one.includes('rounds whole numbers past 2^53'));
    expect(said).toHaveLength(3);
    for (const name of ['p95', 'mean', 'half'])
      expect(said.filter((one) => one.startsWith(`s: ${name} rounds`))).toHaveLength(1);
    expect(said[0]).toContain(`the first is "${BIG}" for id in the row of 2024-05-01T12:00:00.000Z`);
    expect(run.balance.streams[0]?.skipped).toBeUndefined();
  });

  test('rank, share and have alerts by all their digits', async () => {
    const run = await runOver(
      {
        s: {
          by: ['id'],
          window: '1m',
          measure: { most: 'max(id)' },
          top: { n: 1, by: 'most' },
          to: 'stdout',
          alerts: { large: { value: 'most', above: 9007199254740992 } },
        },
      },
      ['9007199254740992', BIG, '1'],
    );
    const rows = run.of('s').filter((row) => 'most' in row);
    expect(rows).toMatchObject([{ id: BIG, most: BIG }]);
    expect(run.outputs.filter(({ row }) => row.state === 'firing').map(({ row }) => row.key)).toEqual([
      { id: BIG },
    ]);
  });

  test('in a config are the keys that rows have', async () => {
    const source = { file: 'in.log', format: 'jsonl', follow: false };
    const text = `{"version":1,"pipelines":{"p":{"source":${JSON.stringify(source)},"streams":{"s":{"window":"1m","by":"id","keys":[${BIG}],"measure":{"n":"count()"}}}}}}`;
    const plan = planOf(text);
    const run = await runConfig(plan, bytesFor(plan, Buffer.from(`{"time":"${TIME}","id":${BIG}}\n`)));
    expect(run.rowsOf('s')).toMatchObject([{ id: BIG, n: 1 }]);
  });
});

test('a level that no double holds is refused, and one that it holds is not', () => {
  expect(() => parseLevel('9007199254740993')).toThrow('too many digits to be compared exactly');
  expect(parseLevel('9007199254740992')).toMatchObject({ unit: 'number', value: 9007199254740992 });
});

describe('an expression', () => {
  test.each<[string, unknown]>([
    ['a + 1', '9007199254740994'],
    ['a - 1', '9007199254740992'],
    ['a - 9007199254740990', 3],
    ['a * 2', '18014398509481986'],
    ['a % 10', 3],
    ['-a', '-9007199254740993'],
    ['a > 9007199254740992', true],
    ['a > 9007199254740993', false],
    ['a >= 9007199254740993', true],
    ['a < 9007199254740994', true],
    ['a == 9007199254740993', true],
    ['a == 9007199254740992', false],
    ['a == 9007199254740992.0', false],
    ['a != 9007199254740992.0', true],
    ['a in [9007199254740993]', true],
    ['a in [9007199254740992]', false],
    ['max(a, 1)', '9007199254740993'],
    ['min(a, 9007199254740994)', '9007199254740993'],
    ['abs(-a)', '9007199254740993'],
    ['int(a)', '9007199254740993'],
    ['round(a)', '9007199254740993'],
    ['string(a)', '9007199254740993'],
    ['9007199254740991 + 2', '9007199254740993'],
    ['4503599627370497 * 3', '13510798882111491'],
    ['a % 0', null],
    ['a + b', null],
    ['a + 1 - 1 == a', true],
  ])('%s is %j', (text, wanted) => {
    expect(valueIn(text, { a: BIG, b: null })).toEqual(wanted);
    expect(compileExpression(text).skips.rounded).toBeUndefined();
  });

  test.each(['a / 2', 'a * 0.5', 'double(a)', 'a + 0.5'])('%s says that it rounds', (text) => {
    const expression = compileExpression(text);
    expect(expression.evaluate({ a: BIG })).toBeTypeOf('number');
    expect(expression.skips).toMatchObject({ count: 0, rounded: { text: expect.stringContaining(BIG) } });
  });

  test('computes with whole numbers as big integers do', () => {
    const whole = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const row = { a: wholeInRow(a), b: wholeInRow(b) };
        const exact = (text: string): unknown => {
          const value = exactValue(valueIn(text, row));
          return value === undefined ? null : BigInt(value);
        };
        expect(exact('a + b')).toBe(a + b);
        expect(exact('a - b')).toBe(a - b);
        expect(exact('a * b')).toBe(a * b);
        expect(exact('a % b')).toBe(b === 0n ? null : a % b);
        expect(valueIn('a < b', row)).toBe(a < b);
        expect(valueIn('a >= b', row)).toBe(a >= b);
        expect(valueIn('a == b', row)).toBe(a === b);
      }),
    );
  });
});

test('measures are exact in whatever order rows and panes come', () => {
  const value = fc.oneof(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: -9n, max: 9n }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.nat(), (values, cut) => {
      const rows = values.map((one) => ({ v: wholeInRow(one) }));
      const shown = (measure: typeof total | typeof most): unknown => {
        const [left, right] = [measure.init() as never, measure.init() as never];
        for (const [i, row] of rows.entries()) measure.add(i < cut % rows.length ? left : right, row);
        measure.merge(left, right);
        return measure.digits?.(left) ?? measure.read(left, { size: 1, values: {} });
      };
      const total = sum<{ v: number | string }>('v');
      const most = max<{ v: number | string }>('v');
      expect(shown(total)).toEqual(wholeInRow(values.reduce((a, b) => a + b, 0n)));
      expect(shown(most)).toEqual(wholeInRow([...values].sort((a, b) => (a < b ? 1 : -1))[0] ?? 0n));
    }),
  );
});
