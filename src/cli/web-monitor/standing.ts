import type { CheckRow } from '../../io/actions/check/check-row.js';

/** How a target stands, as people count them. */
export type Stand = 'up' | 'slow' | 'down' | 'unknown';

export const standOf = ({ class: found }: Pick<CheckRow, 'class'>): Stand => {
  if (found === 'ok') return 'up';
  if (found === 'slow') return 'slow';
  return found === 'unknown' || found === 'missed' ? 'unknown' : 'down';
};

const ORDER: readonly Stand[] = ['down', 'slow', 'unknown', 'up'];

/** What came of each target last. */
export class Standing {
  readonly #last = new Map<string, CheckRow>();
  /** Undefined: whichever come. */
  #names: ReadonlySet<string> | undefined;

  /** From now on these targets alone. A check of another may be under way still. */
  keep(names: ReadonlySet<string>): void {
    this.#names = names;
    for (const name of this.#last.keys()) if (!names.has(name)) this.#last.delete(name);
  }

  note(row: CheckRow): void {
    if (row.moved) {
      this.#last.delete(row.name);
      return;
    }
    if (this.#names?.has(row.name) === false) return;
    const before = this.#last.get(row.name);
    // That a check was left out says nothing of a target that something is known of.
    if (row.class === 'missed' && before !== undefined) return;
    this.#last.set(row.name, row);
  }

  counts(): Readonly<Record<Stand, number>> {
    const counts = { up: 0, slow: 0, down: 0, unknown: 0 };
    for (const row of this.#last.values()) counts[standOf(row)]++;
    return counts;
  }

  /** What is down, then what is slow, and each from the slowest on. */
  worstFirst(): readonly CheckRow[] {
    const rank = (row: CheckRow): number => ORDER.indexOf(standOf(row));
    return [...this.#last.values()].sort(
      (a, b) => rank(a) - rank(b) || (b.total ?? 0) - (a.total ?? 0) || (a.name < b.name ? -1 : 1),
    );
  }
}
