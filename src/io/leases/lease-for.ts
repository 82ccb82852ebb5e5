/** Milliseconds. */
const LONGEST = 15_000;
const SHORTEST = 1000;

/**
 * How long a lease holds: half of the shortest interval. With what it takes to see that one is over, its targets are then
 * checked by another process within two of their intervals.
 */
export const leaseFor = (targets: readonly { readonly every: number }[]): number =>
  targets.reduce((least, { every }) => Math.max(SHORTEST, Math.min(least, every / 2)), LONGEST);
