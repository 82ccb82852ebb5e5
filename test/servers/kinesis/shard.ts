export interface KeptRecord {
  readonly sequence: bigint;
  /** Epoch milliseconds. */
  readonly arrived: number;
  /** In base64, as it came. */
  readonly data: string;
  readonly bytes: number;
  readonly partitionKey: string;
}

/** How much went through in the second that runs. */
export interface Meter {
  second: number;
  calls: number;
  bytes: number;
}

export const meter = (): Meter => ({ second: -1, calls: 0, bytes: 0 });

/** A range of hashes, from `low` to `high`, and what was put there. */
export class Shard {
  readonly records: KeptRecord[] = [];
  readonly written = meter();
  readonly read = meter();
  /** Set once it is closed. */
  last: bigint | undefined;
  /** Records before this one are forgotten. */
  trimmed = 0;

  constructor(
    readonly id: string,
    readonly low: bigint,
    readonly high: bigint,
    readonly parents: readonly string[],
    readonly first: bigint,
  ) {}

  get isOpen(): boolean {
    return this.last === undefined;
  }

  /** The place of the first record at or after a number. */
  indexOf(sequence: bigint): number {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const one = this.records[middle];
      if (one !== undefined && one.sequence < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
