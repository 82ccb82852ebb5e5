import { backoff } from '../io/backoff.js';
import type { SourceRun } from '../io/sources/source.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { RetryOptions } from './retry.js';

export interface AcknowledgerOptions extends Pick<RetryOptions, 'clock' | 'random' | 'onRetry'> {
  /** Takes secrets out of what is said of errors. */
  readonly redact: (text: string) => string;
}

/**
 * Tells a run of a source what is committed. Where it cannot take that for the moment, nothing is lost and nothing stops:
 * it is told again with backoff, or with the next commit, whose position says more.
 */
export class Acknowledger {
  /** How often it was told again. */
  retries = 0;
  /** Why it could not be told; undefined when it was. */
  error: string | undefined;
  #failures = 0;
  /** What could not be told yet. */
  #owed: { readonly position: unknown } | undefined;
  #again = new AbortController();
  /** What is being told now. */
  #acknowledging: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly run: Pick<SourceRun<unknown>, 'acknowledge'>,
    private readonly options: AcknowledgerOptions,
  ) {}

  /** Resolves when the run was told, or will be told again. Rejects with an error that is not retryable. */
  async acknowledge(position: unknown): Promise<void> {
    if (this.run.acknowledge === undefined) return;
    await this.#inTurn(position);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /**
   * Tells what is owed once more, and then no more: the next run of the source begins with what is committed. Rejects as
   * `acknowledge` does.
   */
  async end(): Promise<void> {
    await this.#acknowledging;
    if (this.#owed !== undefined) await this.#inTurn(this.#owed.position);
    this.stop();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Tells nothing again. */
  stop(): void {
    this.#again.abort();
  }

  async #inTurn(position: unknown): Promise<void> {
    while (this.#acknowledging !== undefined) await this.#acknowledging;
    this.#acknowledging = this.#attempt(position);
    await this.#acknowledging;
    this.#acknowledging = undefined;
  }

  /** Never rejects. */
  async #attempt(position: unknown): Promise<void> {
    const { clock, random, onRetry, redact } = this.options;
    this.#again.abort();
    try {
      await this.run.acknowledge?.(position);
      this.#failures = 0;
      this.#owed = undefined;
      this.error = undefined;
    } catch (error) {
      if (!(error instanceof TidemarkError) || !error.retryable) {
        this.#failure ??= { error };
        return;
      }
      this.#owed = { position };
      this.retries++;
      this.error = redact(error.message);
      const pause = (error.retryAfter ?? 0) + backoff(++this.#failures, random());
      onRetry(error, pause);
      const again = new AbortController();
      this.#again = again;
      void clock.sleep(pause, again.signal).then(() => {
        if (!again.signal.aborted) void this.#inTurn(position);
      });
    }
  }
}
