import { about } from '../../io/codecs/fields/about.js';
import type { FieldAbout } from '../../io/codecs/fields/field-about.js';

/** What a probe found, as it is sent to the logs API and kept; all of it but its time is as it was sent. */
export interface ProbeResult {
  /** When the probe began, in epoch milliseconds. */
  readonly time: number;
  readonly monitor: string;
  readonly probe: string;
  readonly test_id: string;
  readonly status: 'success' | 'fail';
  /** Milliseconds; null: it failed before there was any. */
  readonly latency_ms: number | null;
  /** What went wrong; at most `LONGEST_ERROR` characters, and then how many there were. */
  readonly error: string | null;
  /** What the service calls the request in its own log. */
  readonly request_id: string | null;
}

export const RESULT_FIELDS = [
  'time',
  'monitor',
  'probe',
  'test_id',
  'status',
  'latency_ms',
  'error',
  'request_id',
] as const satisfies readonly (keyof ProbeResult)[];

/** Names are written on every line, and are what a result is known by: longer ones are refused, not cut. */
export const LONGEST = { monitor: 128, probe: 64, test_id: 128, request_id: 256 } as const;
export const LONGEST_ERROR = 1000;

/**
 * A result as a row. Its time is when it came, which never goes back: so an old one is as good as any other; `tested` is when the
 * probe began, in epoch milliseconds.
 */
export type ResultRow = Omit<ProbeResult, 'time' | 'latency_ms'> & {
  readonly time: number;
  readonly tested: number;
  /** Milliseconds. */
  readonly latency: number | null;
};

export const RESULT_ABOUT: readonly FieldAbout[] = [
  about.number('tested', 'when the probe began, in milliseconds since 1970; time is when its result came'),
  about.text('monitor', 'who has sent it'),
  about.text('probe', 'which of its probes it is of'),
  about.text('test_id', 'of this one test'),
  about.text('status', 'success or fail'),
  about.duration('latency', 'how long it took; absent where it failed before there was any'),
  about.text('error', 'what went wrong'),
  about.text('request_id', 'what the service calls the request in its own log'),
];

// Field by field: copies of what is left of an object take several times as long.
export const rowOf = (result: ProbeResult, time: number): ResultRow => ({
  time,
  tested: result.time,
  monitor: result.monitor,
  probe: result.probe,
  test_id: result.test_id,
  status: result.status,
  latency: result.latency_ms,
  error: result.error,
  request_id: result.request_id,
});
