import { NONE_REJECTED, type Rejected } from '../../../operators/rejected.js';
import type { Decoded } from '../codec.js';
import type { LineParser } from './line-parser.js';

/** What a decoder has made of its lines since it was asked last. */
export class Collected<T> {
  /** Rows and rejected alike, of all times. */
  lines = 0;
  #rows: T[] = [];
  #rejected: Rejected[] = [];
  #rejectedAt: number[] = [];

  add(row: T): void {
    this.lines++;
    // No `push`, which is a call.
    this.#rows[this.#rows.length] = row;
  }

  /** A row, and those of further records in its line; `reject` is called for one that is none. */
  addAll(row: T, parser: LineParser<T>, reject: () => void): void {
    this.add(row);
    while (parser.hasMore === true) {
      const more = parser.next?.();
      if (more === undefined) reject();
      else this.add(more);
    }
  }

  reject(rejected: Rejected): void {
    this.lines++;
    this.#rejected.push(rejected);
    this.#rejectedAt.push(this.#rows.length);
  }

  take(): Decoded<T> {
    const rows = this.#rows;
    const rejected = this.#rejected;
    this.#rows = [];
    if (rejected.length === 0) return { rows, rejected: NONE_REJECTED };
    const rejectedAt = this.#rejectedAt;
    this.#rejected = [];
    this.#rejectedAt = [];
    return { rows, rejected, rejectedAt };
  }
}
