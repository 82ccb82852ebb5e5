import { TidemarkError } from '../../../operators/tidemark-error.js';
import { Requests } from '../../actions/upload/requests.js';
import { backoff } from '../../backoff.js';
import type { Clock } from '../../clock.js';
import type { Call } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';

/** So many failures in a row are worth a word: one now and then is usual. */
const SAID_AT = 3;

export interface AskingOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Milliseconds for which a request is repeated. */
  readonly patience: number;
  readonly warn: (message: string) => void;
}

/** Asks a store until it answers: what may succeed without anybody's doing is tried again, with backoff. */
export class Asking {
  readonly #requests: Requests;
  /** Whoever looks on has been told that the store does not answer. */
  #isSaid = false;

  constructor(private readonly options: AskingOptions) {
    this.#requests = new Requests(options.clock, options.random);
  }

  /** Rejects with an ObjectStoreFault that is there to stay; or with `unreadable` when the patience is over. */
  async ask<R>(bytes: number, send: (call: Call) => Promise<R>): Promise<R> {
    const { clock, random, signal, patience, warn } = this.options;
    const begun = clock.now();
    for (let failures = 1; ; failures++) {
      try {
        const answer = await this.#requests.ask(bytes, signal, send);
        this.#isSaid = false;
        return answer;
      } catch (error) {
        if (!(error instanceof ObjectStoreFault) || !error.again || signal.aborted) throw error;
        if (clock.now() - begun >= patience)
          throw new TidemarkError('unreadable', `${error.message}. It was asked ${failures} times.`, {
            cause: error,
          });
        if (failures >= SAID_AT && !this.#isSaid) {
          this.#isSaid = true;
          warn(`${error.message}. It is asked again until it answers.`);
        }
        await clock.sleep((error.retryAfter ?? 0) + backoff(failures, random()), signal);
      }
    }
  }
}
