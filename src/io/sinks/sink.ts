/** A row on its way out of a stream. */
export interface Emitted<T = unknown> {
  readonly pipeline: string;
  readonly stream: string;
  /** From pipeline, stream, key and window: the same row has the same id in every run. */
  readonly id: string;
  readonly row: T;
}

/**
 * Rows with a fixed destination: storing the same delivery twice leaves what storing it once leaves, where the destination
 * allows it.
 */
export interface Delivery {
  /** Made of what is inside, and unique for the sink: the same delivery has the same id in every run. */
  readonly id: string;
  /** Structured-clonable; only the sink that composed it reads it. */
  readonly body: unknown;
  /** How many rows are inside, for the balance. */
  readonly rows: number;
  /**
   * Keys of what the sink holds back, perhaps since this very commit. Naming one takes it out of there; its bytes go in
   * the commit that marks the delivery as done. A key is not used again while a delivery that names it waits.
   */
  readonly pieces?: readonly string[];
}

/** What a sink remembers, committed with the rest. */
export interface SinkMemory {
  /** Small: rows not yet closed into a delivery, the next offset. Undefined where nothing has been committed. */
  readonly saved: unknown;
  /** What is held back: bytes of each piece by its key. The pieces themselves are read by `write` alone. */
  readonly kept: ReadonlyMap<string, number>;
}

export interface Composed {
  readonly deliveries: readonly Delivery[];
  /** What is remembered instead of what was. */
  readonly saved?: unknown;
  /** Pieces that are held back from here on, by key; undefined: not any more. What is not named stays. */
  readonly kept?: ReadonlyMap<string, Uint8Array | undefined>;
  /** How many of the rows are left out on purpose and will be in no delivery. */
  readonly skipped?: number;
}

/** A row of a delivery that its destination will never take. */
export interface Refused {
  /** Its place in the delivery, from 0; each at most once. */
  readonly row: number;
  /** In a few words, without secrets; the same words for the same reason. */
  readonly why: string;
  /** The row as it was sent; structured-clonable. */
  readonly body: unknown;
}

/** Nothing where all of a delivery was stored. */
// biome-ignore lint/suspicious/noConfusingVoidType: most sinks refuse nothing, and are written as functions that return nothing.
export type Written = void | { readonly refused: readonly Refused[] };

/** Reads a piece that a delivery names, by its key. */
export type ReadPiece = (key: string) => Promise<Uint8Array>;

/** An output. */
export interface Sink<T = unknown> {
  /** What people call it: its name in the config; of a sink without one, its destination. */
  readonly name: string;
  /**
   * Where it writes to: can be printed, holds no secrets, and is the same for the same place in every run. Memory and
   * deliveries belong to it.
   */
  readonly destination: string;
  /** What a crash between writing and remembering can do. */
  readonly guarantee: 'exactly once' | 'at least once';
  /**
   * Set where no delivery needs another one, though each is stored exactly once: one of them may be given up, refused or left
   * out. Otherwise a sink that stores exactly once has a place for every delivery.
   */
  readonly independent?: true;
  /** Set where `compose` keeps no `Emitted` itself, in a delivery or in its memory: their ids are made only when it asks for them. */
  readonly keepsRows?: false;
  /**
   * Set where rows keep an order though several deliveries are written at once: one that failed is waited for by others, so it is
   * sent again for as long as it takes.
   */
  readonly ordered?: true;
  /**
   * Set where deliveries are large and made of pieces, which nobody has in memory: then bytes alone say how many may wait, not
   * rows.
   */
  readonly isBulky?: true;
  /** Deliveries that are written at once; one by default, and then in order. */
  readonly inFlight?: number;
  /**
   * Set where deliveries without pieces may be written as one when several wait, in their order, so that catching up takes few
   * steps: up to so many rows. What `write` says of its rows then counts them through.
   */
  readonly joins?: {
    readonly rows: number;
    /** Whether two of them can be one. */
    fits(one: Delivery, other: Delivery): boolean;
    join(deliveries: readonly Delivery[]): Delivery;
  };
  /**
   * All that a delivery with pieces holds, as it goes to the dead letters when it is given up. Set where deliveries name pieces and
   * may be given up; a body alone would leave out what the pieces have.
   */
  whole?(delivery: Delivery, piece: ReadPiece): Promise<unknown>;
  /**
   * Called once at the start of a run, before the first compose and the first write: the place for I/O that `compose`
   * may not do. Given the committed memory, resolves with the memory to begin with: the same one, or what the sink
   * learnt from its destination. A piece that it leaves out is not kept any longer. Rejects with a TidemarkError, and
   * nothing is begun.
   */
  prepare?(memory: SinkMemory): Promise<SinkMemory>;
  /** Inside the commit, no I/O: turns rows into deliveries that are closed by size or age, each with its destination fixed. */
  compose(rows: readonly Emitted<T>[], memory: SinkMemory, watermark: number): Composed;
  /**
   * Resolves once the delivery is stored, but for the rows that are refused one by one. Rejects with a retryable
   * TidemarkError, and then it is sent again with the same id; any other error is for good. Ends soon after `signal` is
   * aborted, whatever it then says: the delivery is sent again by the next run. `piece` reads what `pieces` names.
   */
  write(delivery: Delivery, signal: AbortSignal, piece: ReadPiece): Promise<Written>;
  /** What somebody should see to where it writes, though writes succeed; in sentences, without secrets. Undefined: nothing is known. */
  readonly warning?: string | undefined;
  close(): Promise<void>;
}
