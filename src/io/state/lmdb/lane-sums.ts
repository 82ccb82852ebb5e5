import type { OutboxEntry, Settled } from '../state-store.js';
import type { Head, LaneSum } from './disk-head.js';

/** What waits for each sink while a commit is written: sums that never ask for what they are of. */
export class LaneSums {
  readonly #sums: Map<string, LaneSum>;
  #last: number;

  constructor(head: Head | undefined) {
    this.#sums = new Map(Object.entries(head?.waiting ?? {}));
    this.#last = head?.lastDelivery ?? 0;
  }

  add({ sink, number, bytes, delivery }: OutboxEntry): void {
    this.#last = Math.max(this.#last, number);
    this.#change(sink, 1, delivery.rows, bytes);
  }

  settle({ sink, rows, bytes }: Settled): void {
    this.#change(sink, -1, -rows, -bytes);
  }

  get lastDelivery(): number {
    return this.#last;
  }

  /** Without sinks for which nothing waits. */
  get waiting(): Readonly<Record<string, LaneSum>> {
    return Object.fromEntries([...this.#sums].filter(([, { deliveries }]) => deliveries > 0));
  }

  #change(sink: string, deliveries: number, rows: number, bytes: number): void {
    const sum = this.#sums.get(sink) ?? { deliveries: 0, rows: 0, bytes: 0 };
    this.#sums.set(sink, {
      deliveries: sum.deliveries + deliveries,
      rows: sum.rows + rows,
      bytes: sum.bytes + bytes,
    });
  }
}
