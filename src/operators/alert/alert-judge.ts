import { type ExactNumber, largeValue } from '../exact-value.js';
import { numberElse, skipsFor } from '../measures/measure.js';
import type { Skips } from '../skips.js';
import { TidemarkError } from '../tidemark-error.js';
import { WindowRow } from '../windows/window-row.js';
import type { AlertOptions } from './alert-options.js';
import { levelOver } from './threshold.js';

/**
 * What one row says: the level is crossed, it is clear, or it says neither and the state stays; `unjudged`: what is asked for by
 * `given` does not hold.
 */
export type Verdict = 'breach' | 'clear' | 'stay' | 'unjudged';

export interface Judgement {
  readonly verdict: Verdict;
  readonly value: number | null;
  readonly threshold: number | null;
}

/** Judges single rows; knows nothing of states and time. */
export class AlertJudge<R> {
  readonly #options: AlertOptions<R>;
  readonly #read: (row: R) => unknown;
  /** Rows whose value is no number. */
  readonly skips: Skips;
  #levels:
    | { readonly size: number | undefined; readonly threshold: number; readonly clear: number }
    | undefined;

  constructor(options: AlertOptions<R>) {
    this.#options = options;
    checkConditions(options);
    const { value } = options;
    this.skips = skipsFor(value);
    this.#read =
      typeof value === 'function' ? value : (row) => (value === undefined ? undefined : row[value]);
  }

  judge(row: R): Judgement {
    const { given, if: condition, absent } = this.#options;
    if (absent !== undefined) {
      const present = WindowRow.originOf(row)?.empty !== true;
      return { verdict: present ? 'clear' : 'stay', value: null, threshold: null };
    }
    if (condition !== undefined) {
      const verdict = given?.(row) === false ? 'unjudged' : condition(row) ? 'breach' : 'clear';
      return { verdict, value: null, threshold: null };
    }
    const read = this.#read(row);
    const value =
      typeof read === 'number' && !Number.isNaN(read) ? read : (numberElse(read, row, this.skips) ?? null);
    const { threshold, clear } = this.#levelsFor(row);
    // What is told is a double; what is compared keeps its digits.
    const exact = typeof read === 'number' ? value : (largeValue(read) ?? value);
    const verdict = given?.(row) === false ? 'unjudged' : this.#compare(exact, threshold, clear);
    return { verdict, value, threshold };
  }

  #compare(value: ExactNumber | null, threshold: number, clear: number): Verdict {
    if (value === null) {
      const { noData = 'hold' } = this.#options;
      return noData === 'hold' ? 'stay' : noData === 'ok' ? 'clear' : 'breach';
    }
    const isAbove = this.#options.below === undefined;
    if (isAbove ? value > threshold : value < threshold) return 'breach';
    return (isAbove ? value < clear : value > clear) ? 'clear' : 'stay';
  }

  /** Levels per second depend on the length of the window, which is the same for all rows of a stream. */
  #levelsFor(row: R): { readonly threshold: number; readonly clear: number } {
    const size = row instanceof WindowRow ? row.end - row.start : undefined;
    if (this.#levels?.size !== size || this.#levels === undefined) {
      const { above, below, clear } = this.#options;
      const threshold = levelOver(above ?? below ?? 0, size);
      this.#levels = { size, threshold, clear: clear === undefined ? threshold : levelOver(clear, size) };
    }
    return this.#levels;
  }
}

function checkConditions<R>(options: AlertOptions<R>): void {
  const { value, above, below, clear, if: condition, absent, by, windowsBy, keys = [] } = options;
  const kinds = [value, condition, absent].filter((kind) => kind !== undefined).length;
  const fail = (message: string): never => {
    throw new TidemarkError('bad-options', `alert: ${message}`);
  };
  if (kinds !== 1) fail('needs exactly one of value, if and absent.');
  const levels = [above, below].filter((level) => level !== undefined).length;
  if (value !== undefined && levels !== 1) fail('a value needs exactly one of above and below.');
  if (value === undefined && levels + (clear === undefined ? 0 : 1) > 0)
    fail('above, below and clear need a value.');
  const fields = by ?? windowsBy ?? [];
  if (keys.some((key) => (Array.isArray(key) ? key.length : 1) !== fields.length))
    fail('every entry of keys needs one value for each field of by.');
  if (clear === undefined) return;
  const threshold = above ?? below ?? 0;
  if (typeof threshold !== typeof clear) fail('clear must be given in the same unit as the threshold.');
  const distance = levelOver(threshold, 1000) - levelOver(clear, 1000);
  if (above !== undefined ? distance < 0 : distance > 0) {
    fail('clear must be on the quiet side of the threshold, or the alert would recover while it fires.');
  }
}
