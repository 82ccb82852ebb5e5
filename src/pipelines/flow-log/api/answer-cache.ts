/** Bytes of all answers that are kept, and of one. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_OF_ONE = 16 * 1024 * 1024;

interface Kept {
  readonly changed: number;
  readonly body: Buffer;
}

/** Answers that are still true: those longest not asked for are forgotten first. */
export class AnswerCache {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  /** What was answered to this when `changed` was the same. */
  find(question: string, changed: number): Buffer | undefined {
    const kept = this.#kept.get(question);
    if (kept === undefined) return undefined;
    this.#remove(question, kept);
    if (kept.changed !== changed) return undefined;
    this.#add(question, kept);
    return kept.body;
  }

  /** Passes an answer on, and keeps it when all of it has been written. */
  *keeping(question: string, changed: number, pieces: Iterable<Buffer>): Generator<Buffer, void> {
    let parts: Buffer[] | undefined = [];
    let bytes = 0;
    for (const piece of pieces) {
      bytes += piece.length;
      if (bytes > MOST_OF_ONE) parts = undefined;
      parts?.push(piece);
      yield piece;
    }
    if (parts === undefined) return;
    const before = this.#kept.get(question);
    // Whoever reads slowly may finish after another who has asked later.
    if (before !== undefined && before.changed > changed) return;
    if (before !== undefined) this.#remove(question, before);
    this.#add(question, { changed, body: Buffer.concat(parts, bytes) });
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#remove(oldest, kept);
    }
  }

  #add(question: string, kept: Kept): void {
    this.#kept.set(question, kept);
    this.#bytes += kept.body.length;
  }

  #remove(question: string, kept: Kept): void {
    this.#kept.delete(question);
    this.#bytes -= kept.body.length;
  }
}
