import { MinHeap } from '../min-heap.js';
import type { PartitionState } from './partition-state.js';

/** What ended partitions have left behind, all together: how many there have been costs nothing. */
export interface PastPartitions {
  /** -Infinity where none had a row. */
  newest: number;
  /** Of the one that had rows last; as in a partition's state. */
  silentSince: number | undefined;
}

/** What a partition is saved as: silence is of one run. Builds before this one knew of no pauses. */
export type SavedPartition<T> = Omit<PartitionState<T>, 'silentSince' | 'pause'> & {
  readonly pause?: number;
};

/** The partitions of an input: those that may still have rows, each, and those that have ended, in sum. */
export class Partitions<T> {
  readonly past: PastPartitions = { newest: -Infinity, silentSince: undefined };
  readonly #states = new Map<string, PartitionState<T>>();
  /** Names of what has changed since this was last asked. */
  #changed = new Set<string>();
  /** The open ones by what `newest` was when they were put there: never more than it is. */
  #open = new MinHeap<PartitionState<T>>();
  #newest = -Infinity;
  /** How many may have a row still to come; almost always none has. */
  #pending = 0;

  values(): IterableIterator<PartitionState<T>> {
    return this.#states.values();
  }

  /** The newest event time of all, ended ones too; -Infinity before the first row. */
  get newest(): number {
    return this.#newest;
  }

  /** The least of the newest times of the open ones; Infinity where none is open. */
  get leastOpen(): number {
    for (let top = this.#open.peek(); top !== undefined; top = this.#open.peek()) {
      const [rank, partition] = top;
      if (!partition.ended && rank === partition.newest) return rank;
      this.#open.pop();
      if (!partition.ended) this.#open.push(partition.newest, partition);
    }
    return Infinity;
  }

  /** Event time of the oldest row that is still to come; Infinity: none is. */
  get leastPending(): number {
    if (this.#pending === 0) return Infinity;
    let least = Infinity;
    for (const { pendingSince } of this.#states.values()) least = Math.min(least, pendingSince);
    return least;
  }

  /** An open partition, which is about to change; made where it is not known. */
  opened(name: string): PartitionState<T> {
    const found = this.#states.get(name);
    this.#changed.add(name);
    if (found !== undefined && !found.ended) return found;
    const partition = found ?? {
      newest: -Infinity,
      doubts: [],
      strikes: 0,
      pause: 0,
      silentSince: undefined,
      ended: false,
      pendingSince: Infinity,
    };
    partition.ended = false;
    this.#states.set(name, partition);
    this.#open.push(partition.newest, partition);
    return partition;
  }

  /** The newest time of a partition has moved. */
  advance(partition: PartitionState<T>, time: number): void {
    partition.newest = time;
    if (time > this.#newest) this.#newest = time;
  }

  /** Event time of the oldest row that is still to come of a partition; Infinity: none is. */
  pendingSince(name: string): number {
    return this.#states.get(name)?.pendingSince ?? Infinity;
  }

  /** What is still to come of a partition. */
  setPending(name: string, time: number): void {
    const known = this.#states.get(name);
    // That nothing is to come of a partition that is not there says nothing.
    if (known === undefined && time === Infinity) return;
    const partition = known ?? this.opened(name);
    this.#pending += Number(time !== Infinity) - Number(partition.pendingSince !== Infinity);
    partition.pendingSince = time;
    this.#changed.add(name);
    if (partition.ended) this.#forget(name, partition);
  }

  /** No more rows will come of a partition; it is kept only while a row of it is still to come. */
  end(name: string, partition: PartitionState<T>): void {
    partition.ended = true;
    this.#changed.add(name);
    // One that never had a row has nothing that others would have to wait for.
    if (partition.newest !== -Infinity) this.#remember(partition);
    this.#forget(name, partition);
  }

  /** Puts back what was saved. */
  load(name: string, saved: SavedPartition<T>): void {
    const partition = this.opened(name);
    partition.doubts = saved.doubts;
    partition.strikes = saved.strikes;
    partition.pause = saved.pause ?? 0;
    if (saved.newest !== -Infinity) this.advance(partition, saved.newest);
    if (saved.pendingSince !== Infinity) this.setPending(name, saved.pendingSince);
    if (saved.ended) this.end(name, partition);
    this.#changed.delete(name);
  }

  loadPast(newest: number): void {
    this.past.newest = newest;
    this.#newest = Math.max(this.#newest, newest);
  }

  /** Which partitions have changed since the last call; undefined: it is not kept any more. */
  takeChanged(): Map<string, PartitionState<T> | undefined> {
    const changed = this.#changed;
    this.#changed = new Set();
    return new Map(Array.from(changed, (name) => [name, this.#states.get(name)]));
  }

  /** All that are kept, by name. */
  entries(): IterableIterator<[string, PartitionState<T>]> {
    return this.#states.entries();
  }

  #remember({ newest, silentSince }: PartitionState<T>): void {
    const { past } = this;
    const wasSilent = past.newest === -Infinity || past.silentSince !== undefined;
    past.silentSince =
      wasSilent && silentSince !== undefined
        ? Math.max(past.silentSince ?? -Infinity, silentSince)
        : undefined;
    past.newest = Math.max(past.newest, newest);
  }

  #forget(name: string, partition: PartitionState<T>): void {
    if (partition.pendingSince !== Infinity) return;
    this.#states.delete(name);
    // What has ended leaves the heap when it comes to its top, which it may never do.
    if (this.#open.size <= 2 * this.#states.size + 8) return;
    this.#open = new MinHeap();
    for (const open of this.#states.values()) if (!open.ended) this.#open.push(open.newest, open);
  }
}
