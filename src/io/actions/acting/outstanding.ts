import { MinHeap } from '../../../operators/min-heap.js';
import { type Entry, isOut } from './entry.js';

interface Timed {
  readonly time: number;
}

interface PartitionOuts<I, O> {
  /** By the rows' times; what has come in leaves it when it comes to its top. */
  readonly times: MinHeap<Entry<I, O>>;
  out: number;
  /** Its end has come, and waits for what is out. */
  ended: boolean;
  /** What the inner source itself holds back. */
  inner: number;
  /** What was said last. */
  said: number;
}

/** What is out of each partition: since when, and whether it has ended all the same. */
export class Outstanding<I extends Timed, O> {
  readonly #partitions = new Map<string | undefined, PartitionOuts<I, O>>();

  constructor(private readonly keepsTime: boolean) {}

  add(entry: Entry<I, O>): void {
    const of = this.#of(entry.partition);
    of.out++;
    if (this.keepsTime) of.times.push(entry.row.time, entry);
  }

  /** An entry is not out any more. */
  remove({ partition }: Pick<Entry<I, O>, 'partition'>): void {
    this.#of(partition).out--;
  }

  /** The inner source holds time back, too. */
  setInner(partition: string | undefined, pendingSince: number): void {
    this.#of(partition).inner = pendingSince;
  }

  /** What is out of a partition is to be said again, whatever was said before. */
  unsay(partition: string | undefined): void {
    this.#of(partition).said = Number.NaN;
  }

  /** The end of a partition had to wait when it was saved. */
  loadEnd(partition: string): void {
    this.#of(partition).ended = true;
  }

  /** A partition has ended; false where its end has to wait. */
  end(partition: string): boolean {
    const of = this.#partitions.get(partition);
    if (of === undefined || of.out === 0) return true;
    of.ended = true;
    return false;
  }

  /** Whether the end of a partition has waited, and need not any longer; answered once. */
  takeEnd(partition: string | undefined): boolean {
    const of = this.#partitions.get(partition);
    if (of === undefined || !of.ended || of.out > 0) return false;
    of.ended = false;
    return true;
  }

  /** Event time of the oldest row that is out, where that is not what was said last. */
  takePending(partition: string | undefined): number | undefined {
    const of = this.#partitions.get(partition);
    if (of === undefined) return undefined;
    let top = of.times.peek();
    while (top !== undefined && !isOut(top[1])) {
      of.times.pop();
      top = of.times.peek();
    }
    const pending = Math.min(of.inner, top?.[0] ?? Infinity);
    const isNews = pending !== of.said;
    of.said = pending;
    // Of a partition with nothing out there is nothing to keep.
    if (of.out === 0 && !of.ended && pending === Infinity) this.#partitions.delete(partition);
    return isNews ? pending : undefined;
  }

  partitions(): readonly (string | undefined)[] {
    return [...this.#partitions.keys()];
  }

  #of(partition: string | undefined): PartitionOuts<I, O> {
    let of = this.#partitions.get(partition);
    if (of === undefined) {
      of = { times: new MinHeap(), out: 0, ended: false, inner: Infinity, said: Infinity };
      this.#partitions.set(partition, of);
    }
    return of;
  }
}
