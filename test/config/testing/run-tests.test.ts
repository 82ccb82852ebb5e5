import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { faultOf, resultsOf } from './kit.js';

/** The annotated example of the grammar, as far as it concerns its tests. */
const GRAMMAR = `
version: 1
sinks:
  hook: { http: "\${HOOK_URL}", headers: {}, body: { text: "{message}" }, batch: 10s, max: 20 }
  lake: { s3: "s3://bucket/prefix", format: jsonl.gz, every: 5m, size: 64MiB }
notify: [hook]
pipelines:
  example:
    use: access-log
    source: { file: [/var/log/nginx/*.log], format: access-log, start: 2m, tag: a }
    time: { lateness: 2s, idle: 10s, ahead: 1h, zone: UTC }
    where: status != 404
    derive: { slow: duration > 500 }
    streams:
      errors:
        where: method == "GET"
        by: [section]
        keys: [/api]
        max_keys: 5000
        window: { size: 5m, every: 10s }
        early: 1m
        measure:
          hits: count()
          errors: count(status >= 500)
          error_rate: "ratio(errors, hits)"
          p95: p95(duration)
        having: hits > 0
        top: { n: 10, by: hits }
        to: [lake]
        alerts:
          section-errors:
            value: error_rate
            above: 5%
            clear: 3%
            given: hits >= 50
            for: 1m
            hold: 5m
            no_data: hold
            forget: 1h
            remind: 4h
            severity: page
            message: "{section}: {error_rate:%} of {hits}"
            notify: [hook]
    rejected: [{ file: rejected.jsonl }]
    tests:
      - name: fires
        feed: [{ rate: 20/s, for: 3m, row: { status: 500 } }]
        expect: { section-errors: [{ state: firing, within: 60s..130s }] }
      - invariant: hits >= errors
        on: errors
`;

const TRAFFIC = `
version: 1
pipelines:
  web:
    source: { file: access.log, format: access-log }
    streams:
      traffic:
        window: { size: 2m, every: 1s }
        measure: { hits: count() }
        alerts: { high-traffic: { value: hits, above: 10/s, severity: page } }
      sections:
        by: [section]
        window: 10s
        measure: { hits: count(), errors: count(status >= 500), p95: p95(duration) }
        having: hits > 1
        to: [stdout]
        alerts: { errors: { value: errors, above: 5, remind: 30s } }
      each: { alerts: { gone: { if: status == 410 } } }
      bad: { from: rejected, window: 1m, measure: { n: count() }, alerts: { unparsed: { value: n, above: 1 } } }
    tests:
`;

const web = (...tests: readonly string[]): string =>
  TRAFFIC + tests.map((test) => `      - ${test}\n`).join('');
const test = (feed: string, expected: string): string =>
  web(`{ name: it, feed: [${feed}], expect: ${expected} }`);

const NORMAL = '{ rate: 20/s, for: 3m }';
const SILENCE = '{ rate: 0/s, for: 3m }';
const BAD = '{ rate: 1/s, for: 20s, row: { status: 500, path: /api/x } }';

