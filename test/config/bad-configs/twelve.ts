import type { ConfigCode } from '../../../src/config/diagnostic.js';

/** A config with twelve things wrong, each in a line of its own. */
export const TWELVE: { readonly text: string; readonly faults: readonly (readonly [number, ConfigCode])[] } =
  {
    text: `version: 1
listen: localhost
sinks:
  hook: { http: "\${HOOK_URL}" }
  out: { file: out.jsonl, sise: 1MB }
pipelines:
  web:
    source: { file: access.log, format: access-log, follow: yes }
    time: { lateness: 5 }
    where: staus != 404
    streams:
      traffic:
        window: { size: 2m, every: 7s }
        measure: { hits: count() }
        to: [hok]
      errors:
        by: [sektion]
        window: 5m
        measure:
          errors: count(status >= 500)
          hits: cuont()
        alerts:
          many: { value: errors, above: 5%, message: "{section}: {errors} of {hits}" }
          some: { value: hits, above: 5 }
    tests:
      - name: t
        feed: [{ rate: 20/s, for: 3m }]
        expect: { non: [{ state: firing }], many: [{ state: firing }] }
`,
    faults: [
      [2, 'bad-value'],
      [4, 'substitution'],
      [5, 'unknown-key'],
      [8, 'wrong-type'],
      [9, 'unit'],
      [10, 'unknown-field'],
      [13, 'contradiction'],
      [15, 'unknown-name'],
      [17, 'unknown-field'],
      [21, 'unknown-name'],
      [23, 'unit'],
      [28, 'unknown-name'],
    ],
  };
