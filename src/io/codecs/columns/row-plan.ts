import type { Row } from '../fields/row.js';
import type { LineFields } from './line-fields.js';
import type { ReadColumn } from './read-column.js';

/** Which values the rows of one layout get, and how each is read. Its rows have the same properties in the same order. */
export class RowPlan<F extends LineFields = LineFields> {
  readonly #names: readonly string[];
  readonly #reads: readonly ReadColumn<F>[];

  /** The names of columns are of snake case, so `__proto__` cannot be one of them. */
  constructor(columns: ReadonlyMap<string, ReadColumn<F>>) {
    this.#names = [...columns.keys()].filter((name) => name !== 'time');
    this.#reads = this.#names.map((name) => columns.get(name) as ReadColumn<F>);
  }

  row(time: number, bytes: Buffer, fields: F): Row {
    const row: Record<string, unknown> & { time: number } = { time };
    const names = this.#names;
    const reads = this.#reads;
    for (let i = 0; i < names.length; i++) {
      row[names[i] as string] = (reads[i] as ReadColumn<F>)(bytes, fields);
    }
    return row;
  }
}

/**
 * The columns that are asked for. `all` means those that have a name in `all`; the others are read only by name, as they
 * say the same under another name.
 */
export function wantedColumns<F extends LineFields>(
  columns: ReadonlyMap<string, ReadColumn<F>>,
  fields: readonly string[] | 'all',
  all: Iterable<string>,
): Map<string, ReadColumn<F>> {
  const wanted = new Map<string, ReadColumn<F>>();
  for (const name of fields === 'all' ? all : fields) {
    const read = columns.get(name);
    if (read !== undefined) wanted.set(name, read);
  }
  return wanted;
}
