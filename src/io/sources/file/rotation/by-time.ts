import { MinHeap } from '../../../../operators/min-heap.js';
import type { FilePartition } from '../file-partition.js';

/** Partitions by the time of their last row, the oldest first; those that have given no row before all others, in their order. */
export class ByTime<T> {
  private readonly heap = new MinHeap<FilePartition<T>>();
  /** Those without a row yet, from the last to the first. */
  private readonly unread: FilePartition<T>[] = [];

  constructor(partitions: readonly FilePartition<T>[]) {
    for (const partition of partitions.toReversed()) {
      const { time } = partition.chain;
      if (time === Number.NEGATIVE_INFINITY) this.unread.push(partition);
      else this.heap.push(time, partition);
    }
  }

  get first(): FilePartition<T> | undefined {
    return this.unread.at(-1) ?? this.heap.peek()?.[1];
  }

  /** The first has been read from. */
  moved(): void {
    const { first } = this;
    if (first === undefined) return;
    const { time } = first.chain;
    if (this.unread.at(-1) === first) {
      if (time === Number.NEGATIVE_INFINITY) return;
      this.unread.pop();
    } else this.heap.pop();
    this.heap.push(time, first);
  }

  drop(): void {
    if (this.unread.length > 0) this.unread.pop();
    else this.heap.pop();
  }
}
