import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Clock } from '../../clock.js';
import { WakeHints } from './wake-hints.js';
import { type Walk, walkDirectory } from './walk-directory.js';

export interface LooksOptions {
  readonly directory: string;
  readonly isWanted?: ((path: string) => boolean) | undefined;
  readonly once?: boolean | undefined;
  readonly walk?: typeof walkDirectory;
  readonly clock: Clock;
  readonly onWarning?: (message: string) => void;
}

export interface Looked {
  /** Milliseconds of the clock. */
  readonly begun: number;
  readonly ended: number;
  readonly walk: Walk;
}

/** Why nothing can be seen, and since when. */
export interface Outage {
  readonly since: number;
  readonly error: TidemarkError;
}

/** Milliseconds between two looks where something asks for one, at least; and where nothing does. */
const LEAST_PAUSE = 500;
const PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
const WOKEN = 'woken';

/**
 * Looks at a directory again and again, beside everything else, in so much of the time as does not hurt: a look that takes long is
 * followed by a pause that is many times as long.
 */
export class Looks {
  outage: Outage | undefined;
  /** When the next one begins; Infinity: with `once`, none does. */
  next = Number.NEGATIVE_INFINITY;
  readonly #hints: WakeHints;
  #looking: Promise<void> | undefined;
  #looked: Looked | undefined;
  /** No look begins before. */
  #least = Number.NEGATIVE_INFINITY;
  #nap = new AbortController();
  #defect: { readonly error: unknown } | undefined;

  constructor(
    private readonly options: LooksOptions,
    private readonly stop: AbortSignal,
  ) {
    this.#hints = new WakeHints(() => {
      if (this.options.once === true) return;
      this.by(this.options.clock.now());
      this.wake();
    });
    stop.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** What the last look has seen, once; begins another one where it is time. */
  take(): Looked | undefined {
    if (this.#defect !== undefined) throw this.#defect.error;
    const looked = this.#looked;
    this.#looked = undefined;
    // What was seen is folded first: that may say when to look again.
    if (looked === undefined && this.#looking === undefined && this.options.clock.now() >= this.next)
      this.#looking = this.#look();
    return looked;
  }

  /** No look is under way, and none is to come: so with `once`. */
  get isOver(): boolean {
    return (
      this.#looking === undefined && this.#looked === undefined && this.next === Number.POSITIVE_INFINITY
    );
  }

  /** A look is wanted by then, if not before. */
  by(time: number): void {
    this.next = Math.min(this.next, Math.max(time, this.#least));
  }

  /** No other look is wanted. */
  cancel(): void {
    this.next = Number.POSITIVE_INFINITY;
  }

  /** Until the next look, until that time, or until something has happened. */
  async rest(until: number): Promise<void> {
    const { clock } = this.options;
    const next = this.#looking === undefined ? this.next : Number.POSITIVE_INFINITY;
    const milliseconds = Math.min(next, until) - clock.now();
    const { signal } = this.#nap;
    if (this.#looked === undefined && !this.stop.aborted)
      await clock.sleep(Math.max(0, milliseconds), signal);
    this.#nap = new AbortController();
  }

  wake(): void {
    // With a reason: else one is made each time, with a stack.
    this.#nap.abort(WOKEN);
  }

  async close(): Promise<void> {
    this.#hints.close();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { directory, isWanted, clock, once, onWarning, walk: look = walkDirectory } = this.options;
    const begun = clock.now();
    this.next = Number.POSITIVE_INFINITY;
    try {
      const walk = await look(directory, { signal: this.stop, isWanted });
      // One that was broken off has not seen what is not in it.
      if (this.stop.aborted) return;
      if (this.outage !== undefined) onWarning?.(`The directory ${directory} can be read again.`);
      this.outage = undefined;
      this.#looked = { begun, ended: clock.now(), walk };
      if (once !== true) this.#hints.watch(walk.directories);
    } catch (error) {
      if (error instanceof TidemarkError) {
        if (this.outage === undefined && once !== true) onWarning?.(`${error.message} It is waited for.`);
        this.outage ??= { since: Math.floor(begun), error };
      } else this.#defect = { error };
    } finally {
      const ended = clock.now();
      const took = ended - begun;
      this.#least = ended + Math.max(LEAST_PAUSE, 10 * took);
      if (once !== true) this.by(ended + Math.min(LONGEST_PAUSE, Math.max(PAUSE, 30 * took)));
      this.#looking = undefined;
      this.wake();
    }
  }
}
