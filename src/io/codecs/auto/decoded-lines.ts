import { NONE_REJECTED, type Rejected } from '../../../operators/rejected.js';
import type { Decoded } from '../codec.js';
import type { Row } from '../fields/row.js';

/** Gathers what several decoders make of lines, in the order of the lines. */
export class DecodedLines {
  readonly #rows: Row[] = [];
  readonly #rejected: Rejected[] = [];
  readonly #rejectedAt: number[] = [];

  /** Rows `from` to `to` of some. */
  add(rows: readonly Row[], from = 0, to = rows.length): void {
    for (let i = from; i < to; i++) this.#rows.push(rows[i] as Row);
  }

  reject(one: Rejected): void {
    this.#rejected.push(one);
    this.#rejectedAt.push(this.#rows.length);
  }

  get decoded(): Decoded<Row> {
    const rows = this.#rows;
    if (this.#rejected.length === 0) return { rows, rejected: NONE_REJECTED };
    return { rows, rejected: this.#rejected, rejectedAt: this.#rejectedAt };
  }
}