describe('the tests of a config', () => {
  it('pass as the grammar of the language shows them, and no output is opened', async () => {
    const results = await resultsOf(GRAMMAR);
    expect(results).toEqual([
      {
        pipeline: 'example',
        test: 'fires',
        passed: true,
        milliseconds: expect.any(Number) as number,
        failures: [],
      },
      {
        pipeline: 'example',
        test: 'invariant hits >= errors on errors',
        passed: true,
        milliseconds: expect.any(Number) as number,
        rows: expect.any(Number) as number,
        failures: [],
      },
    ]);
    expect(results[1]?.rows).toBeGreaterThan(100);
  });

  it('pass when an alert fires and recovers', async () => {
    expect(
      await faultOf(test(`${NORMAL}, ${SILENCE}`, '{ high-traffic: [{ state: firing }, { state: ok }] }')),
    ).toEqual([]);
  });

  it('time transitions as counting by hand does', async () => {
    // Rows at 0, 50, 100 … ms; a window has the 120 seconds that end with the second it is named by.
    const times = Array.from({ length: 3600 }, (_, i) => i * 50);
    const hits = (second: number): number =>
      times.filter((time) => time >= (second - 119) * 1000 && time < (second + 1) * 1000).length;
    const seconds = Array.from({ length: 360 }, (_, second) => second);
    const fires = seconds.find((second) => hits(second) > 1200) ?? -1;
    const recovers = seconds.find((second) => second > fires && hits(second) < 1200) ?? -1;
    // The 1,201st row is the first of second 60.
    expect(times[1200]).toBe(60_000);
    expect(fires).toBe(60);
    const expected = (at: number, back: number): string =>
      `{ high-traffic: [{ state: firing, at: ${at}s, value: ${hits(fires)} }, { state: ok, at: ${back}s, value: ${hits(recovers)} }] }`;
    expect(await faultOf(test(`${NORMAL}, ${SILENCE}`, expected(fires, recovers)))).toEqual([]);
    expect(await faultOf(test(`${NORMAL}, ${SILENCE}`, expected(fires + 1, recovers)))).toContain(
      'high-traffic: transition 1 came at 60s, not at 61s.',
    );
    expect(await faultOf(test(`${NORMAL}, ${SILENCE}`, expected(fires, recovers - 1)))).not.toEqual([]);
  });

  it('run hours of traffic', async () => {
    const long = '{ rate: 20/s, for: 3h, row: { path: [/a/1, /b/2, /c], status: [200, 200, 500] } }';
    expect(await faultOf(test(long, '{ high-traffic: [{ state: firing }] }'))).toEqual([]);
  });
});

describe('the transitions of an alert', () => {
  it('must be all of them, in order, and what came is said with its seconds', async () => {
    expect(await faultOf(test(`${NORMAL}, ${SILENCE}`, '{ high-traffic: [] }'))).toEqual([
      'high-traffic: 2 transitions more than expected.',
      'What came:',
      '  1. at 60s: firing, value 1220',
      '  2. at 240s: ok, value 1180',
    ]);
    expect(await faultOf(test(SILENCE, '{ high-traffic: [{ state: firing }] }'))).toEqual([
      'high-traffic: { state: "firing" } was expected, and nothing came.',
      'Nothing came.',
    ]);
    const [message] = await faultOf(
      test(`${NORMAL}, ${SILENCE}`, '{ high-traffic: [{ state: ok }, { state: firing }] }'),
    );
    expect(message).toBe('high-traffic: state of transition 1 is "firing", not "ok".');
  });

  it('that only the end of the input brings about do not count, and are shown', async () => {
    expect(await faultOf(test(NORMAL, '{ high-traffic: [{ state: firing }] }'))).toEqual([]);
    expect(await faultOf(test(NORMAL, '{ high-traffic: [{ state: firing }, { state: ok }] }'))).toEqual([
      'high-traffic: { state: "ok" } was expected, and nothing more came after the first.',
      'What came:',
      '  1. at 60s: firing, value 1220',
      'After the feeds had ended, not counted:',
      '  1. at 240s: ok, value 1180',
    ]);
  });

  it('are those of all keys in order of time, and a key field is a field of the expectation', async () => {
    const two = `{ rate: 2/s, for: 20s, row: { status: 500, path: [/a, /b] } }, ${SILENCE}`;
    const expected = (first: string, second: string): string =>
      `{ errors: [${first}, ${second}, { state: ok }, { state: ok, key: { section: /b } }] }`;
    const a = '{ state: firing, section: /a }';
    const b = '{ state: firing, section: /b }';
    expect(await faultOf(test(two, expected(a, b)))).toEqual([]);
    const [message] = await faultOf(test(two, expected(b, a)));
    expect(message).toBe('errors: section of transition 1 is "/a", not "/b".');
  });

  it('leave out reminders, unless one is expected', async () => {
    const bad = '{ rate: 1/s, for: 90s, row: { status: 500 } }';
    expect(await faultOf(test(bad, '{ errors: [{ state: firing, severity: null }] }'))).toEqual([]);
    const reminded = '{ errors: [{ at: 0s }, { reminder: true, at: 30s }, { reminder: true, at: 60s }] }';
    expect(await faultOf(test(bad, reminded))).toEqual([]);
    const [message] = await faultOf(test(bad, '{ errors: [{ at: 0s }, { reminder: false }] }'));
    expect(message).toBe('errors: reminder of transition 2 is true, not false.');
  });

  it('leave out those that say where things stand at the start, unless one is expected', async () => {
    const calm = '{ rate: 1/s, for: 60s }';
    expect(await faultOf(test(calm, '{ errors: [] }'))).toEqual([]);
    expect(await faultOf(test(calm, '{ errors: [{ state: ok, initial: true }] }'))).toEqual([]);
    expect(await faultOf(test(calm, '{ errors: [{ state: ok }] }'))).toEqual([
      'errors: { state: "ok" } was expected, and nothing came.',
      'Nothing came.',
      'Left out, because the list names no initial:',
      '  1. at 10s: ok (initial), value 0 { section: "/" }',
    ]);
  });

  it('count an alert that fires in its first full window, although it is initial', async () => {
    const bad = `{ rate: 1/s, for: 10s }, { rate: 1/s, for: 20s, row: { status: 500 } }, ${SILENCE}`;
    const named = '{ errors: [{ state: firing, initial: true, at: 10s }, { state: ok, at: 30s }] }';
    expect(await faultOf(test(bad, named))).toEqual([]);
    expect(await faultOf(test(bad, '{ errors: [{ state: firing }, { state: ok }] }'))).toEqual([]);
  });
});

