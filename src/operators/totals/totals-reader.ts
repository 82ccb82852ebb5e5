import type { Timed } from '../batch.js';
import { fieldAt } from './field-at.js';

export interface TotalsFields {
  readonly group: string;
  readonly by: readonly string[];
  readonly sums: readonly string[];
  readonly forget: string | undefined;
}

/** What a row is to the totals: to be added, to take a group out, or neither, and then why. */
export type Reading = 'add' | 'forget' | { readonly fault: string };

const WHOLE = `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`;

/** Reads one row after the other; what it says of a row is good until the next one. */
export class TotalsReader {
  /** The row's group, or the one that it takes out. */
  group = 0;
  readonly key: string[];
  readonly amounts: Float64Array;
  /** The group, the key, the sums, and the field that takes a group out where there is one. */
  readonly #names: readonly string[];

  constructor({ group, by, sums, forget }: TotalsFields) {
    this.key = by.map(() => '');
    this.amounts = new Float64Array(sums.length);
    this.#names = [group, ...by, ...sums, ...(forget === undefined ? [] : [forget])];
  }

  read(row: Timed): Reading {
    const values = row as Timed & Readonly<Record<string, unknown>>;
    const names = this.#names;
    const { key, amounts } = this;
    const firstSum = 1 + key.length;
    const end = firstSum + amounts.length;
    if (end < names.length) {
      const gone = fieldAt(values, names, end);
      if (gone !== undefined) {
        if (!Number.isSafeInteger(gone)) return fault(names[end], 'a safe integer');
        this.group = gone as number;
        return 'forget';
      }
    }
    const number = fieldAt(values, names, 0);
    if (!Number.isSafeInteger(number)) return fault(names[0], 'a safe integer');
    this.group = number as number;
    for (let at = 1; at < firstSum; at++) {
      const text = fieldAt(values, names, at);
      if (typeof text !== 'string') return fault(names[at], 'a text');
      key[at - 1] = text;
    }
    for (let at = firstSum; at < end; at++) {
      const amount = fieldAt(values, names, at);
      if (!Number.isSafeInteger(amount) || (amount as number) < 0) return fault(names[at], WHOLE);
      amounts[at - firstSum] = amount as number;
    }
    return 'add';
  }
}

const fault = (field: string | undefined, rule: string): Reading => ({
  fault: `totals: ${field} must be ${rule}.`,
});
