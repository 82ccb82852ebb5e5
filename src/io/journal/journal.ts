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

/** An entry that is to be kept, and is told what becomes of it: one of the two, once. */
export interface Appending extends Omit<JournalEntry, 'sequence'> {
  /** It is on disk. */
  kept(sequence: number): void;
  /**
   * Nothing of it is kept: a retryable TidemarkError 'disk-full' where there is no space, and later ones may be kept;
   * 'unwritable', then and ever after, where the disk fails.
   */
  failed(error: unknown): void;
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
   * Takes an entry. Entries are kept in the order in which they were appended, and told in that order, in a later turn.
   * No promise for each: they come by the ten thousand a second.
   */
  append(entry: Appending): void;
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
