import { MinHeap } from '../../../operators/min-heap.js';
import type { Entry } from './entry.js';

interface Timed {
  readonly time: number;
}

interface PartitionOuts<I, O> {
  readonly out: Set<Entry<I, O>>;
  /** By the rows' times; what has come in leaves it when it comes to its top. */
  times: MinHeap<Entry<I, O>>;
  /** Its end has come, and waits for what is out. */
  isEnded: boolean;
  /** What the inner source itself holds back. */
  inner: number;
  /** What was announced last; NaN: it is to be announced again. */
  announced: number;
}

/** What is out of each partition: since when, and whether it has ended all the same. */
export class Outstanding<I extends Timed, O> {
  readonly #partitions = new Map<string | undefined, PartitionOuts<I, O>>();

  constructor(private readonly keepsTime: boolean) {}

  add(entry: Entry<I, O>): void {
    const of = this.#of(entry.partition);
    of.out.add(entry);
    this.#push(of, entry);
  }

  /** An entry that was out when an earlier run ended. */
  load(entry: Entry<I, O>): void {
    this.add(entry);
    this.#of(entry.partition).announced = Number.NaN;
  }

  /** An entry is not out any more. */
  remove(entry: Entry<I, O>): void {
    const of = this.#of(entry.partition);
    of.out.delete(entry);
    // One that is out for very long must not keep all in memory that has come in since.
    if (of.times.size <= 2 * of.out.size + 8) return;
    of.times = new MinHeap();
    for (const out of of.out) this.#push(of, out);
  }

  /** The inner source holds time back, too. */
  setInner(partition: string | undefined, pendingSince: number): void {
    this.#of(partition).inner = pendingSince;
  }

  /** The inner source held time back when an earlier run ended. */
  loadInner(partition: string | undefined, pendingSince: number): void {
    const of = this.#of(partition);
    of.inner = pendingSince;
    of.announced = Number.NaN;
  }

  /** A partition has ended; false where its end has to wait. */
  end(partition: string): boolean {
    const of = this.#partitions.get(partition);
    if (of === undefined || of.out.size === 0) return true;
    of.isEnded = true;
    return false;
  }

  /** An end that had to wait when an earlier run ended. */
  loadEnd(partition: string): void {
    this.#of(partition).isEnded = true;
  }

  /** Whether the end of a partition has waited, and need not any longer; answered once. */
  takeEnd(partition: string | undefined): boolean {
    return this.#partitions.get(partition)?.out.size === 0 && this.takeBackEnd(partition);
  }

  /** Whether the end of a partition has waited, which has more rows now; answered once. */
  takeBackEnd(partition: string | undefined): boolean {
    const of = this.#partitions.get(partition);
    if (of === undefined || !of.isEnded) return false;
    of.isEnded = false;
    return true;
  }

  /** Event time of the oldest row that is out, where that is not what was announced last. */
  takePending(partition: string | undefined): number | undefined {
    const of = this.#partitions.get(partition);
    if (of === undefined) return undefined;
    let top = of.times.peek();
    while (top !== undefined && !of.out.has(top[1])) {
      of.times.pop();
      top = of.times.peek();
    }
    const pending = Math.min(of.inner, top?.[0] ?? Infinity);
    const isNews = pending !== of.announced;
    of.announced = pending;
    // Of a partition with nothing out there is nothing to keep.
    if (of.out.size === 0 && !of.isEnded && pending === Infinity) this.#partitions.delete(partition);
    return isNews ? pending : undefined;
  }

  partitions(): readonly (string | undefined)[] {
    return [...this.#partitions.keys()];
  }

  #push(of: PartitionOuts<I, O>, entry: Entry<I, O>): void {
    const { time } = entry.row;
    // A row without a time is turned away behind the source, and holds nothing.
    if (this.keepsTime && Number.isFinite(time)) of.times.push(time, entry);
  }

  #of(partition: string | undefined): PartitionOuts<I, O> {
    let of = this.#partitions.get(partition);
    if (of === undefined) {
      of = { out: new Set(), times: new MinHeap(), isEnded: false, inner: Infinity, announced: Infinity };
      this.#partitions.set(partition, of);
    }
    return of;
  }
}
