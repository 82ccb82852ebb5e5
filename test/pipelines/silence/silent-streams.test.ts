import { describe, expect, it } from 'vitest';
import { run } from '../../../src/pipelines/run.js';
import { SilentStreams } from '../../../src/pipelines/silence/silent-streams.js';
import { bytesFor, planOf, specOf } from '../../support/run-config.js';

/** Two minutes of rows that have `code`, `level` and `size`. */
const LOG = Array.from(
  { length: 120 },
  (_, i) =>
    `${JSON.stringify({ time: new Date(1_700_000_000_000 + 1000 * i), code: 500, level: 'info', size: 1 })}\n`,
).join('');

const saidOf = async (stream: string, log = LOG): Promise<readonly string[]> => {
  const plan = planOf(
    `version: 1\npipelines: { p: { source: { stdin: true, format: jsonl }, streams: { s: ${stream} } } }`,
  );
  const warnings: string[] = [];
  await run(specOf(plan, { source: bytesFor(plan, Buffer.from(log)) }), {
    reads: plan.pipelines[0]?.reads ?? [],
    onWarning: (message) => warnings.push(message),
  });
  return warnings;
};

const windowed = (measure: string, alert: string, more = ''): string =>
  `{ ${more} window: 10s, measure: { n: count(), m: '${measure}' }, alerts: { a: { ${alert} } } }`;

describe('an alert that judges nothing is said', () => {
  it.each([
    [
      'a condition on a field that no row has',
      windowed('count(status >= 500)', 'value: m, above: 0'),
      'status',
    ],
    [
      'a measure of a field that no row has',
      windowed('percentile(latency, 99)', 'value: m, above: 5'),
      'latency',
    ],
    [
      'a ratio of such a measure',
      `{ window: 10s, measure: { n: count(), e: count(status >= 500), r: 'ratio(e, n)' }, alerts: { a: { value: r, above: 5% } } }`,
      'status',
    ],
    ['a condition on such a measure', windowed('count(status >= 500)', "if: 'm > 5 && n > 1'"), 'status'],
    ['a filter on such a field', windowed('sum(size)', 'value: m, above: 5', "where: app == 'x',"), 'app'],
    ['a row without windows', `{ alerts: { a: { value: latency, above: 5 } } }`, 'latency'],
  ])('%s', async (_, stream, field) => {
    expect(await saidOf(stream)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^The alert s/a judges nothing: none of the 120 rows looked at has ${field}, which .* reads\\.`,
        ),
      ),
    ]);
  });

  it('a measure that stays null, though the field is there', async () => {
    const log = LOG.replaceAll('"size":1', '"size":"big"');
    const said = await saidOf(windowed('p95(size)', 'value: m, above: 5'), log);
    expect(said).toContain('The alert s/a judges nothing: m has had no value in any window so far.');
  });
});

describe('nothing is said of an alert', () => {
  it.each([
    ['whose fields some row has', windowed('count(code >= 500)', 'value: m, above: 1000')],
    [
      'to which one of several fields is enough',
      windowed('count(status >= 500 || code >= 500)', 'value: m, above: 1000'),
    ],
    ['that fires where there is nothing', windowed('p95(latency)', 'value: m, above: 5, no_data: fire')],
    ['that is about absence', windowed('count(status >= 500)', 'absent: 1h')],
    [
      'of which only a message reads what is not there',
      windowed('count(status >= 500)', 'value: n, above: 1000'),
    ],
  ])('%s', async (_, stream) => {
    expect(await saidOf(stream)).toEqual([]);
  });

  it('while nothing has come', async () => {
    expect(await saidOf(windowed('count(status >= 500)', 'value: m, above: 0'), '')).toEqual([]);
  });
});

it('is said once, after the first three windows', () => {
  const warnings: string[] = [];
  const groups = [{ name: 'm', fields: ['status'], any: false }];
  const silent = new SilentStreams([{ stream: 's', alert: 'a', groups, value: 'm' }], (text) =>
    warnings.push(text),
  );
  for (let end = 1; end <= 5; end++) {
    silent.came([{ time: end, code: 1 }]);
    silent.made('s', [{ end, m: 0 }]);
    silent.look();
    expect(warnings).toHaveLength(end < 3 ? 0 : 1);
  }
});

describe('a stream whose rows miss what it reads is said', () => {
  it.each([
    ['a sum', '{ window: 10s, measure: { m: sum(sise) }, to: [stdout] }', 'sise, which m reads'],
    ['a key', '{ by: [aap], window: 10s, measure: { m: count() }, to: [stdout] }', 'aap, which by reads'],
    ['a filter', '{ where: stauts > 1, to: [stdout] }', 'stauts, which where reads'],
  ])('%s', async (_, stream, field) => {
    expect(await saidOf(stream)).toEqual([
      expect.stringContaining(`The stream s misses a field: none of the 120 rows looked at has ${field}.`),
    ]);
  });

  it('but not of a field that may be missing, or that some rows have', async () => {
    expect(await saidOf('{ where: size > 0 || has(sise), to: [stdout] }')).toEqual([]);
    expect(await saidOf('{ window: 10s, measure: { m: sum(size) }, to: [stdout] }')).toEqual([]);
  });
});

describe('a duration that is empty for want of its unit', () => {
  const line = '192.0.2.1 - - [07/Feb/2020:11:48:51 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8" 15\n';
  const warningsOf = async (stream: string): Promise<readonly string[]> => {
    const plan = planOf(
      `version: 1\npipelines: { p: { source: { stdin: true, format: access-log }, streams: { s: ${stream} } } }`,
    );
    const warnings: string[] = [];
    await run(specOf(plan, { source: bytesFor(plan, Buffer.from(line.repeat(20))) }), {
      reads: plan.pipelines[0]?.reads ?? [],
      onWarning: (message) => warnings.push(message),
    });
    return warnings.filter((one) => /misses a field|judges nothing/.test(one));
  };

  it('is no field that a stream misses: the decoder has said why', async () => {
    expect(await warningsOf('{ window: 10s, measure: { m: p95(duration) } }')).toEqual([]);
  });

  it('still is one that no row has where there is none, and where an alert judges it', async () => {
    expect(
      await warningsOf(
        '{ window: 10s, measure: { m: p95(duration) }, alerts: { a: { value: m, above: 1s } } }',
      ),
    ).toHaveLength(1);
  });
});
