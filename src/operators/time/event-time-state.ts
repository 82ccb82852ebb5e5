import type { Leap } from './first-and-last.js';
import type { Partitions } from './partitions.js';

export interface EventTimeLimits {
  readonly lateness: number;
  readonly idle: number;
  readonly ahead: number;
  readonly confirm: number;
  readonly step: number;
}

export interface EventTimeState<T> {
  readonly partitions: Partitions<T>;
  watermark: number;
  /** What the watermark would be if silence did not count; never past it. */
  rowWatermark: number;
  /** The latest processing time that the source has told in this run. */
  now: number | undefined;
  /** Where time has leapt at an end in this run, and nothing but a few rows beside each other says so; not saved. */
  leap: Leap | undefined;
}

/** Nothing tells a leap of time from wrong clocks that agree: whoever reads the numbers must be told. */
export function noteLeap<T>(state: EventTimeState<T>, leap: Leap): void {
  state.leap = { ...(state.leap ?? leap), rows: (state.leap?.rows ?? 0) + leap.rows };
}

/**
 * The least over the partitions that are neither idle nor ended; where all are silent, time goes on without rows. What is
 * still to come holds it back all the same, in idle and ended partitions too.
 */
export function watermarkOf<T>({ partitions, now }: EventTimeState<T>, limits: EventTimeLimits): number {
  const { lateness, idle, step } = limits;
  const pending = inSteps(partitions.leastPending, step);
  // Where no look has ever found nothing more, nobody is silent.
  const least = now === undefined ? partitions.leastOpen : leastAwake(partitions, now, idle);
  if (least !== Infinity) return Math.min(pending, inSteps(least - lateness, step));
  if (partitions.newest === -Infinity) return -Infinity;
  const silence = Math.max(0, shortestSilence(partitions, now) - idle);
  return Math.min(pending, inSteps(partitions.newest - lateness + silence, step));
}

/** What the watermark would be if silence did not count. */
export function rowWatermarkOf<T>({ partitions }: EventTimeState<T>, limits: EventTimeLimits): number {
  const { lateness, step } = limits;
  const least = partitions.leastOpen;
  const reached = inSteps((least === Infinity ? partitions.newest : least) - lateness, step);
  return Math.min(reached, inSteps(partitions.leastPending, step));
}

export const inSteps = (time: number, step: number): number => Math.floor(time / step) * step;

function leastAwake<T>(partitions: Partitions<T>, now: number, idle: number): number {
  let least = Infinity;
  for (const { ended, newest, silentSince } of partitions.values()) {
    if (!ended && silenceOf(silentSince, now) < idle) least = Math.min(least, newest);
  }
  return least;
}

function shortestSilence<T>(partitions: Partitions<T>, now: number | undefined): number {
  // Ended ones count, in sum: the rows that they had just now are rows, and time must not run ahead of them.
  const { past } = partitions;
  let shortest = past.newest === -Infinity ? Infinity : silenceOf(past.silentSince, now);
  for (const { ended, silentSince } of partitions.values()) {
    if (!ended) shortest = Math.min(shortest, silenceOf(silentSince, now));
  }
  return shortest;
}

/** A partition whose silence has not been seen by any look is not silent, however short `idle` is. */
const silenceOf = (silentSince: number | undefined, now: number | undefined): number =>
  now === undefined || silentSince === undefined ? -Infinity : now - silentSince;
