import type { SpreadTarget } from '../../../operators/spread/place-targets.js';

/** Targets that may be exchanged for others while they are looked at. */
export class TargetList<T extends SpreadTarget> {
  #byName: ReadonlyMap<string, T>;
  #changed = new AbortController();

  constructor(targets: readonly T[]) {
    this.#byName = byNameOf(targets);
  }

  get all(): readonly T[] {
    return [...this.#byName.values()];
  }

  get size(): number {
    return this.#byName.size;
  }

  get(name: string): T | undefined {
    return this.#byName.get(name);
  }

  /** Aborted when the targets of this moment are exchanged. */
  get changed(): AbortSignal {
    return this.#changed.signal;
  }

  replace(targets: readonly T[]): void {
    this.#byName = byNameOf(targets);
    const changed = this.#changed;
    this.#changed = new AbortController();
    changed.abort();
  }
}

const byNameOf = <T extends SpreadTarget>(targets: readonly T[]): ReadonlyMap<string, T> =>
  new Map(targets.map((target) => [target.name, target]));
