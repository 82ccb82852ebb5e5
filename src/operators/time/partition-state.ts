import type { Doubt } from './doubts.js';

/** Plain data, structured-clonable where the rows are. */
export interface PartitionState<T> {
  /** The newest believed event time; -Infinity before the first row. */
  newest: number;
  /** What has come since, further ahead than the lateness, and nothing has confirmed yet; replaced, never changed. */
  doubts: readonly Doubt<T>[];
  /** How often such rows agreed and turned out to be wild, since some were last believed. */
  strikes: number;
  /** The longest silence, in event time, that was believed. */
  pause: number;
  /** Processing time of the first look that found nothing more after the last row; of this run, and not saved. */
  silentSince: number | undefined;
  ended: boolean;
  /** Event time of the oldest row that is still to come although later ones have; Infinity: none. */
  pendingSince: number;
}
