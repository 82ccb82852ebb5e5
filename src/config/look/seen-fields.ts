import type { Row } from '../../io/codecs/fields/row.js';

/** What the rows that were looked at have under one name. */
export interface SeenField {
  readonly name: string;
  /** Rows in which it has a value. */
  readonly rows: number;
  readonly type: 'text' | 'number' | 'boolean' | 'any';
  /** How many values it has; undefined where they are more than anybody tells apart. */
  readonly values: number | undefined;
}

const MOST_FIELDS = 300;
const MOST_VALUES = 50;
const LONGEST = 200;

type Kind = SeenField['type'];

interface Tally {
  rows: number;
  kind: Kind | undefined;
  readonly values: Set<unknown>;
  isMany: boolean;
}

/** Notes which fields rows have, and what kinds of values. */
export class SeenFields {
  readonly #fields = new Map<string, Tally>();

  add(row: Row): void {
    for (const name in row) {
      const value = row[name];
      if (name === 'time' || value === undefined) continue;
      const tally = this.#fields.get(name) ?? this.#begin(name);
      if (tally === undefined || value === null) continue;
      const kind = kindOf(value);
      tally.rows++;
      tally.kind = tally.kind === undefined || tally.kind === kind ? kind : 'any';
      if (tally.isMany) continue;
      tally.values.add(typeof value === 'string' ? value.slice(0, LONGEST) : value);
      if (tally.values.size <= MOST_VALUES) continue;
      tally.isMany = true;
      tally.values.clear();
    }
  }

  get fields(): readonly SeenField[] {
    return Array.from(this.#fields, ([name, { rows, kind = 'any', values, isMany }]) => ({
      name,
      rows,
      type: kind,
      values: isMany ? undefined : values.size,
    }));
  }

  #begin(name: string): Tally | undefined {
    if (this.#fields.size >= MOST_FIELDS) return undefined;
    const made: Tally = { rows: 0, kind: undefined, values: new Set(), isMany: false };
    this.#fields.set(name, made);
    return made;
  }
}

const kindOf = (value: unknown): Kind => {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'any';
};
