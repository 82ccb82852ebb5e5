import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { rowsIn, tidemark } from '../support/tidemark.js';

/** The whole access-log monitor, with a secret that is not there and a state directory that cannot be made. */
const MONITOR = `
version: 1
listen: 127.0.0.1:8080
state: /proc/tidemark
sinks: { chat: { http: "\${file:/run/secrets/chat_url}", body: { text: "{message}" }, batch: 10s, max: 20 } }
notify: [chat]
pipelines:
  web:
    source: { file: /var/log/nginx/access.log, format: access-log, start: 2m }
    time: { lateness: 2s }
    streams:
      sections:
        by: [section]
        window: 10s
        measure: { hits: count(), errors: count(status >= 500), size: sum(size), p95: p95(duration) }
        top: { n: 10, by: hits }
        to: [stdout]
      traffic:
        window: { size: 2m, every: 1s }
        measure: { hits: count() }
        alerts:
          high-traffic: { value: hits, above: 10/s, message: "High traffic generated an alert - hits = {hits}, triggered at {time}" }
      errors:
        by: [section]
        max_keys: 5000
        window: { size: 5m, every: 10s }
        measure: { hits: count(), errors: count(status >= 500), error_rate: "ratio(errors, hits)" }
        alerts:
          section-errors: { value: error_rate, above: 5%, clear: 3%, given: hits >= 50, for: 1m, severity: page }
          section-warn: { value: error_rate, above: 1%, given: hits >= 200, for: 10m, severity: warn }
      bad-lines: { from: rejected, window: 1m, measure: { n: count() }, alerts: { unparsed: { value: n, above: 100 } } }
    tests:
      - name: fires and recovers
        feed: [{ rate: 20/s, for: 3m }, { rate: 0/s, for: 3m }]
        expect: { high-traffic: [{ state: firing }, { state: ok }] }
`;

const FAILING = `
version: 1
pipelines:
  web:
    source: { file: access.log, format: access-log }
    streams:
      traffic:
        window: { size: 2m, every: 1s }
        measure: { hits: count() }
        alerts: { high-traffic: { value: hits, above: 10/s } }
    tests:
      - name: fires a second too late
        feed: [{ rate: 20/s, for: 3m }]
        expect:
          high-traffic: [{ state: firing, at: 61s }]
      - invariant: hits >= 0
        on: traffic
  quiet:
    source: { file: access.log, format: access-log }
    streams: { all: { window: 10s, measure: { hits: count() } } }
    tests:
      - { name: counts, feed: [{ rate: 1/s, for: 30s }], expect: { all: [{ hits: 10 }] } }
`;

const run = async (config: string, ...flags: readonly string[]) => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'tidemark.yaml');
  await writeFile(path, config);
  const { code, stdout, stderr } = await tidemark(['test', path, ...flags]);
  const clean = (text: string): string =>
    text
      .replaceAll(path, 'tidemark.yaml')
      .replace(/\(\d+(\.\d)? m?s/g, '(0 ms')
      .replace(/[\d,]+ rows/g, '0 rows');
  return { code, out: clean(stdout), err: clean(stderr), files: await readdir(directory) };
};

describe('tidemark test', () => {
  it('says that tests pass, without secrets and without a trace', async () => {
    expect(await run(MONITOR)).toEqual({
      code: 0,
      out: 'web (tidemark.yaml)\n  ok    fires and recovers  (0 ms)\n1 test: 1 passed (0 ms).\n',
      err: '',
      files: ['tidemark.yaml'],
    });
  });

  it('shows the expectation that failed, and what came instead, and exits with 1', async () => {
    const { code, out, err } = await run(FAILING);
    expect(out).toBe(`web (tidemark.yaml)
  FAIL  fires a second too late  (0 ms)

tidemark.yaml:15:47: error: high-traffic: the transition came at 60s, not at 61s. [test-failed]
   15 |           high-traffic: [{ state: firing, at: 61s }]
      |                                               ^^^
        What came:
          1. at 60s: firing, value 1220

  ok    invariant hits >= 0 on traffic  (0 ms, 0 rows)
quiet (tidemark.yaml)
  ok    counts  (0 ms)
3 tests: 2 passed, 1 failed (0 ms).
`);
    expect([code, err]).toEqual([1, '']);
  });

  it('tells programs the same as JSON lines', async () => {
    const { code, out } = await run(FAILING, '--json');
    expect(code).toBe(1);
    const rows = rowsIn(out);
    expect(rows.map(({ pipeline, passed }) => [pipeline, passed])).toEqual([
      ['web', false],
      ['web', true],
      ['quiet', true],
    ]);
    expect(rows[0]).toMatchObject({
      test: 'fires a second too late',
      failures: [
        {
          file: 'tidemark.yaml',
          line: 15,
          column: 47,
          message: 'high-traffic: the transition came at 60s, not at 61s.',
          details: ['What came:', '  1. at 60s: firing, value 1220'],
        },
      ],
    });
  });

  it('runs the tests of the pipelines that are named, and knows the names', async () => {
    expect(await run(FAILING, '--only', 'quiet')).toMatchObject({ code: 0, err: '' });
    expect(await run(FAILING, '--only', 'quite')).toMatchObject({
      code: 2,
      err: 'tidemark: --only: there is no pipeline "quite"; there are web, quiet.\n',
    });
  });

  it('takes settings from the command line, which tests are then run with', async () => {
    const flag = 'pipelines.web.streams.traffic.alerts.high-traffic.above=30/s';
    const { code, out } = await run(MONITOR, '--set', flag);
    expect(code).toBe(1);
    expect(out).toContain('{ state: "firing" } was expected, and nothing came.');
  });

  it('says so where there are no tests, which is no failure', async () => {
    const { code, out, err } = await run(FAILING.replaceAll(/ {4}tests:(\n {6}.*)+/g, ''));
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('there are no tests in tidemark.yaml.');
  });

  it('refuses a config with errors, those of tests included', async () => {
    const { code, err } = await run(FAILING.replace('high-traffic: [{', 'high-trafic: [{'));
    expect(code).toBe(78);
    expect(err).toContain('did you mean "high-traffic"?');
  });

  it('refuses a seed that is none', async () => {
    expect(await run(FAILING, '--seed', 'x')).toMatchObject({ code: 2 });
  });
});
