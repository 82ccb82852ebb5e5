/** What is known of keys, read from a file: of each the values of some columns, in the order in which they were asked for. */
export interface LookupTable {
  /** Undefined where nothing is known of the key. */
  find(key: string): readonly unknown[] | undefined;
  /** How many keys or networks there are; undefined where nobody counts. */
  readonly size?: number;
}

/** Reads all of a file as a table. Throws a TidemarkError, or whatever a library throws, where it is none. */
export type ReadTable = (bytes: Buffer, columns: readonly string[]) => LookupTable | Promise<LookupTable>;
