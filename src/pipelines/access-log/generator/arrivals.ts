import { type Random, random } from '../../../io/random.js';
import { expectedCount, type Rate } from '../../../operators/time/rate.js';
import type { Burst } from './burst.js';

/** What traffic there is: a steady rate, and bursts on top of it. Times in whole milliseconds. */
export interface Traffic {
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly duration: number;
  readonly rate: Rate;
  readonly bursts: readonly Burst[];
}

/** A random number of 10 bits: coarse enough that a slot's number plus its fraction is exact, so no arrival leaves its slot. */
const FRACTIONS = 1024;

interface Stream {
  /** Whole epoch milliseconds of the next arrival; Infinity after the last. */
  next: number;
  advance(): void;
}

/** `rate × length`, rounded, arrivals: the time is cut into as many equal slots, each with one arrival somewhere in it. */
const stream = (start: number, length: number, rate: Rate, fraction: Random): Stream => {
  const count = expectedCount(rate, length);
  let slot = 0;
  const arrivals: Stream = {
    next: 0,
    advance: () => {
      arrivals.next =
        slot >= count
          ? Number.POSITIVE_INFINITY
          : start + Math.floor(((slot + (fraction() & (FRACTIONS - 1)) / FRACTIONS) * length) / count);
      slot++;
    },
  };
  arrivals.advance();
  return arrivals;
};

/**
 * The moments of the requests in order, whole epoch milliseconds, computed each from its number, so that they do not
 * drift. Evenly spaced with jitter, not Poisson: every second of a whole rate has just its count.
 */
export function* arrivals({ seed, start, duration, rate, bursts }: Traffic): Generator<number> {
  const streams = [
    stream(start, duration, rate, random(seed, 1)),
    ...bursts.map((burst, index) =>
      stream(start + burst.offset, burst.length, burst.rate, random(seed, 2 + index)),
    ),
  ];
  for (;;) {
    const earliest = streams.reduce((least, candidate) => (candidate.next < least.next ? candidate : least));
    if (earliest.next === Number.POSITIVE_INFINITY) return;
    yield earliest.next;
    earliest.advance();
  }
}
