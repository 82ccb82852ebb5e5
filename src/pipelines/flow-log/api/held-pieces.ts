/** Pieces of an answer that something is held for until they have been read, or nobody wants them any more. */
export class HeldPieces implements Iterator<Buffer, void> {
  #isHeld = true;

  /** `release` is called once. (A generator that has not begun runs nothing when it is ended.) */
  constructor(
    private readonly pieces: Iterator<Buffer, void>,
    private readonly release: () => void,
  ) {}

  next(): IteratorResult<Buffer, void> {
    const next = this.pieces.next();
    if (next.done === true) this.#end();
    return next;
  }

  return(): IteratorResult<Buffer, void> {
    this.pieces.return?.();
    this.#end();
    return { done: true, value: undefined };
  }

  #end(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.release();
  }
}
