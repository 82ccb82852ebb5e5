import { plainKey } from '../group-key.js';
import type { Measures } from '../measures/measure.js';
import type { WindowGrid } from '../operator.js';
import { TidemarkError } from '../tidemark-error.js';
import { type Duration, toMilliseconds } from '../time/duration.js';
import type { PaneWindowsOptions } from './windows-state.js';

export interface KeyOptions<By extends string> {
  /** Fields that make the key; without them the window has no keys and is dense. */
  readonly by?: readonly By[];
  /** Keys known beforehand, one value (or one list of values, for several fields) each: dense from the start. */
  readonly keys?: readonly unknown[];
  /** More keys than this at once go to the key `(other)`. Default 10,000. */
  readonly maxKeys?: number;
  /**
   * A text that is written just as a number is (`200`) makes the key of that number, and is shown as it: for rows of
   * formats that know no kinds. `1.10` and `007` stay texts. Default: 1 and "1" are two keys.
   */
  readonly plainKeys?: boolean;
}

export interface EarlyOptions {
  /**
   * Shows the open window this often in event time, with the rows up to then and the mark `early: true`, wherever rows
   * have come since. It must be a part of the slide; of windows that overlap, the one that closes next is shown.
   */
  readonly early?: Duration;
}

/** Checks `early` against the slide of a grid; throws `bad-options`. */
export function earlyOf(
  operator: string,
  { early }: EarlyOptions,
  { every, offsets }: WindowGrid,
): number | undefined {
  if (early === undefined) return undefined;
  const milliseconds = toMilliseconds(early);
  if (offsets !== undefined) {
    throw new TidemarkError(
      'bad-options',
      `${operator}: days by a local clock cannot be shown early, for some have 23 or 25 hours.`,
    );
  }
  if (!(milliseconds > 0 && milliseconds < every && every % milliseconds === 0)) {
    throw new TidemarkError(
      'bad-options',
      `${operator}: early (${milliseconds} ms) must be shorter than a window's slide (${every} ms) and divide it.`,
    );
  }
  return milliseconds;
}

const RESERVED = new Set(['start', 'end', 'time', 'partial', 'windows', 'early']);

/** Checks key fields and measures where a window is defined; throws `bad-options`. */
export function checkWindowFields<R>(
  operator: string,
  options: KeyOptions<string> & { readonly measures: Measures<R> },
): Omit<PaneWindowsOptions<R>, 'grid' | 'early'> {
  const { by = [], keys = [], maxKeys = 10_000, plainKeys = false, measures } = options;
  const taken = new Set<string>();
  for (const name of [...by, ...Object.keys(measures)]) {
    if (!/^[A-Za-z_]\w*$/.test(name) || name === '__proto__') {
      throw new TidemarkError(
        'bad-options',
        `${operator}: "${name}" is no field name; use letters, digits and _.`,
      );
    }
    if (RESERVED.has(name)) {
      throw new TidemarkError(
        'bad-options',
        `${operator}: every window has a field "${name}" already; use another name.`,
      );
    }
    if (taken.has(name)) {
      throw new TidemarkError(
        'bad-options',
        `${operator}: "${name}" is used twice, as key fields and measures are fields of one row.`,
      );
    }
    taken.add(name);
  }
  const before = new Set<string>();
  for (const [name, measure] of Object.entries(measures)) {
    for (const needed of measure.needs ?? []) {
      if (before.has(needed)) continue;
      throw new TidemarkError(
        'bad-options',
        `${operator}: measure "${name}" is made of "${needed}", which must be a measure defined before it.`,
      );
    }
    before.add(name);
  }
  if (!(Number.isInteger(maxKeys) && maxKeys > 0)) {
    throw new TidemarkError('bad-options', `${operator}: maxKeys must be a whole number above 0.`);
  }
  const known = keys.map((key) => {
    const values = Array.isArray(key) ? (key as readonly unknown[]) : [key];
    return plainKeys ? values.map(plainKey) : values;
  });
  if (known.some((values) => values.length !== by.length)) {
    throw new TidemarkError(
      'bad-options',
      `${operator}: every entry of keys needs one value for each field of by.`,
    );
  }
  return { by, keys: known, maxKeys, plainKeys, measures };
}
