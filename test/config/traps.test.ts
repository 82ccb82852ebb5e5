import { describe, expect, it } from 'vitest';
import { diagnose } from './bad-configs/diagnose.js';

const config = (trap: string): string => `version: 1
sinks: { hook: { http: "http://127.0.0.1:9/x" } }
pipelines:
  p:
    source: { file: a.log, format: access-log }
    streams:
      ${trap}
      t: { windw: 2m, measure: { n: count() }, to: [hook] }
`;

describe('behind a YAML trap', () => {
  it.each([
    's: { window: 2m, measure: { p: percentile(duration, 95), n: count() }, to: [stdout] }',
    's: { window: 2m, measure: { n: count() }, to: [{ http: ${URL} }] }',
    's: { window: 2m, measure: { n: count() }, to: [stdout], where: !status == 200 }',
    's: { window: 2m, measure: { n: count() }, to: *hook }',
    's: { window: 2m, measure: { n: count() }, alerts: { a: { value: n, above: 1, message: {n} is much } } }',
    's: { window: 2m, measure: { n: count() }, alerts: { a: { value: n, above: 1, message: much: {n} } } }',
    's: { window: 2m, measure: { n: count() }, alerts: { a: { value: n, above: 1, message: see #ops } } }',
    's: { window: 2m, measure: { n: count() }, alerts: { a: { value: n, above: 1, message: @all } } }',
  ])('the rest is still checked: %s', (trap) => {
    const { diagnostics, plans } = diagnose(config(trap));
    expect(diagnostics.map(({ code, place }) => [code, place?.line])).toEqual([
      ['yaml-trap', 7],
      ['unknown-key', 8],
    ]);
    expect(plans).toEqual([]);
  });

  it('other traps are said too, and nothing of what they held', () => {
    const text = config(
      's: { window: 2m, measure: { p: percentile(duration, 95) }, to: *hook, where: %status }',
    );
    expect(diagnose(text).diagnostics.map(({ code }) => code)).toEqual([
      'yaml-trap',
      'yaml-trap',
      'yaml-trap',
      'unknown-key',
    ]);
  });

  it('a text that cannot be read even so has the fault of its form alone', () => {
    const { diagnostics } = diagnose('version: 1\npipelines: { p: { use: access-log\n');
    expect(diagnostics.map(({ code }) => code)).toEqual(['syntax']);
  });
});
