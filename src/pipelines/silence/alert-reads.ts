/** What one measure or condition reads of rows. */
export interface ReadGroup {
  /** The measure, or `where` or `if`. */
  readonly name: string;
  readonly fields: readonly string[];
  /** Whether one of the fields is enough, as in `a || b`. */
  readonly any: boolean;
}

/** What an alert depends on: where rows do not have it, the alert judges nothing. */
export interface AlertReads {
  readonly stream: string;
  readonly alert: string;
  readonly groups: readonly ReadGroup[];
  /** The measure that it compares with a level, where a window makes it and nothing is not as good as something. */
  readonly value: string | undefined;
}
