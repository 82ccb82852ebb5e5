/** Which fields a decoder is asked for. */
export class WantedNames {
  readonly #names: ReadonlySet<string> | undefined;

  constructor(fields: readonly string[] | 'all') {
    this.#names = fields === 'all' ? undefined : new Set(fields);
  }

  /** Whether the field is asked for. `time` is never asked for here: every row has it, and it is set apart. */
  has(name: string): boolean {
    return name !== 'time' && (this.#names === undefined || this.#names.has(name));
  }

  /** Whether any of these is asked for. */
  some(names: readonly string[]): boolean {
    return names.some((name) => this.has(name));
  }

  /** Whether a name that begins like this may be asked for. */
  mayBegin(prefix: string): boolean {
    if (this.#names === undefined) return true;
    for (const name of this.#names) if (name.startsWith(prefix)) return true;
    return false;
  }
}
