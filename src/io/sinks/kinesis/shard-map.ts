import type { ShardInfo } from '../../kinesis/kinesis-stream.js';

/** Which open shard a partition hash belongs to. */
export class ShardMap {
  #open: readonly ShardInfo[] = [];

  /** By their first hashes; looked for by halving. */
  set(shards: readonly ShardInfo[]): void {
    this.#open = shards
      .filter(({ isOpen }) => isOpen)
      .toSorted((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
  }

  /** Empty where it is not known. */
  shardOf(hash: bigint): string {
    let low = 0;
    let high = this.#open.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const shard = this.#open[middle];
      if (shard !== undefined && shard.high < hash) low = middle + 1;
      else high = middle;
    }
    const found = this.#open[low];
    return found !== undefined && found.low <= hash ? found.id : '';
  }

  has(shard: string): boolean {
    return this.#open.some(({ id }) => id === shard);
  }
}
