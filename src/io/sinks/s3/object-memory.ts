/** An object to which rows are still added. */
export interface OpenObject {
  /** What of its key stands between the prefix and its name; ends with `/`. */
  readonly place: string;
  /** Of the pipeline and the stream whose rows are in it: objects of one share a layout. */
  readonly stream: string;
  /** Counts the objects of this sink: with its id it is in no other key. */
  readonly number: number;
  /** Time of its first row, epoch milliseconds; undefined where that has none. */
  readonly from: number | undefined;
  /** The first watermark that was known to it. */
  readonly since: number;
  readonly rows: number;
  readonly bytes: number;
  /** How many pieces are kept for it. */
  readonly pieces: number;
  /** Of all its bytes, piece by piece. */
  readonly hash: string;
}

/** What the sink remembers between commits. */
export interface S3Memory {
  /** Random, made once: in all keys, so that none is ever another's. */
  readonly id: string;
  /** Number of the next object. */
  readonly next: number;
  /** In the order in which they were begun. */
  readonly open: readonly OpenObject[];
  /** What the format knows of the rows, by stream. */
  readonly layouts: Readonly<Record<string, unknown>>;
}

/** A delivery: these pieces are that object. */
export interface S3Body {
  readonly key: string;
  readonly layout: unknown;
  /** Bytes of its pieces. */
  readonly bytes: number;
  readonly indexes: readonly string[];
  readonly data: readonly string[];
}
