export interface EventTimeLimits {
  readonly lateness: number;
  readonly idle: number;
  readonly ahead: number;
  readonly step: number;
}

export interface PartitionState<T> {
  /** The newest believed event time; -Infinity before the first row. */
  newest: number;
  /** A row from far ahead that nothing has confirmed yet. */
  held: T | undefined;
  /** Processing time of the first look that found nothing more after the last row. */
  silentSince: number | undefined;
  ended: boolean;
}

/** Plain data, structured-clonable where the rows are. */
export interface EventTimeState<T> {
  readonly partitions: Map<string, PartitionState<T>>;
  watermark: number;
  /** What the watermark would be if silence did not count; never past it. */
  rowWatermark: number;
  /** The latest processing time that the source has told in this run. */
  now: number | undefined;
}

export function partitionOf<T>(state: EventTimeState<T>, name: string | undefined): PartitionState<T> {
  const key = name ?? '';
  let partition = state.partitions.get(key);
  if (partition === undefined) {
    partition = { newest: -Infinity, held: undefined, silentSince: undefined, ended: false };
    state.partitions.set(key, partition);
  }
  return partition;
}

/** The least over the partitions that are neither idle nor ended; where all are silent, time goes on without rows. */
export function watermarkOf<T>(state: EventTimeState<T>, limits: EventTimeLimits): number {
  const { lateness, idle, step } = limits;
  let least = Infinity;
  let newest = -Infinity;
  let shortestSilence = Infinity;
  for (const partition of state.partitions.values()) {
    const silence = silenceOf(partition, state.now);
    // Ended ones count here: the rows that they had just now are rows, and time must not run ahead of them.
    newest = Math.max(newest, partition.newest);
    shortestSilence = Math.min(shortestSilence, silence);
    if (!partition.ended && silence < idle) least = Math.min(least, partition.newest);
  }
  if (least !== Infinity) return inSteps(least - lateness, step);
  if (newest === -Infinity) return -Infinity;
  return inSteps(newest - lateness + Math.max(0, shortestSilence - idle), step);
}

/** What the watermark would be if silence did not count. */
export function rowWatermarkOf<T>(state: EventTimeState<T>, limits: EventTimeLimits): number {
  let least = Infinity;
  let newest = -Infinity;
  for (const partition of state.partitions.values()) {
    newest = Math.max(newest, partition.newest);
    if (!partition.ended) least = Math.min(least, partition.newest);
  }
  return inSteps((least === Infinity ? newest : least) - limits.lateness, limits.step);
}

export const inSteps = (time: number, step: number): number => Math.floor(time / step) * step;

/** A partition whose silence has not been seen by any look is not silent, however short `idle` is. */
const silenceOf = <T>(partition: PartitionState<T>, now: number | undefined): number =>
  now === undefined || partition.silentSince === undefined ? -Infinity : now - partition.silentSince;
