import { isoInstant } from '../io/text/iso-instant.js';
import type { NamedSkips } from '../operators/skips.js';

/** What the operators of a stream pass over. */
export type StreamSkips = NamedSkips & { readonly stream: string };

/**
 * Says once of each measure, derived field and condition that it cannot read all rows, and once that it has rounded a number,
 * with the first of them.
 */
export class SkipWarnings {
  /** Those that have nothing to say so far, with what they had passed over before. */
  #silent: readonly (StreamSkips & { readonly before: number })[];
  #exact: readonly StreamSkips[];
  readonly #warn: (message: string) => void;

  constructor(all: readonly StreamSkips[], warn: (message: string) => void) {
    this.#silent = all.map((one) => ({ ...one, before: one.skips.count }));
    this.#exact = all.filter(({ skips }) => skips.rounded === undefined);
    this.#warn = warn;
  }

  look(): void {
    if (this.#silent.some(({ skips, before }) => skips.count !== before)) {
      for (const one of this.#silent) if (one.skips.count > one.before) this.#warn(textOf(one));
      this.#silent = this.#silent.filter(({ skips, before }) => skips.count === before);
    }
    if (this.#exact.every(({ skips }) => skips.rounded === undefined)) return;
    for (const one of this.#exact) if (one.skips.rounded !== undefined) this.#warn(roundedText(one));
    this.#exact = this.#exact.filter(({ skips }) => skips.rounded === undefined);
  }
}

const placeOf = (time: number | undefined): string =>
  time === undefined ? '' : ` in the row of ${isoInstant(time, 'UTC')}`;

const textOf = ({ stream, name, skips: { of, example } }: StreamSkips): string => {
  const { text, why, time } = example ?? { text: 'a value', why: 'no number', time: undefined };
  const what = why.startsWith(of) ? `${text} (${why})` : `${text} for ${of} (${why})`;
  return `${stream}: ${name} cannot read all rows: the first is ${what}${placeOf(time)}. Such rows are passed over there, and counted as skipped.`;
};

const roundedText = ({ stream, name, skips: { of, rounded } }: StreamSkips): string =>
  `${stream}: ${name} rounds whole numbers past 2^53 to sixteen digits: the first is ${rounded?.text ?? 'a value'} for ${of}${placeOf(rounded?.time)}. Where digits matter, use sum, min, max, first, last, distinct, comparisons, or + - * of whole numbers: those keep them.`;
