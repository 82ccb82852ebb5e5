import { parseRate } from '../../operators/time/rate.js';
import type { AccessLogLine } from '../../pipelines/access-log/generator/access-log-lines.js';
import { accessLogLines } from '../../pipelines/access-log/generator/access-log-lines.js';
import { parseBurst } from '../../pipelines/access-log/generator/burst.js';

/** Each round is quiet, then has a burst, and is quiet again for long enough that the alert recovers; milliseconds. */
export const ROUND = 36_000;
export const RATE = '4/s';
export const BURST = '40/s:12s@8s';

/** The log of a made-up site from `start` on, for `duration` milliseconds. */
export function* demoLines(start: number, duration: number): Generator<AccessLogLine> {
  const burst = parseBurst(BURST);
  const rounds = Array.from({ length: Math.ceil(duration / ROUND) }, (_, round) => round * ROUND);
  const bursts = rounds.map((offset) => ({ ...burst, offset: offset + burst.offset }));
  for (const line of accessLogLines({ seed: 1, start, duration, rate: parseRate(RATE), bursts })) {
    if (line.time >= start + duration) return;
    yield line;
  }
}
