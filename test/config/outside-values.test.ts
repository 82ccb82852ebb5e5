import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { diagnose } from './bad-configs/diagnose.js';

/** Has something of every shape that messages quote pieces of. */
const SECRET = '5hunter2/s "xyzzy"';

const configWith = (value: string): readonly string[] => [
  `{ window: 10s, measure: { n: count() }, alerts: { a: { value: n, above: ${value} } } }`,
  `{ window: 10s, measure: { n: count() }, alerts: { a: { value: n, above: 1, for: ${value} } } }`,
  `{ window: 10s, measure: { n: count() }, alerts: { a: { value: n, above: 1, no_data: ${value} } } }`,
  `{ window: 10s, measure: { n: count() }, alerts: { a: { value: ${value}, above: 1 } } }`,
  `{ window: 10s, measure: { n: count() }, alerts: { a: { if: ${value} } } }`,
  `{ window: 10s, measure: { n: count() }, to: [${value}] }`,
  `{ window: 10s, measure: { n: count() }, to: { http: ${value} } }`,
  `{ window: 10s, measure: { n: count() }, to: { http: "https://a.example", headers: { "X-A": "${value.slice(1, -1)}\\0" } } }`,
  `{ window: 10s, measure: { n: count() }, to: { file: a, size: ${value} } }`,
  `{ window: 10s, measure: { n: ${value} }, to: [stdout] }`,
  `{ window: ${value}, measure: { n: count() }, to: [stdout] }`,
  `{ where: ${value}, to: [stdout] }`,
  `{ by: ${value}, window: 10s, measure: { n: count() }, to: [stdout] }`,
  `{ by: ${value}, window: 10s, measure: { n: sum(nothing) }, to: [stdout] }`,
  `{ from: ${value}, to: [stdout] }`,
];

const config = (stream: string): string => `version: 1
pipelines:
  web:
    source: { file: a.log, format: access-log }
    streams: { s: ${stream} }
`;

const PIECES = ['5hunter2', 'hunter', 'xyzzy', SECRET];

const expectNothingOf = (found: ReturnType<typeof diagnose>): void => {
  expect(found.errors).toBeGreaterThan(0);
  for (const piece of PIECES) {
    expect(found.text).not.toContain(piece);
    // What check --json prints.
    expect(JSON.stringify(found.diagnostics)).not.toContain(piece);
  }
};

describe('a value from outside', () => {
  it.each(configWith('"${SECRET}"').map((stream) => [stream]))('is in no diagnostic of %s', (stream) => {
    expectNothingOf(diagnose(config(stream), { environment: { SECRET } }));
  });

  it('from a file is in no diagnostic either', async () => {
    const path = join(await temporaryDirectory(), 'secret');
    await writeFile(path, `${SECRET}\n`);
    for (const stream of configWith(`"\${file:${path}}"`)) expectNothingOf(diagnose(config(stream)));
  });

  it('is a number in the settings of a format too, where one is wanted there', () => {
    const text = config('{ window: 10s, measure: { n: count() }, to: [stdout] }').replace(
      'access-log }',
      '{ lines: { year: "${YEAR}" } } }',
    );
    expect(diagnose(text, { environment: { YEAR: '2026' } }).errors).toBe(0);
    expect(diagnose(text, { environment: { YEAR: 'this one' } }).errors).toBe(1);
    expect(diagnose(text, { offline: true }).errors).toBe(0);
  });

  it('is called by its variable', () => {
    const [stream = ''] = configWith('"${SECRET}"');
    const { diagnostics } = diagnose(config(stream), { environment: { SECRET: 'abc' } });
    expect(diagnostics).toMatchObject([
      {
        message: expect.stringContaining('The value of ${SECRET} does not fit here. A level is wanted here'),
      },
    ]);
  });

  it('is a number or a flag where one is wanted', () => {
    const text = config(
      '{ window: 10s, by: [host], max_keys: "${MANY}", measure: { n: count() }, to: { stdout: "${FLAG}" } }',
    );
    expect(diagnose(text, { environment: { MANY: '500', FLAG: 'true' } }).text).toBe('');
  });

  it('that is longer than any secret, or no file, is refused', async () => {
    const directory = await temporaryDirectory();
    const text = config(`{ window: 10s, measure: { n: count() }, to: { http: "\${file:${directory}}" } }`);
    expect(diagnose(text).diagnostics).toMatchObject([
      { code: 'substitution', message: expect.stringContaining('no regular file') },
    ]);
  });
});

describe('check --offline', () => {
  it.each(
    configWith('"${SECRET}"')
      .filter((stream) => !stream.includes('nothing'))
      .map((stream) => [stream]),
  )('says nothing of %s, whose variable nobody has set', (stream) => {
    expect(diagnose(config(stream), { offline: true }).text).toBe('');
  });

  it('says nothing of whole sources, keys and files that are not there', () => {
    const text = `version: 1
listen: "\${LISTEN}"
state: "\${file:/nowhere/at/all}"
sinks: { hook: { http: "\${HOOK}", timeout: "\${TIMEOUT}", headers: { Authorization: "Bearer \${TOKEN}" }, body: { text: "{n:\${F}}" } } }
pipelines:
  web:
    source: { file: "\${LOG}", format: "\${FORMAT}", start: "\${START}" }
    time: { lateness: "\${LATENESS}", zone: "\${ZONE}" }
    derive: { a: "\${A}" }
    where: "\${WHERE}"
    streams:
      s: { window: { size: "\${SIZE}", every: "\${EVERY}" }, measure: { n: count() }, to: [hook], top: { n: "\${N}", by: n } }
      t: { from: s, window: 1h, measure: { m: max(n) }, alerts: { a: { value: m, above: "\${X}", clear: "\${Y}" } } }
    tests:
      - { name: t, feed: [{ rate: "\${RATE}", for: "\${FOR}" }], expect: { a: [{ state: firing }] } }
`;
    expect(diagnose(text, { offline: true }).text).toBe('');
  });

  it('still says what is wrong with everything else', () => {
    const text = config('{ window: 10s, measure: { n: count() }, to: [{ http: "${HOOK}", tmeout: 5s }] }');
    expect(diagnose(text, { offline: true }).diagnostics).toMatchObject([
      { code: 'unknown-key', suggestion: 'did you mean "timeout"?' },
    ]);
  });
});
