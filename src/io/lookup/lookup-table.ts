/** What is known of keys, read from a file: of each the values of some columns, in the order in which they were asked for. */
export interface LookupTable {
  /** Undefined where nothing is known of the key. */
  find(key: string): readonly unknown[] | undefined;
  /** How many keys or networks there are; undefined where nobody counts. */
  readonly size?: number;
  /** Keys that come again, of which the last counts: how often, the first of them and its line. */
  readonly repeated?: { readonly times: number; readonly key: string; readonly line: number };
}
