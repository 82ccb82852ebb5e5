import { FieldTally } from '../measures/field-tally.js';
import type { Measure } from '../measures/measure.js';
import type { Accumulators } from './pane-group.js';

/** Fewer rows are not worth counting the numbers in them first. */
const WORTH_A_TALLY = 32;

/** Adds rows to the accumulators of a set of measures, many rows at a time. */
export class PaneAdder<R> {
  readonly #measures: readonly Measure<R>[];
  /** The places of measures that share a look at the rows, and of the others. */
  readonly #shared: readonly { readonly tally: FieldTally<R>; readonly places: readonly number[] }[];
  readonly #alone: readonly number[];
  readonly #all: readonly number[];

  constructor(measures: readonly Measure<R>[]) {
    this.#measures = measures;
    this.#all = [...measures.keys()];
    const byField = new Map<string, number[]>();
    measures.forEach(({ tallied }, place) => {
      if (tallied !== undefined) byField.set(tallied.field, [...(byField.get(tallied.field) ?? []), place]);
    });
    this.#shared = [...byField]
      .filter(([, places]) => places.length > 1)
      .map(([field, places]) => ({ tally: new FieldTally<R>(field), places }));
    const shared = new Set(this.#shared.flatMap(({ places }) => places));
    this.#alone = this.#all.filter((place) => !shared.has(place));
  }

  /** Adds the rows in [from, to). */
  add(accumulators: Accumulators, rows: readonly R[], from: number, to: number): void {
    if (to - from < WORTH_A_TALLY) {
      this.#addEach(this.#all, accumulators, rows, from, to);
      return;
    }
    this.#addEach(this.#alone, accumulators, rows, from, to);
    for (const { tally, places } of this.#shared) {
      tally.take(rows, from, to);
      for (const place of places) this.#measures[place]?.tallied?.add(accumulators[place], tally);
    }
  }

  #addEach(
    places: readonly number[],
    accumulators: Accumulators,
    rows: readonly R[],
    from: number,
    to: number,
  ): void {
    for (const place of places) {
      const measure = this.#measures[place] as Measure<R>;
      const accumulator = accumulators[place];
      if (to - from > 1 && measure.addAll !== undefined) measure.addAll(accumulator, rows, from, to);
      else for (let i = from; i < to; i++) measure.add(accumulator, rows[i] as R);
    }
  }
}
