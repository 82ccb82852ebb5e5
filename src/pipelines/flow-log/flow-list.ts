import type { FlowRow } from './flow-row.js';

/**
 * The flow records of a batch, in two lists: names, three a record, and numbers, three a record too. A batch waits for the disk
 * and for its turn, and what is there for so long is copied by the garbage collector; of an object for each record, that took
 * a quarter of all the time. So rows are made when they are asked for, each time anew.
 */
export class FlowList {
  readonly #names: string[] = [];
  readonly #numbers: number[] = [];
  #length = 0;

  /** `time`: of all of them. */
  constructor(public time: number) {}

  get length(): number {
    return this.#length;
  }

  add(
    src_app: string,
    dest_app: string,
    vpc_id: string,
    bytes_tx: number,
    bytes_rx: number,
    hour: number,
  ): void {
    this.#names.push(src_app, dest_app, vpc_id);
    this.#numbers.push(bytes_tx, bytes_rx, hour);
    this.#length++;
  }

  /** The row with an index; undefined where there is none. */
  at(index: number): FlowRow | undefined {
    const names = this.#names;
    const numbers = this.#numbers;
    const from = index * 3;
    const src_app = names[from];
    const dest_app = names[from + 1];
    const vpc_id = names[from + 2];
    const bytes_tx = numbers[from];
    const bytes_rx = numbers[from + 1];
    const hour = numbers[from + 2];
    if (src_app === undefined || dest_app === undefined || vpc_id === undefined) return undefined;
    if (bytes_tx === undefined || bytes_rx === undefined || hour === undefined) return undefined;
    return { time: this.time, src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour };
  }
}
