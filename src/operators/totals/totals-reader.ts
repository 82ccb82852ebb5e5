import type { Timed } from '../batch.js';

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
  reading: Reading = 'add';
  /** The row's group, or the one that it takes out. */
  group = 0;
  readonly key: string[];
  readonly amounts: Float64Array;

  constructor(private readonly fields: TotalsFields) {
    this.key = fields.by.map(() => '');
    this.amounts = new Float64Array(fields.sums.length);
  }

  read(row: Timed): Reading {
    this.reading = this.#read(row);
    return this.reading;
  }

  #read(row: Timed): Reading {
    const values = row as Timed & Readonly<Record<string, unknown>>;
    const { group, by, sums, forget } = this.fields;
    if (forget !== undefined && values[forget] !== undefined) {
      const gone = values[forget];
      if (!Number.isSafeInteger(gone)) return fault(forget, 'a safe integer');
      this.group = gone as number;
      return 'forget';
    }
    const number = values[group];
    if (!Number.isSafeInteger(number)) return fault(group, 'a safe integer');
    this.group = number as number;
    for (let k = 0; k < by.length; k++) {
      const text = values[by[k] as string];
      if (typeof text !== 'string') return fault(by[k] as string, 'a text');
      this.key[k] = text;
    }
    for (let s = 0; s < sums.length; s++) {
      const amount = values[sums[s] as string];
      if (!Number.isSafeInteger(amount) || (amount as number) < 0) return fault(sums[s] as string, WHOLE);
      this.amounts[s] = amount as number;
    }
    return 'add';
  }
}

const fault = (field: string, rule: string): Reading => ({ fault: `totals: ${field} must be ${rule}.` });
