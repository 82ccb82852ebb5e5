/** The names that presets look for in the objects of one decoder, each with a slot for its value. */
export class PresetNames {
  readonly #slots = new Map<string, number>();
  readonly #beginnings = new Set<string>();

  /** The slot of a name, made if it has none. */
  slot(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot = this.#slots.size;
    this.#slots.set(name, slot);
    for (let at = name.indexOf('_'); at !== -1; at = name.indexOf('_', at + 1))
      this.#beginnings.add(name.slice(0, at + 1));
    return slot;
  }

  get count(): number {
    return this.#slots.size;
  }

  /** -1 for a name that nobody looks for. */
  find(name: string): number {
    return this.#slots.get(name) ?? -1;
  }

  /** Whether a name that begins like this may be looked for. */
  mayBegin(prefix: string): boolean {
    return this.#beginnings.has(prefix);
  }
}
