import { parseDuration } from '../../../../src/operators/time/parse-duration.js';
import { parseRate } from '../../../../src/operators/time/rate.js';
import type { Traffic } from '../../../../src/pipelines/access-log/generator/arrivals.js';
import { parseBurst } from '../../../../src/pipelines/access-log/generator/burst.js';

/** 2026-05-09T16:00:00Z. */
export const START = 1_778_342_400_000;

interface Asked {
  readonly seed?: number;
  readonly start?: number;
  readonly rate?: string;
  readonly for?: string;
  readonly bursts?: readonly string[];
}

/** Traffic as one would ask for it on the command line. */
export const traffic = (asked: Asked = {}): Traffic => ({
  seed: asked.seed ?? 1,
  start: asked.start ?? START,
  rate: parseRate(asked.rate ?? '50/s'),
  duration: parseDuration(asked.for ?? '1m'),
  bursts: (asked.bursts ?? []).map(parseBurst),
});
