import { describe, expect, test } from 'vitest';
import { bytesFor, planOf, runConfig } from '../support/run-config.js';

const LOG = Buffer.from(
  Array.from(
    { length: 4 },
    (_, i) => `10.0.0.1 - - [10/May/2026:10:00:0${i} +0000] "GET /a HTTP/1.1" 200 ${i} "-" "x" 0.${i}00\n`,
  ).join(''),
);
const config = (derive: string, measure: string, more = ''): string => `version: 1
pipelines:
  web:
    source: { stdin: true, format: access-log, follow: false }
    derive: ${derive}
    ${more}
    streams: { s: { window: 10s, measure: { v: "${measure}" }, to: [stdout] } }
`;

const measured = async (text: string): Promise<unknown> => {
  const plan = planOf(text);
  const { of } = await runConfig(plan, bytesFor(plan, LOG));
  return of('s')[0]?.v;
};

describe('a derived field', () => {
  test('may take the place of the field that it is made of', async () => {
    expect(await measured(config('{ duration: duration / 1000 }', 'max(duration)'))).toBe(0.3);
  });

  test('may be made of those before it, and is there for the condition of all streams', async () => {
    const text = config('{ double: size * 2, more: double + 1 }', 'sum(more)', 'where: more > 1');
    expect(await measured(text)).toBe(3 + 5 + 7);
  });

  test('asks the codec for the fields of the log that it is made of, and for no others', () => {
    const [plan] = planOf(config('{ duration: duration / 1000, d: duration + size }', 'max(d)')).pipelines;
    expect(plan?.needs).toEqual(['duration', 'size']);
  });
});

describe('an alert', () => {
  test('may be called to, beside an output of its stream', () => {
    const text = `version: 1
pipelines:
  web:
    source: { stdin: true, format: access-log }
    streams:
      s:
        window: 10s
        measure: { n: count() }
        having: n > 0
        to: [stdout]
        alerts: { to: { value: n, above: 1 } }
`;
    const names = planOf(text).pipelines[0]?.streams.map(({ name }) => name);
    expect(names).toEqual(['s', 's/(to)', 's/to']);
  });
});
