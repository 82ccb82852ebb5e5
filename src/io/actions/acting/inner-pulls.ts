import type { Chunk } from '../../../operators/chunk.js';
import type { SourceRun } from '../../sources/source.js';

/** Pulls of the inner run, one at a time; what one has come to waits until it is taken. */
export class InnerPulls<T> {
  /** How many have begun. */
  begun = 0;
  /** The number of the pull whose chunk was taken last. */
  given = 0;
  /** It has ended or failed. */
  ended = false;
  /** What it has failed with. */
  fault: { readonly error: unknown } | undefined;
  readonly #chunks: AsyncIterator<Chunk<T>>;
  #pulling = false;
  #arrived: Chunk<T> | undefined;

  constructor(
    run: SourceRun<T>,
    private readonly wake: () => void,
  ) {
    this.#chunks = run[Symbol.asyncIterator]();
  }

  /** Asks for the next chunk, unless that was done. */
  pull(): void {
    if (this.#pulling || this.ended) return;
    this.#pulling = true;
    this.begun++;
    this.#chunks.next().then(
      ({ done, value }) => {
        if (done === true) this.ended = true;
        else this.#arrived = value;
        this.wake();
      },
      (error: unknown) => {
        this.fault = { error };
        this.ended = true;
        this.wake();
      },
    );
  }

  take(): Chunk<T> | undefined {
    const chunk = this.#arrived;
    if (chunk === undefined) return undefined;
    this.#arrived = undefined;
    this.#pulling = false;
    this.given = this.begun;
    return chunk;
  }

  /** Lets go of it; `abandoned`: without waiting, for a pull may never come back. */
  async end(abandoned: boolean): Promise<void> {
    const returned = this.#chunks.return?.();
    if (abandoned) void returned?.catch(() => undefined);
    else await returned;
  }
}
