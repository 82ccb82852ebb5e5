/** What is known of keys, read from a file: of each the values of some columns, in the order in which they were asked for. */
export interface LookupTable {
  /** Undefined where nothing is known of the key. */
  find(key: string): readonly unknown[] | undefined;
  /** How many keys or networks there are; undefined where nobody counts. */
  readonly size?: number;
  /** Keys that come again, of which the last counts: how often, the first of them and its line. */
  readonly repeated?: { readonly times: number; readonly key: string; readonly line: number };
}

/** What else is said of a table. */
export interface TableDetails {
  /** Columns that a table need not have: null in all it knows where it has none. Each of them must be called so. */
  readonly optional?: ReadonlySet<string>;
  /** Keys among networks that are no addresses, and are known as they are written. */
  readonly names?: RegExp;
}
