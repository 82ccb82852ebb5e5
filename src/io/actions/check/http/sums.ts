import type { Certificate, Phase, Timings } from '../verdict.js';
import type { HopResult } from './hop.js';

/** In the order in which they come. */
const PHASES: readonly Phase[] = ['dns', 'connect', 'proxy', 'tls', 'wait', 'body'];

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

/** From the first phase to the last. */
export const totalOf = (timings: Timings): number =>
  PHASES.reduce((sum, phase) => sum + (timings[phase] ?? 0), 0);

/** Where most of the time went. */
export const longestPhase = (timings: Timings): Phase | undefined => {
  const found = PHASES.filter((phase) => (timings[phase] ?? 0) > 0);
  return found.toSorted((a, b) => (timings[b] ?? 0) - (timings[a] ?? 0))[0];
};

/** The one that expires first: the last hop hides what the first one showed. */
export const leastCertificate = (hops: readonly Pick<HopResult, 'certificate'>[]): Certificate | undefined =>
  hops
    .flatMap(({ certificate }) => (certificate === undefined ? [] : [certificate]))
    .toSorted((a, b) => a.expires - b.expires)[0];
