import type { AccessLogRow } from '../../../src/io/codecs/access-log/access-log-row.js';
import type { Emitted } from '../../../src/io/sinks/sink.js';
import { type AccessLogOptions, accessLog } from '../../../src/pipelines/access-log/access-log.js';
import { run } from '../../../src/pipelines/run.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { chunkOf } from '../../../src/testing/run-chunks.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';

/** 2026-05-09T16:00:00Z, the start of every window length that the tests use. */
export const MAY_9 = 1_778_342_400_000;

/** One request, so many seconds after `MAY_9`. */
export const hit = (seconds: number, more: Partial<AccessLogRow> = {}): AccessLogRow => ({
  time: MAY_9 + seconds * 1000,
  host: undefined,
  user: undefined,
  method: undefined,
  path: undefined,
  section: '/',
  protocol: undefined,
  status: 200,
  size: 0,
  referer: undefined,
  agent: undefined,
  vhost: undefined,
  duration: undefined,
  ...more,
});

/** That many requests in that second. */
export const hits = (seconds: number, n: number, more: Partial<AccessLogRow> = {}): AccessLogRow[] =>
  Array.from({ length: n }, () => hit(seconds, more));

export type Preset = Partial<Omit<AccessLogOptions, 'source' | 'to'>>;

/** Everything that the access-log monitor says of these rows. */
export const rowsOf = async (
  rows: readonly AccessLogRow[],
  options: Preset = {},
): Promise<readonly Emitted[]> => {
  const sink = memorySink();
  const source = {
    async *read() {
      yield chunkOf(rows);
    },
  };
  await run(accessLog({ ...options, source, to: [sink] }), {
    clock: virtualClock(),
    signal: new AbortController().signal,
  });
  return sink.rows;
};
