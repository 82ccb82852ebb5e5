/** What is remembered of a share, so that the next run of the same process goes on with it. */
export interface SavedShare {
  readonly holder: string;
  readonly slots: readonly number[];
}

/** A run of a share. */
export interface SharesRun {
  /** Whether what is due at a time in a slot is ours, now. */
  owns(slot: number, time: number): boolean;
  /**
   * The slots that are ours, and from when on their ticks are; undefined: it was ours in the run before, and whether it still is
   * nobody knows yet. Another map whenever anything changes.
   */
  readonly held: ReadonlyMap<number, number | undefined>;
  /** Aborted when `held` changes. */
  readonly changed: AbortSignal;
  readonly saved: SavedShare;
  /** Gives back what is held. Never rejects. */
  end(): Promise<void>;
}

/** Which of the targets are ours: several processes divide them among themselves. */
export interface Shares {
  begin(saved: SavedShare | undefined): SharesRun;
}

/** Reads what a position holds of a share; undefined: nothing. */
export const savedShare = (value: unknown): SavedShare | undefined => {
  if (typeof value !== 'object' || value === null || !('holder' in value) || !('slots' in value))
    return undefined;
  const { holder, slots } = value;
  if (typeof holder !== 'string' || !Array.isArray(slots)) return undefined;
  return { holder, slots: slots.filter((slot): slot is number => typeof slot === 'number') };
};
