/** How one request is made: one attempt, and a rejection with a KinesisFault where it comes to nothing. */
export interface Call {
  /** Milliseconds for all of it. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

/** What is put into a stream. */
export interface StreamRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** What became of one record: it has a place, or was refused alone. */
export type PutAnswer =
  | { readonly shard: string; readonly sequence: string }
  | { readonly code: string; readonly message: string };

export interface ShardInfo {
  readonly id: string;
  /** The first and the last of its partition hashes. */
  readonly low: bigint;
  readonly high: bigint;
  /** None, one that was split, or two that were merged; they may be gone already. */
  readonly parents: readonly string[];
  readonly isOpen: boolean;
}

/** Where the reading of a shard begins. */
export type ShardStart =
  | { readonly at: 'oldest' }
  | { readonly at: 'latest' }
  /** Epoch milliseconds of arrival. */
  | { readonly at: 'time'; readonly time: number }
  | { readonly at: 'after'; readonly sequence: string };

export interface ReadRecord {
  /** A whole number of more digits than a double has. */
  readonly sequence: string;
  /** Epoch milliseconds at which the stream took it. */
  readonly arrived: number;
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

export interface ReadPage {
  readonly records: readonly ReadRecord[];
  /** Milliseconds by which it is behind the end of the shard; a page may be empty all the same. */
  readonly behind: number;
  /** Iterator of the next page; absent at the end of a shard that is closed. */
  readonly next?: string;
}

/** A stream of Kinesis. Nothing is tried again here. */
export interface KinesisStream {
  /** For people and for signatures of states: stream and endpoint, without secrets. */
  readonly destination: string;
  /** Bytes of the largest record, its partition key included. */
  limits(call: Call): Promise<{ readonly recordBytes: number }>;
  /** Those that are closed too, as long as they are remembered. */
  shards(call: Call): Promise<readonly ShardInfo[]>;
  /** 500 at most; answers in their order. */
  put(records: readonly StreamRecord[], call: Call): Promise<readonly PutAnswer[]>;
  iterator(shard: string, start: ShardStart, call: Call): Promise<string>;
  read(iterator: string, call: Call & { readonly most?: number }): Promise<ReadPage>;
  close(): void;
}
