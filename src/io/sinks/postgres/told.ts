import { countOf } from '../../text/count-of.js';
import { isTenfold } from '../../text/is-tenfold.js';

/** What is said once, and again when it has become ten times as much. */
export class Told {
  #cleaned = 0;
  #same = 0;

  constructor(private readonly warn: (message: string) => void) {}

  cleaned(destination: string, more: number): void {
    if (more === 0) return;
    const before = this.#cleaned;
    this.#cleaned += more;
    if (!isTenfold(before, this.#cleaned)) return;
    this.warn(
      `${destination}: ${countOf(this.#cleaned, 'text')} had NUL or half a surrogate pair in ${this.#cleaned === 1 ? 'it' : 'them'}, which PostgreSQL cannot hold: U+FFFD is stored in its place.`,
    );
  }

  sameKeys(destination: string, more: number): void {
    if (more === 0) return;
    const before = this.#same;
    this.#same += more;
    if (!isTenfold(before, this.#same)) return;
    this.warn(
      `${destination}: ${countOf(this.#same, 'row')} had the key of another row of the same batch: the first of them is stored. A key must name one row.`,
    );
  }
}
