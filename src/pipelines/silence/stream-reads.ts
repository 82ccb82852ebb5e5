/** What one measure or condition reads of rows. */
export interface ReadGroup {
  /** The measure, or `where` or `if`. */
  readonly name: string;
  readonly fields: readonly string[];
  /** Whether one of the fields is enough, as in `a || b`. */
  readonly any: boolean;
}

/** What an alert depends on, or a stream itself: where rows do not have it, it judges or computes nothing. */
export interface StreamReads {
  readonly stream: string;
  /** Undefined for the stream itself. */
  readonly alert: string | undefined;
  readonly groups: readonly ReadGroup[];
  /** The measure that it compares with a level, where a window makes it and nothing is not as good as something. */
  readonly value: string | undefined;
}