describe('the rows of a stream', () => {
  it('that are expected come in that order, with any others in between', async () => {
    const rows = (list: string) =>
      faultOf(test(`${BAD}, { rate: 2/s, for: 20s }`, `{ sections: [${list}] }`));
    expect(
      await rows('{ section: /api, hits: 10, errors: 10, partial: true }, { section: /, hits: 20, p95: 0 }'),
    ).toEqual([]);
    expect(await rows('{ section: /, within: 20s..20s, start: 2026-01-01T00:00:20Z }')).toEqual([]);
    expect(await rows('{ section: / }, { section: /api }')).toEqual([
      'sections: { section: "/api" } was expected, and no such row came after the 1 before it.',
      'What came:',
      '  at 30s: { section: "/", hits: 20, errors: 0, p95: 0 }',
    ]);
    expect((await rows('{ section: /api, hits: 11 }'))[0]).toContain('no such row came.');
  });

  it('are those that go out, after having', async () => {
    const once = '{ rows: [{ path: /once }, { path: /twice }, { path: /twice }] }';
    expect(await faultOf(test(once, '{ sections: [{ section: /twice, hits: 2 }] }'))).toEqual([]);
    expect((await faultOf(test(once, '{ sections: [{ section: /once }] }')))[0]).toContain('no such row');
  });

  it('may be none at all', async () => {
    expect(await faultOf(test(SILENCE, '{ sections: [] }'))).toEqual([]);
    expect(await faultOf(test(BAD, '{ sections: [] }'))).toEqual([
      'sections: no row was expected, and 2 came.',
      'First:',
      '  at 0s: { section: "/api", hits: 10, errors: 10, p95: 0, partial: true }',
      '  at 10s: { section: "/api", hits: 10, errors: 10, p95: 0 }',
    ]);
  });
});

