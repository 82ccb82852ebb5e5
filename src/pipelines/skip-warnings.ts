import { isoInstant } from '../io/text/iso-instant.js';
import type { NamedSkips } from '../operators/skips.js';

/** What the operators of a stream pass over. */
export type StreamSkips = NamedSkips & { readonly stream: string };

/** Says once of each measure, derived field and condition that it cannot read all rows, with the first of them. */
export class SkipWarnings {
  /** Those that have nothing to say so far, with what they had passed over before. */
  #silent: readonly (StreamSkips & { readonly before: number })[];
  readonly #warn: (message: string) => void;

  constructor(all: readonly StreamSkips[], warn: (message: string) => void) {
    this.#silent = all.map((one) => ({ ...one, before: one.skips.count }));
    this.#warn = warn;
  }

  look(): void {
    if (this.#silent.every(({ skips, before }) => skips.count === before)) return;
    for (const one of this.#silent) if (one.skips.count > one.before) this.#warn(textOf(one));
    this.#silent = this.#silent.filter(({ skips, before }) => skips.count === before);
  }
}

const textOf = ({ stream, name, skips: { of, example } }: StreamSkips): string => {
  const { text, why, time } = example ?? { text: 'a value', why: 'no number', time: undefined };
  const place = time === undefined ? '' : ` in the row of ${isoInstant(time, 'UTC')}`;
  const what = why.startsWith(of) ? `${text} (${why})` : `${text} for ${of} (${why})`;
  return `${stream}: ${name} cannot read all rows: the first is ${what}${place}. Such rows are passed over there, and counted as skipped.`;
};
