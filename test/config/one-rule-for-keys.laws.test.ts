import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesFor, planOf, runConfig } from '../support/run-config.js';

const TIME = '2024-05-01T12:00:00Z';

const plan = planOf(`
version: 1
pipelines:
  p:
    source: { file: in.log, format: jsonl, follow: false }
    streams:
      windows: { by: v, window: 1m, measure: { n: count(), first: first(v), last: last(v), different: distinct(v) } }
      all: { window: 1m, measure: { different: distinct(v) } }
      computed: { window: 1m, measure: { different: 'distinct(v == null ? "" : v)' } }
      sessions: { by: v, window: { session: 1m }, measure: { n: count() } }
      greatest: { by: [v, w], window: 1m, measure: { n: count() }, top: { n: 1000, by: n, per: v }, to: stdout }
      each: { by: v, alerts: { seen: { if: "true" } } }
      known: { by: v, keys: ["200", 7, "1.10"], alerts: { seen: { if: "true" } } }
`);

/** Values that are alike, and written in all the ways that a log has. */
const value = fc.oneof(
  fc.constantFrom('200', 200, '1.10', 1.1, '1.1', '007', 7, '7', '-0', '1e3', 1000, '', 'true', true, ' 7'),
  fc.constantFrom('9007199254740993', '9007199254740992', '1,024', '12%', '1.2ms', '-', 'a'),
  fc.integer({ min: -3, max: 3 }).chain((n) => fc.constantFrom<number | string>(n, String(n))),
);

const keysOf = (rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
  [...new Set(rows.map(({ v }) => JSON.stringify(v)))].sort();

test('windows, sessions, alerts on rows, top, distinct, first and last tell the same values apart, and show them so', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 12 }), async (values) => {
      const lines = values.map((v) => `${JSON.stringify({ time: TIME, v, w: 1 })}\n`).join('');
      const run = await runConfig(plan, bytesFor(plan, Buffer.from(lines)));
      const windows = run.rowsOf('windows');
      const keys = keysOf(windows);
      expect(windows).toHaveLength(keys.length);
      for (const { v, first, last, different } of windows)
        expect([first, last, different]).toEqual([v, v, 1]);
      expect(run.rowsOf('all')).toMatchObject([{ different: keys.length }]);
      expect(run.rowsOf('computed')).toMatchObject([{ different: keys.length }]);
      expect(keysOf(run.rowsOf('sessions'))).toEqual(keys);
      expect(run.rowsOf('sessions')).toHaveLength(keys.length);
      expect(keysOf(run.of('greatest'))).toEqual(keys);
      for (const stream of ['each', 'known']) {
        const fired = run.outputs.filter((one) => one.stream === stream).map(({ row }) => row);
        expect(keysOf(fired.filter(({ state }) => state === 'firing').map(({ key }) => key))).toEqual(keys);
      }
    }),
    { numRuns: 60 },
  );
});
