import type { Commit, Settled } from '../../io/state/state-store.js';

/** What sinks hold back in a run that remembers nothing. */
export class PiecesInMemory {
  readonly #pieces = new Map<string, Map<string, Uint8Array>>();

  /** As a commit would store it. */
  commit(kept: Commit['kept'], done: readonly Settled[]): void {
    for (const [sink, changes] of Object.entries(kept)) {
      for (const [key, bytes] of changes) {
        if (bytes === undefined) this.#pieces.get(sink)?.delete(key);
        else
          this.#pieces.set(sink, (this.#pieces.get(sink) ?? new Map<string, Uint8Array>()).set(key, bytes));
      }
    }
    for (const { sink, pieces = [] } of done) for (const key of pieces) this.#pieces.get(sink)?.delete(key);
  }

  async piece(sink: string, key: string): Promise<Uint8Array> {
    const bytes = this.#pieces.get(sink)?.get(key);
    if (bytes === undefined) throw new Error(`Nothing is kept for ${sink} under ${JSON.stringify(key)}.`);
    return bytes;
  }
}
