import type { MemoryBudget } from '../../../io/http/memory-budget.js';

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
  /** Questions whose answers are being put together to be kept. */
  readonly #coming = new Set<string>();
  #bytes = 0;

  /** What is put together takes its bytes from the budget of all answers that are being made, or is not kept. */
  constructor(private readonly budget: Pick<MemoryBudget, 'tryTake' | 'give'>) {}

  /** What was answered to this when `changed` was the same. */
  find(question: string, changed: number): Buffer | undefined {
    const kept = this.#kept.get(question);
    if (kept === undefined) return undefined;
    this.#remove(question, kept);
    if (kept.changed !== changed) return undefined;
    this.#add(question, kept);
    return kept.body;
  }

  /** Passes an answer on, and keeps it when all of it has been written. Of several to the same question one is kept. */
  *keeping(question: string, changed: number, pieces: Iterable<Buffer>): Generator<Buffer, void> {
    const coming = `${changed} ${question}`;
    if (this.#coming.has(coming)) {
      yield* pieces;
      return;
    }
    this.#coming.add(coming);
    let parts: Buffer[] = [];
    let bytes = 0;
    let isKept = true;
    const drop = (): void => {
      this.budget.give(bytes);
      isKept = false;
      parts = [];
      bytes = 0;
    };
    try {
      for (const piece of pieces) {
        if (isKept && bytes + piece.length <= MOST_OF_ONE && this.budget.tryTake(piece.length)) {
          bytes += piece.length;
          parts.push(piece);
        } else if (isKept) drop();
        yield piece;
      }
      // Whoever reads slowly may finish after another who has asked later.
      const before = this.#kept.get(question);
      if (isKept && (before === undefined || before.changed <= changed)) {
        if (before !== undefined) this.#remove(question, before);
        this.#add(question, { changed, body: Buffer.concat(parts, bytes) });
        this.#forget();
      }
    } finally {
      drop();
      this.#coming.delete(coming);
    }
  }

  #forget(): void {
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
