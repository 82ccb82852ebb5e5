import type { Clock } from '../../clock.js';
import type { Call } from '../../object-store/object-store.js';
import { ObjectStoreFault } from '../../object-store/object-store-fault.js';
import { Bandwidth } from './bandwidth.js';
import { Pace } from './pace.js';

/** Milliseconds for a request without its body, and bytes of a body that are sent in a millisecond at least. */
const DEADLINE = 30_000;
const LEAST_SPEED = 50;
/** Milliseconds for which one request is repeated because the store wants us to be slower. */
const PATIENCE = 10 * 60_000;
/** Faults that the next attempt is free of, since it is made otherwise: by other credentials, by the store's clock, at another host. */
const MENDED: ReadonlySet<string> = new Set(['expired', 'clock-skew', 'redirected']);

/** Sends requests at one pace, and repeats those that were no fault of what they are about. */
export class Requests {
  readonly #pace: Pace;
  readonly #bandwidth: Bandwidth | undefined;

  constructor(
    private readonly clock: Clock,
    random: () => number,
    bandwidth?: number,
  ) {
    this.#pace = new Pace(clock, random);
    this.#bandwidth = bandwidth === undefined ? undefined : new Bandwidth(bandwidth, clock);
  }

  /** Rejects with what the request has rejected with. */
  async ask<R>(bytes: number, signal: AbortSignal, send: (call: Call) => Promise<R>): Promise<R> {
    const begun = this.clock.now();
    let endpoint: string | undefined;
    const mended = new Set<string>();
    for (;;) {
      await this.#bandwidth?.turn(bytes, signal);
      const sent = await this.#pace.turn(signal);
      try {
        const answer = await send({
          deadline: DEADLINE + Math.ceil(bytes / LEAST_SPEED),
          signal,
          ...(endpoint !== undefined && { endpoint }),
        });
        this.#pace.faster();
        return answer;
      } catch (error) {
        if (!(error instanceof ObjectStoreFault) || signal.aborted) throw error;
        if (error.class === 'slow-down') {
          this.#pace.slower(sent, error.retryAfter);
          if (this.clock.now() - begun >= PATIENCE) throw error;
        } else {
          if (!MENDED.has(error.class) || mended.has(error.class)) throw error;
          mended.add(error.class);
          endpoint = error.endpoint;
        }
      }
    }
  }
}
