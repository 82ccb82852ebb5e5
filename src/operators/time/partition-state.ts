/** Plain data, structured-clonable where the rows are. */
export interface PartitionState<T> {
  /** The newest believed event time; -Infinity before the first row. */
  newest: number;
  /** A row from far ahead that nothing has confirmed yet. */
  held: T | undefined;
  /** Processing time of the first look that found nothing more after the last row; of this run, and not saved. */
  silentSince: number | undefined;
  ended: boolean;
  /** Event time of the oldest row that is still to come although later ones have; Infinity: none. */
  pendingSince: number;
}
