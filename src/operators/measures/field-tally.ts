import { REMEMBERED } from './remembered-test.js';

/** How many rows have which number in a field: one look at each row for all measures that ask no more than that. */
export class FieldTally<R> {
  readonly #field: string;
  readonly #counts = new Uint32Array(REMEMBERED);
  readonly #numbers: number[] = [];
  #others: R[] = [];

  constructor(field: string) {
    this.#field = field;
  }

  /** The different numbers. */
  get numbers(): readonly number[] {
    return this.#numbers;
  }

  /** Rows that hold anything but a number that can be remembered. */
  get others(): readonly R[] {
    return this.#others;
  }

  /** How many rows have this one of the numbers. */
  of(number: number): number {
    return this.#counts[number] as number;
  }

  /** Takes the rows in [from, to), in place of those before. */
  take(rows: readonly R[], from: number, to: number): void {
    for (const number of this.#numbers) this.#counts[number] = 0;
    this.#numbers.length = 0;
    this.#others = [];
    const field = this.#field;
    const counts = this.#counts;
    for (let i = from; i < to; i++) {
      const row = rows[i] as R;
      const value = (row as Readonly<Record<string, unknown>>)[field];
      if (typeof value === 'number' && value >>> 0 === value && value < REMEMBERED) {
        const count = counts[value] as number;
        if (count === 0) this.#numbers.push(value);
        counts[value] = count + 1;
      } else this.#others.push(row);
    }
  }
}
