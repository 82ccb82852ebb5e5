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
    newest = Math.max(newest, partition.newest);
    if (partition.ended) continue;
    const silence = silenceOf(partition, state.now);
    shortestSilence = Math.min(shortestSilence, silence);
    if (silence < idle) least = Math.min(least, partition.newest);
  }
  if (shortestSilence === Infinity) return state.watermark;
  const time = least === Infinity ? newest - lateness + (shortestSilence - idle) : least - lateness;
  return Math.floor(time / step) * step;
}

/** What the watermark would be if silence did not count. */
export function rowWatermarkOf<T>(state: EventTimeState<T>, limits: EventTimeLimits): number {
  let least = Infinity;
  for (const partition of state.partitions.values()) {
    if (!partition.ended) least = Math.min(least, partition.newest);
  }
  if (least === Infinity) return state.watermark;
  return Math.floor((least - limits.lateness) / limits.step) * limits.step;
}

const silenceOf = <T>(partition: PartitionState<T>, now: number | undefined): number =>
  now === undefined || partition.silentSince === undefined ? 0 : now - partition.silentSince;
