import type { Chunk } from '../../../operators/chunk.js';
import type { SourceRun } from '../../sources/source.js';

/** Pulls of the inner run, one at a time; what one has come to waits until it is taken. */
export class InnerPulls<T> {
  /** How many have begun. */
  begun = 0;
  /** It has ended or failed. */
  ended = false;
  /** What it has failed with. */
  fault: { readonly error: unknown } | undefined;
  /** Lines of what was taken; undefined where the source has none. */
  lines: number | undefined;
  readonly #chunks: AsyncIterator<Chunk<T>>;
  #pulling = false;
  #arrived: { readonly chunk: Chunk<T>; readonly lines: number | undefined } | undefined;

  constructor(
    private readonly run: SourceRun<T>,
    private readonly wake: () => void,
  ) {
    this.#chunks = run[Symbol.asyncIterator]();
    this.lines = run.lines;
  }

  /** Asks for the next chunk, unless that was done. */
  pull(): void {
    if (this.#pulling || this.ended) return;
    this.#pulling = true;
    this.begun++;
    this.#chunks.next().then(
      ({ done, value }) => {
        // Lines are counted now: the source stands still until it is pulled again.
        const { lines } = this.run;
        if (done !== true) this.#arrived = { chunk: value, lines };
        else {
          this.ended = true;
          this.lines = lines;
        }
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
    if (this.#arrived === undefined) return undefined;
    const { chunk, lines } = this.#arrived;
    this.#arrived = undefined;
    this.#pulling = false;
    this.lines = lines;
    return chunk;
  }

  /**
   * Lets go of it; its signal must have been aborted. `abandoned`: without waiting, for a pull may never come back. Never
   * rejects: what ended the run is the error to report.
   */
  async end(abandoned: boolean): Promise<void> {
    const returned = this.#chunks.return?.().catch(() => undefined);
    if (!abandoned) await returned;
  }
}
