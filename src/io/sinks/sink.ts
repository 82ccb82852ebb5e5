/** A row on its way out of a stream. */
export interface Emitted<T = unknown> {
  readonly pipeline: string;
  readonly stream: string;
  /** From pipeline, stream, key and window: the same row has the same id in every run. */
  readonly id: string;
  readonly row: T;
}

/** Rows with a fixed destination: storing the same delivery twice leaves what storing it once leaves, where the destination allows it. */
export interface Delivery {
  /** Made of what is inside, and unique for the sink: the same delivery has the same id in every run. */
  readonly id: string;
  /** Structured-clonable; only the sink that composed it reads it. */
  readonly body: unknown;
  /** How many rows are inside, for the balance. */
  readonly rows: number;
  /** Keys of what its sink has kept: their bytes belong to it from here on, and go when it is done. */
  readonly pieces?: readonly string[];
}

export interface Composed {
  readonly deliveries: readonly Delivery[];
  /** The sink's own memory (rows not yet closed into a delivery, the next offset), committed with the rest. */
  readonly saved?: unknown;
  /** How many of the rows are left out on purpose and will be in no delivery. */
  readonly skipped?: number;
}

/** An output. */
export interface Sink<T = unknown> {
  /** What it writes to, for messages and for the state: the same destination has the same name in every run. */
  readonly name: string;
  /** What a crash between writing and remembering can do. */
  readonly guarantee: 'exactly once' | 'at least once';
  /**
   * Called once at the start of a run, before the first compose and the first write: the place for I/O that `compose`
   * may not do. Given the committed memory (undefined where there is none), resolves with the memory to begin with:
   * the same one, or what the sink learnt from its destination. Rejects with a TidemarkError, and nothing is begun.
   */
  prepare?(saved: unknown): Promise<unknown>;
  /** Inside the commit, no I/O: turns rows into deliveries that are closed by size or age, each with its destination fixed. */
  compose(rows: readonly Emitted<T>[], saved: unknown, watermark: number): Composed;
  /** Resolves once the delivery is stored. Rejects with a retryable TidemarkError, and then it is sent again with the same id; any other error is for good. */
  write(delivery: Delivery): Promise<void>;
  close(): Promise<void>;
}
