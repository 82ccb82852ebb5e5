import { describe, expect, it } from 'vitest';
import { bytesFor, planOf, runConfig } from '../support/run-config.js';
import { diagnose } from './bad-configs/diagnose.js';

const config = (by: string, keys: string): string => `version: 1
pipelines:
  p:
    source: { stdin: true, format: jsonl, follow: false }
    streams: { s: { by: ${by}, keys: ${keys}, window: 10s, measure: { n: count() }, to: [stdout] } }
`;

const keysOf = async (text: string): Promise<unknown> => {
  const plan = planOf(text);
  const line = '{"time":"2026-05-10T10:00:00Z","app":"web","host":"a"}\n';
  const { of } = await runConfig(plan, bytesFor(plan, Buffer.from(line)));
  // A key that is known has a window from the first on.
  const last = of('s').filter(({ start }) => start === Date.parse('2026-05-10T10:00:00Z'));
  return last.map(({ app, host, n }) => [app, host, n]);
};

describe('a key that is known beforehand', () => {
  it('may name its parts, in any order and spelling', async () => {
    const rows = [
      ['db', 'b', 0],
      ['web', 'a', 1],
    ];
    expect(await keysOf(config('[app, host]', '[{ host: b, app: db }]'))).toEqual(rows);
    expect(await keysOf(config('[app, host]', '[[db, b]]'))).toEqual(rows);
    expect(await keysOf(config('[App]', '[{ app: db }]'))).toMatchObject([
      ['db', undefined, 0],
      ['web', undefined, 1],
    ]);
    expect(await keysOf(config('app', '[db]'))).toMatchObject([
      ['db', undefined, 0],
      ['web', undefined, 1],
    ]);
  });

  it('of a type that rows do not have is refused', () => {
    expect(diagnose(config('status', '[5xx]').replace('jsonl', 'access-log')).text).toContain(
      'status is a number in rows: no row has this key.',
    );
  });

  it('that is written as a text is the number that rows have', async () => {
    const text = config('status', '["500", 200]').replace('jsonl', 'access-log');
    const plan = planOf(text);
    const line = '10.0.0.1 - - [10/May/2026:10:00:01 +0000] "GET /a HTTP/1.1" 500 1\n';
    const { of } = await runConfig(plan, bytesFor(plan, Buffer.from(line)));
    const last = of('s').filter(({ start }) => start === Date.parse('2026-05-10T10:00:00Z'));
    expect(last.map(({ status, n }) => [status, n])).toEqual([
      [200, 0],
      [500, 1],
    ]);
  });

  it.each([
    ['[app]', '[{ section: web }]', 'section is no part of the key: by has app.'],
    ['[app, host]', '[{ app: web }]', 'This key says nothing of host, which by has.'],
    ['[app, host]', '[{ app: web, host: a, x: 1 }]', 'x is no part of the key: by has app, host.'],
    ['[app]', '[[web, a]]', 'A key has 1 part here, as by has, and not 2.'],
    ['[app, host]', '[web]', 'A key has 2 parts here, as by has, and not 1.'],
    ['[app]', '[[{ app: web }]]', 'A part of a key is a text, a number, true or false.'],
    ['[app]', '[{ app: [web] }]', 'A part of a key is a text, a number, true or false.'],
    ['[app]', '[{}]', 'This key says nothing of app, which by has.'],
  ])('is refused where it does not fit by: %s, keys: %s', (by, keys, message) => {
    const { diagnostics } = diagnose(config(by, keys));
    expect(diagnostics.map((one) => one.message)).toEqual([message]);
  });
});
