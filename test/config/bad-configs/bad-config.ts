import type { ConfigCode } from '../../../src/config/diagnostic.js';

/** A config with one thing wrong, and what must be said about it. */
export interface BadConfig {
  /** What is wrong, as a sentence about the config. */
  readonly what: string;
  /** The whole text. ⟦ and ⟧ stand around what the caret must underline, and are taken out before the text is read. */
  readonly text: string;
  readonly code: ConfigCode;
  /** A part of the message. */
  readonly message: string;
  /** A part of the suggestion; absent where nothing better can be said. */
  readonly suggestion?: string;
  readonly severity?: 'warning';
  readonly environment?: Readonly<Record<string, string>>;
  /** Settings from the command line, as `--set` has them. */
  readonly set?: readonly string[];
}

/** A config with these streams, in the braces of a flow map. */
export const streams = (inside: string): string => `version: 1
pipelines:
  web:
    source: { file: access.log, format: access-log }
    streams:
      ${inside}
`;

/** A config with one windowed stream and this alert on it. */
export const alert = (inside: string): string =>
  streams(`s:
        by: [section]
        window: { size: 2m, every: 1s }
        measure:
          hits: count()
          bytes: sum(size)
          p95: p95(duration)
          rate: rate()
          share: "ratio(hits, hits)"
          path: first(path)
        alerts:
          a: ${inside}`);

/** A config with this measure. */
export const measure = (inside: string): string =>
  streams(`s: { window: 10s, to: [stdout], measure: { hits: count(), m: ${inside} } }`);

/** A config with this source. */
export const source = (inside: string): string => `version: 1
pipelines:
  web:
    source: ${inside}
    streams: { s: { window: 10s, measure: { hits: count() }, to: [stdout] } }
`;

/** A config whose rows go to this output. */
export const sink = (inside: string): string => `version: 1
sinks: ${inside}
pipelines:
  web:
    source: { file: access.log, format: access-log }
    streams: { s: { window: 10s, measure: { hits: count() }, to: [out] } }
`;

/** A config with these tests. */
export const tests = (inside: string): string => `version: 1
pipelines:
  web:
    source: { file: access.log, format: access-log }
    streams: { s: { window: 1m, measure: { hits: count() }, alerts: { busy: { value: hits, above: 100 } } } }
    tests:
      - ${inside}
`;
