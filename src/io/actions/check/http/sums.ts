import { type Certificate, PHASES, type Phase, type Timings } from '../verdict.js';
import type { HopResult } from './hop.js';

/** Each phase over all hops; one that none of them came to is absent. */
export const sumOf = (hops: readonly Pick<HopResult, 'timings'>[]): Timings => {
  const sums: Partial<Record<Phase, number>> = {};
  for (const { timings } of hops) {
    for (const phase of PHASES) {
      const time = timings[phase];
      if (time !== undefined) sums[phase] = (sums[phase] ?? 0) + time;
    }
  }
  return sums;
};

/** The one that expires first: the last hop hides what the first one showed. */
export const leastCertificate = (hops: readonly Pick<HopResult, 'certificate'>[]): Certificate | undefined =>
  hops
    .flatMap(({ certificate }) => (certificate === undefined ? [] : [certificate]))
    .toSorted((a, b) => a.expires - b.expires)[0];
