/** What is asked of the state of the stream of totals, between two chunks. */
export interface FlowTotals {
  /** By hour, ascending. */
  readonly groups: readonly { readonly group: number; readonly keys: number; readonly lastSeen: number }[];
  /** The rows of an hour in the order in which they were first seen: names, and exact sums in decimal digits. */
  rows(group: number): Iterable<{ readonly key: readonly string[]; readonly sums: readonly string[] }>;
}
