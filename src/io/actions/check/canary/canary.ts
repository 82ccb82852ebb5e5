import { setMaxListeners } from 'node:events';
import type { Clock } from '../../../clock.js';
import { countOf } from '../../../text/count-of.js';
import { formatDuration } from '../../../text/format-duration.js';
import { oneLine } from '../../../text/one-line.js';
import type { Target } from '../target.js';
import type { CheckClass, Verdict } from '../verdict.js';
import { asked, blame, type CanaryState, type Failure, isLost, NO_CANARY_YET } from './canary-state.js';

export interface CanaryOptions {
  /** Addresses that always answer, best of several owners; whatever they answer. */
  readonly targets: readonly Target[];
  /** Checks one of them once. */
  readonly check: (target: Target, signal: AbortSignal) => Promise<Verdict>;
  readonly clock: Clock;
  /** Told when nobody answers any more, and when somebody does again. */
  readonly onWarning: (message: string) => void;
}

/** Failures that a network that is down looks like. */
const NETWORK: ReadonlySet<CheckClass> = new Set(['dns', 'connect', 'timeout', 'reset']);
/** What is no answer of a canary: those, and that it was not asked. */
const UNANSWERED: ReadonlySet<CheckClass> = new Set([...NETWORK, 'missed']);
/** Milliseconds from one asking to the next, while sites fail: they are asked together. */
const PAUSE = 1000;
/** The same, while nobody answers. */
const RETRY = 5000;
/** Milliseconds that an answer is waited for, whatever the targets say: what has failed waits for it. */
const LONGEST = 5000;

/**
 * Tells whether a failure is that of a site or of our own network: after a failure, addresses that always answer are asked,
 * once a second at most, whatever fails meanwhile. While none of them answers, and for checks that were under way then, it is
 * ours. Of its own accord it asks only whether an outage is over.
 *
 * @example
 * ```ts
 * import { Canary, type Check, systemClock, type Target } from 'tidemark';
 *
 * export const canaryOf = (targets: readonly Target[], check: Check) =>
 *   new Canary({ targets, check, clock: systemClock(), onWarning: console.warn });
 * ```
 */
export class Canary {
  #state: CanaryState = NO_CANARY_YET;
  #asking: Promise<void> | undefined;
  #lastBegan = -Infinity;
  #ours = 0;
  readonly #closed = new AbortController();

  constructor(private readonly options: CanaryOptions) {
    setMaxListeners(0, this.#closed.signal);
  }

  /** Whether a verdict is owed to our own network. */
  async isOurs(verdict: Verdict, failure: Failure): Promise<boolean> {
    if (!NETWORK.has(verdict.class)) return false;
    for (;;) {
      const whose = this.#closed.signal.aborted ? 'site' : blame(this.#state, failure);
      if (whose === 'us') this.#ours++;
      if (whose !== 'ask') return whose === 'us';
      // Whoever fails while it is under way waits for the same one, and for one more where that was begun before it failed.
      this.#asking ??= this.#ask(PAUSE);
      await this.#asking;
    }
  }

  close(): void {
    this.#closed.abort();
  }

  async #ask(pause: number): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.#closed;
    const early = this.#lastBegan + pause - clock.now();
    if (early > 0) await clock.sleep(early, signal);
    const began = clock.now();
    this.#lastBegan = began;
    const verdicts = await this.#verdicts();
    this.#asking = undefined;
    // What has been given up says nothing.
    if (signal.aborted) return;
    const before = this.#state;
    const isAnswered = verdicts.some((verdict) => !UNANSWERED.has(verdict.class));
    this.#state = asked(before, { began, ended: clock.now(), isAnswered });
    if (isLost(this.#state)) {
      if (!isLost(before)) this.#sayLost(verdicts);
      this.#asking = this.#ask(RETRY);
    } else if (isLost(before)) this.#sayBack(this.#state);
  }

  /** Of all of them, up to the first one that answers: what the others would come to does not matter then. */
  async #verdicts(): Promise<readonly Verdict[]> {
    const { clock, targets, check } = this.options;
    const enough = new AbortController();
    const { signal } = enough;
    setMaxListeners(0, signal);
    const end = (): void => enough.abort();
    this.#closed.signal.addEventListener('abort', end, { once: true });
    void clock.sleep(LONGEST, signal).then(end);
    const asking = targets.map(async (target) => {
      // A defect of ours is no sign of an outage.
      const verdict = await check(target, signal).catch((): Verdict => ({ class: 'internal', timings: {} }));
      if (!UNANSWERED.has(verdict.class)) end();
      return verdict;
    });
    const verdicts = await Promise.all(asking);
    end();
    this.#closed.signal.removeEventListener('abort', end);
    return verdicts;
  }

  #sayLost(verdicts: readonly Verdict[]): void {
    this.#ours = 0;
    const all = this.options.targets.map(({ name }, i) => `${name}: ${verdicts[i]?.class}`);
    this.options.onWarning(
      oneLine(
        `Our own network is down: no canary answers (${all.join(', ')}). What fails meanwhile is class unknown.`,
      ),
    );
  }

  #sayBack({ outage }: CanaryState): void {
    const lasted = outage === undefined ? Infinity : outage.to - outage.from;
    const words =
      lasted < Infinity ? ` after ${formatDuration(Math.ceil(lasted / 1000) * 1000)} at most` : '';
    this.options.onWarning(
      `Our own network is up again${words}: ${countOf(this.#ours, 'check')} came to class unknown.`,
    );
  }
}
