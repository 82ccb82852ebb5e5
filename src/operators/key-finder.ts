import { groupKey, keyText, plainKey } from './group-key.js';

const OTHER = '(other)';
const OTHER_KEY = '\u0000other';

/** Finds what is kept of a row's key, and makes it where there is nothing yet. */
export class KeyFinder<G> {
  readonly #by: readonly string[];
  readonly #only: string | undefined;

  constructor(
    by: readonly string[],
    private readonly maxKeys: number,
    private readonly make: (key: string, values: readonly unknown[]) => G,
    /** Whether texts that are numbers are keys as those. */
    private readonly plain = false,
  ) {
    this.#by = by;
    this.#only = by.length === 1 ? by[0] : undefined;
  }

  find(groups: Map<string, G>, row: object): G {
    const fields = row as Readonly<Record<string, unknown>>;
    const given =
      this.#only === undefined ? groupKey(this.#by.map((name) => fields[name])) : keyText(fields[this.#only]);
    const asGiven = groups.get(given);
    if (asGiven !== undefined) return asGiven;
    const values = this.#by.map((name) => (this.plain ? plainKey(fields[name]) : fields[name]) ?? null);
    const key = this.plain ? groupKey(values) : given;
    const known = groups.get(key);
    if (known !== undefined) return known;
    const other = groups.get(OTHER_KEY);
    // What stands for all other keys is no key itself.
    const over = groups.size - (other === undefined ? 0 : 1) >= this.maxKeys;
    if (over && other !== undefined) return other;
    const group = over
      ? this.make(
          OTHER_KEY,
          this.#by.map(() => OTHER),
        )
      : this.make(key, values);
    groups.set(over ? OTHER_KEY : key, group);
    return group;
  }
}
