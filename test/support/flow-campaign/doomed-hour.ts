import type { Flow } from './flow-batch.js';
import { NaiveSums, rowTexts } from './naive-sums.js';

/** When something was under way, in steps of one clock for all clients. */
interface Span {
  readonly begun: number;
  readonly done: number;
}

/** An hour that is taken out while others write to it: what must be in it at the end, and what must not. */
export class DoomedHour {
  #now = 0;
  readonly #stored: (Span & { readonly records: readonly Flow[] })[] = [];
  readonly #deleted: (Span & { readonly sure: boolean })[] = [];

  constructor(private readonly hour: number) {}

  now(): number {
    return ++this.#now;
  }

  stored(begun: number, records: readonly Flow[]): void {
    const here = records.filter(({ hour }) => hour === this.hour);
    if (here.length > 0) this.#stored.push({ begun, done: this.now(), records: here });
  }

  deleted(begun: number, sure: boolean): void {
    this.#deleted.push({ begun, done: this.now(), sure });
  }

  /** What is wrong with an answer. */
  faults(answer: string): readonly string[] {
    const found = new Set(rowTexts(answer));
    const faults: string[] = [];
    for (const { begun, done, records } of this.#stored) {
      const sums = new NaiveSums();
      sums.add(records);
      for (const row of sums.rows(this.hour)) {
        const isThere = found.delete(row);
        const out = this.#deleted.some((deleted) => deleted.sure && deleted.begun > done);
        const inside = this.#deleted.every((deleted) => deleted.done < begun);
        if (isThere && out) faults.push(`Taken out, and there: ${row}`);
        if (!isThere && inside) faults.push(`Stored after all that was taken out, and not there: ${row}`);
      }
    }
    for (const row of found) faults.push(`Never stored, and there: ${row}`);
    return faults;
  }
}
