/** One accepted input as it is kept. */
export interface JournalEntry {
  /** 1 for the first of all, then one more each; never used twice for what was said to be kept. */
  readonly sequence: number;
  /** Epoch milliseconds, as it was given. */
  readonly time: number;
  /** At most 255 one-byte characters; undefined where none was given. */
  readonly key: string | undefined;
  readonly body: Buffer;
}

/** Input that was accepted and is not yet folded: appended at one end, trimmed at the other. */
export interface Journal {
  /** Sequence of the first entry that is here; one more than `last` where none is. */
  readonly first: number;
  /** Sequence of the last entry that is kept; 0 before any. */
  readonly last: number;
  /** Time of the last entry that was ever kept here, trimmed ones included; -Infinity before any. */
  readonly lastTime: number;
  /** Bytes of all entries appended or found since it was opened, trimmed ones included. */
  readonly bytes: number;
  /** How often the disk was asked to keep entries; many appends share one. */
  readonly syncs: number;
  /**
   * Resolves with its sequence once the entry is on disk; entries are kept in the order in which they were appended.
   * Rejects with a retryable TidemarkError 'disk-full' where there is no space: nothing of it is kept, and later ones
   * may be. Rejects with 'unwritable', then and ever after, where the disk fails.
   */
  append(time: number, key: string | undefined, body: Buffer): Promise<number>;
  /** The entries after a sequence, of those that were there when it was opened. Not to be used after the first append. */
  entries(after: number): AsyncIterable<JournalEntry>;
  /**
   * Lets go of entries up to a sequence, whole files of them, so that some of them may stay. Before any goes, `before`
   * is called with the last one that will: what it throws is thrown, and nothing goes.
   */
  trim(through: number, before: (through: number) => Promise<void>): Promise<void>;
  /** Waits for what is being appended. Appending afterwards is a defect. */
  close(): Promise<void>;
}
