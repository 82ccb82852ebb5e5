import type { Evidence } from './preset.js';

/** A name of a preset in the objects of one decoder: which value it is, and what objects that have it may be. */
export class PresetNames {
  readonly #slots = new Map<string, number>();
  readonly #marks: number[] = [];
  readonly #beginnings = new Set<string>();

  /** The slot of a name, made if it has none. */
  slot(name: string): number {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot = this.#slots.size;
    this.#slots.set(name, slot);
    this.#marks.push(0);
    for (let at = name.indexOf('_'); at !== -1; at = name.indexOf('_', at + 1))
      this.#beginnings.add(name.slice(0, at + 1));
    return slot;
  }

  /** Objects that have one of these may be those of a bit. */
  mark(evidence: readonly Evidence[], bit: number): void {
    for (const { name } of evidence) {
      const slot = this.slot(name);
      this.#marks[slot] = this.marksOf(slot) | bit;
    }
  }

  /** -1 for a name that nobody looks for. */
  find(name: string): number {
    return this.#slots.get(name) ?? -1;
  }

  marksOf(slot: number): number {
    return this.#marks[slot] ?? 0;
  }

  /** Whether a name that begins like this may be looked for. */
  mayBegin(prefix: string): boolean {
    return this.#beginnings.has(prefix);
  }
}
