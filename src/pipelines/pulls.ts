import type { SourceRun } from '../io/sources/source.js';
import type { Chunk } from '../operators/chunk.js';
import { orAbandoned } from './or-abandoned.js';

/** Chunks of a run up to where it ends or fails, so that what it gave before a failure is still committed and told. */
export class Pulls<T> {
  readonly #iterator: AsyncIterator<Chunk<T>>;
  /** Answers the pull that is waited for. */
  #answer: (chunk: Chunk<T> | undefined) => void = () => undefined;
  #fault: { readonly error: unknown } | undefined;

  constructor(
    run: SourceRun<T>,
    /** Aborted: nothing is waited for any more. */
    private readonly abandon: AbortSignal,
  ) {
    this.#iterator = run[Symbol.asyncIterator]();
    // Not a race with a promise of the abort: that would keep every chunk until it is decided.
    abandon.addEventListener('abort', () => this.#answer(undefined), { once: true });
  }

  /** What the source failed with. */
  get fault(): { readonly error: unknown } | undefined {
    return this.#fault;
  }

  /** The next chunk; undefined where there is none, for whatever reason. Never rejects. */
  next(): Promise<Chunk<T> | undefined> {
    return new Promise((resolve) => {
      if (this.abandon.aborted) return resolve(undefined);
      this.#answer = resolve;
      this.#iterator.next().then(
        ({ done, value }) => resolve(done === true ? undefined : value),
        (error: unknown) => {
          this.#fault = { error };
          resolve(undefined);
        },
      );
    });
  }

  /** Lets go of the source, which may do what it must before it is done. */
  async end(): Promise<void> {
    const returned = this.#iterator.return?.();
    // Of a source that does not heed the signal a pull may never come back, and this would wait behind it.
    if (this.abandon.aborted) void returned?.catch(() => undefined);
    else if (returned !== undefined) await orAbandoned(returned, this.abandon);
  }
}