describe('a file as a feed', () => {
  it('goes through its codec, rejected lines included', async () => {
    const path = join(await temporaryDirectory(), 'access.log');
    const line = '192.0.2.7 - - [09/May/2024:16:00:39 +0000] "GET /api/user HTTP/1.0" 503 123\n';
    await writeFile(path, `${line.repeat(7)}garbage\nmore garbage\n${line.replace('16:00:39', '16:05:39')}`);
    const expected =
      '{ errors: [{ state: firing, section: /api, value: 7 }, { state: ok }], unparsed: [{ state: firing, value: 2 }, { state: ok }] }';
    expect(await faultOf(test(`{ file: ${path} }`, expected))).toEqual([]);
    const [, ...details] = await faultOf(test(`{ file: ${path} }`, '{ unparsed: [] }'));
    expect(details.at(-1)).toBe('Turned away: malformed 2.');
  });

  it('tells what happens at its very last row', async () => {
    const path = join(await temporaryDirectory(), 'access.log');
    await writeFile(path, '192.0.2.7 - - [09/May/2024:16:00:39 +0000] "GET / HTTP/1.0" 410 0\n');
    const expected = '{ gone: [{ state: firing, initial: true, at: 0s }] }';
    expect(await faultOf(test(`{ file: ${path} }`, expected))).toEqual([]);
    expect(await faultOf(test('{ rows: [{ time: 2024-05-09T16:00:39Z, status: 410 }] }', expected))).toEqual(
      [],
    );
  });

  it('that is not there fails the test, and is pointed at', async () => {
    const [result] = await resultsOf(test(`${SILENCE}, { file: /nowhere/access.log }`, '{ unparsed: [] }'));
    expect(result?.passed).toBe(false);
    expect(result?.failures[0]?.diagnostic.message).toContain('no such file');
    expect(result?.failures[0]?.diagnostic.place?.length).toBe('{ file: /nowhere/access.log }'.length);
  });
});

describe('an invariant', () => {
  const named = '{ name: bad, feed: [{ rate: 1/s, for: 20s, row: { status: 500 } }], expect: {} }';
  const last = async (...tests: readonly string[]) => (await resultsOf(web(...tests))).at(-1);

  it('is checked in generated feeds alone where there are no other tests', async () => {
    const result = await last('{ invariant: hits >= errors, on: sections }');
    expect(result?.passed).toBe(true);
    expect(result?.rows).toBeGreaterThan(20);
  });

  it('is checked in the feeds of the other tests too', async () => {
    const result = await last(named, '{ invariant: errors == 0 || section != "/", on: sections }');
    expect(result?.failures[0]?.diagnostic.message).toBe(
      'this is not true for a row of sections, in the test "bad".',
    );
    expect(result?.failures[0]?.details).toEqual([
      '  at 0s: { section: "/", hits: 10, errors: 10, p95: 0, partial: true }',
    ]);
  });

  it('that fails in a generated feed says which, so that it can be had again', async () => {
    const text = web(named, '{ invariant: section != "/login", on: sections }');
    const [, result] = await resultsOf(text, 7);
    expect(result?.failures[0]?.diagnostic.message).toMatch(/in generated feed \d of seed 7\.$/);
    expect((await resultsOf(text, 7))[1]?.failures).toEqual(result?.failures);
  });

  it('is not true where it is null, and says what is', async () => {
    const result = await last('{ invariant: p95 < 1000000000000, on: sections }');
    const details = result?.failures[0]?.details ?? [];
    expect(details.at(-1)).toContain('write p95 == null || …');
  });

  it('passes over a run of empty windows that stands in one row', async () => {
    const long = '{ name: long, feed: [{ rate: 1/s, for: 1m }, { rate: 0/s, for: 3h }], expect: {} }';
    const result = await last(long, '{ invariant: hits >= 0, on: traffic }');
    expect(result?.failures).toEqual([]);
  });

  it('sees every row that comes out of the windows, before having', async () => {
    const result = await last('{ invariant: hits > 1, on: sections }');
    expect(result?.passed).toBe(false);
  });
});
