import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFor, faultsOf, planOf, runConfig } from '../support/run-config.js';
import { MAY_9 } from './ready-made/hits.js';

const GOOD = { code: 200, a: 1, b: 2, on: true, user: 'ann' };

/** JSON lines a second apart. */
const linesOf = (...rows: readonly object[]): Buffer =>
  Buffer.from(rows.map((row, i) => `${JSON.stringify({ time: MAY_9 + i * 1000, ...row })}\n`).join(''));

const planWith = (pipeline: object) =>
  planOf(
    JSON.stringify({
      version: 1,
      pipelines: { p: { source: { file: 'in.jsonl', format: 'jsonl', follow: false }, ...pipeline } },
    }),
  );

const said = async (pipeline: object, ...rows: readonly object[]) => {
  const plan = planWith(pipeline);
  const result = await runConfig(plan, bytesFor(plan, linesOf(...rows)));
  expect(faultsOf(result.balance)).toEqual([]);
  return result;
};

const windowOf = (measure: Readonly<Record<string, string>>, more: object = {}) => ({
  streams: { s: { window: '10s', measure, ...more } },
});

describe('an expression that has no answer on a row', () => {
  it.each([
    ['count(code < 600)', { code: 'abc' }, 2],
    ['rate(code < 600)', { code: [] }, 0.2],
    ['count(on)', { on: 'yes' }, 2],
    ['count(!on)', { on: 3 }, 1],
    ['sum(a + b)', { a: 'x', b: 2 }, 6],
    ['p95(a * 2)', { a: true }, 2],
    ['max(-a)', { a: 'x' }, -1],
    ['distinct(user + "!")', { user: 7 }, 1],
    ['count(user.startsWith("a"))', { user: 7 }, 2],
    ['sum(a)', { a: 'x' }, 2],
  ])('costs the row %s alone, and is counted and said', async (call, bad, value) => {
    const { rowsOf, balance, warnings } = await said(
      windowOf({ all: 'count()', m: call }),
      GOOD,
      { ...GOOD, ...bad },
      GOOD,
    );
    expect(rowsOf('s')).toMatchObject([{ all: 3, m: value }]);
    expect(balance.streams).toMatchObject([
      { name: 's', rows: 3, counted: 3, rejected: {}, skipped: { m: 1 } },
    ]);
    const [[, sample]] = Object.entries(bad) as [[string, unknown]];
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^s: m cannot read all rows: the first is /);
    expect(warnings[0]).toContain(JSON.stringify(sample));
    expect(warnings[0]).toContain(new Date(MAY_9 + 1000).toISOString());
  });

  it('is counted for each measure that cannot read it', async () => {
    const { rowsOf, balance } = await said(
      windowOf({ all: 'count()', x: 'count(code < 600)', y: 'sum(a + b)', z: 'count(on)' }),
      { code: 'abc', a: 'x', b: 1, on: 'yes' },
      GOOD,
    );
    expect(rowsOf('s')).toMatchObject([{ all: 2, x: 1, y: 3, z: 1 }]);
    expect(balance.streams).toMatchObject([{ rows: 2, counted: 2, skipped: { x: 1, y: 1, z: 1 } }]);
  });

  it('is not counted where there is nothing to read', async () => {
    const { balance, warnings } = await said(
      windowOf({ x: 'count(code < 600)', y: 'sum(a)', z: 'p95(a * 2)' }),
      {},
      { code: null, a: null },
      { code: '-', a: '' },
    );
    expect(balance.streams).toMatchObject([{ rows: 3, counted: 3 }]);
    expect(balance.streams[0]?.skipped).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it.each([
    ['where', { where: 'code < 600' }, { counted: 2, filtered: 1, skipped: { where: 1 } }, 2],
    ['derive', { derive: { ok: 'code < 600' } }, { counted: 3, skipped: { ok: 1 } }, 3],
    [
      'several derived fields',
      { derive: { sum: 'a + b', less: 'sum - code', ok: 'less < 600' } },
      { counted: 3, skipped: { less: 1 } },
      3,
    ],
  ])('costs %s of the pipeline that row alone', async (_, settings, expected, n) => {
    const streams = { one: { window: '10s', measure: { n: 'count()' } }, two: { alerts: {} } };
    const { rowsOf, balance } = await said({ ...settings, streams }, GOOD, { ...GOOD, code: 'abc' }, GOOD);
    expect(rowsOf('one')).toMatchObject([{ n }]);
    expect(balance.streams).toMatchObject([
      { name: 'rows', rows: 3, rejected: {}, ...expected },
      { name: 'one', rows: n, counted: n },
      { name: 'two', rows: n, counted: n },
    ]);
  });

  it('leaves the row out in where of a stream, and of no other', async () => {
    const window = { window: '10s', measure: { n: 'count()' } };
    const { rowsOf, balance } = await said(
      { streams: { strict: { where: 'code < 600', ...window }, all: window } },
      GOOD,
      { ...GOOD, code: 'abc' },
      { ...GOOD, code: 700 },
    );
    expect([...rowsOf('strict'), ...rowsOf('all')].map(({ n }) => n)).toEqual([1, 3]);
    expect(balance.streams).toMatchObject([
      { name: 'strict', rows: 3, counted: 1, filtered: 2, rejected: {}, skipped: { where: 1 } },
      { name: 'all', rows: 3, counted: 3, rejected: {} },
    ]);
  });

  it.each([
    ['if', { if: 'code >= 500' }],
    ['given', { value: 'a', above: 0, given: 'code >= 500' }],
  ])('is false in %s of an alert on rows', async (key, alert) => {
    const { of, balance } = await said(
      { streams: { s: { by: ['user'], alerts: { failed: alert } } } },
      { ...GOOD, code: 503 },
      { ...GOOD, code: 'abc' },
      { ...GOOD, code: 200, a: -1 },
    );
    expect(of('s')[0]).toMatchObject({ state: 'firing', key: { user: 'ann' } });
    expect(balance.streams).toMatchObject([
      { name: 's', rows: 3 },
      { name: 's/failed', rows: 3, counted: 3, rejected: {}, skipped: { [`failed ${key}`]: 1 } },
    ]);
  });

  it('is no value for a level; a number in a text is one', async () => {
    const { of, balance } = await said(
      { streams: { s: { alerts: { high: { value: 'a', above: 3 } } } } },
      { a: '2' },
      { a: 'x' },
      { a: '4.5' },
    );
    expect(of('s').filter(({ initial }) => initial !== true)).toMatchObject([
      { state: 'firing', value: 4.5 },
    ]);
    expect(balance.streams).toMatchObject([{ name: 's' }, { name: 's/high', skipped: { high: 1 } }]);
  });

  it('never ends a run, whatever rows hold', async () => {
    const plan = planOf(`
version: 1
pipelines:
  p:
    source: { file: in.jsonl, format: jsonl, follow: false }
    derive: { total: a + b, slow: code > 10 || on }
    where: code != 3
    streams:
      windows:
        by: [user]
        max_keys: 5
        window: 10s
        measure: { n: count(slow), s: sum(total), p: p95(a), d: distinct(b), f: first(user), l: last(code), r: "ratio(n, s)" }
        having: f != "x" && s > 0
        top: { n: 2, by: l }
        to: [stdout]
        alerts:
          odd: { if: l > 5, message: "{user} {f:%} {l:duration} {p:size} {r:time}" }
          level: { value: l, above: 5, given: f > "a", message: "{l} {user:time}" }
      each:
        by: [user]
        where: a < 100
        to: [stdout]
        alerts:
          failed: { if: code >= 500, message: "{code:%} {a:duration} {b} {user:size}" }
          high: { value: a, above: 3, for: 2x }
          silent: { absent: 5s }
      sessions: { by: [user, on], window: { session: 5s, max: 20s }, measure: { n: count(on), x: max(a * b) }, to: [stdout] }
      again: { from: windows, where: l > 1, window: 1m, measure: { m: max(l), u: distinct(user), c: count(f == user) }, to: [stdout] }
`);
    const value = fc.oneof(
      fc.constantFrom(
        'abc',
        '',
        'x',
        true,
        false,
        null,
        [],
        {},
        [1, 'a'],
        { a: { b: 1 } },
        '__proto__',
        1e308,
        -0,
        600,
        3,
      ),
      fc.integer({ min: -5, max: 10 }),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const names = fc.constantFrom('a', 'b', 'code', 'on', 'user', '__proto__', 'constructor', 'total');
    const row = fc
      .array(fc.tuple(names, value), { maxLength: 8 })
      .map((entries) => Object.fromEntries(entries));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 25 }), async (rows) => {
        const { balance } = await runConfig(plan, bytesFor(plan, linesOf(...rows)));
        expect(faultsOf(balance)).toEqual([]);
        expect(balance.lines).toBe(rows.length);
      }),
      { numRuns: 150 },
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
