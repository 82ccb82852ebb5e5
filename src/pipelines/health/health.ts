import type { Clock } from '../../io/clock.js';
import type { Acknowledger } from '../acknowledger.js';
import type { SinkStanding } from '../sinks/sink-standing.js';
import type { HealthRow } from './health-row.js';

const EVERY = 10_000;
/** What changes all the time is said no more often than this. */
const PAUSE = 1_000;

export interface HealthParts {
  readonly clock: Clock;
  readonly sinks: () => readonly SinkStanding[];
  readonly source: Pick<Acknowledger, 'retries' | 'error'>;
  /** Epoch milliseconds; -Infinity before any row, Infinity when the input has ended. */
  readonly watermark: () => number;
  /** Time of the health rows that were said last, by this run or one before; -Infinity before the first. */
  readonly since: number;
}

/** Says how the source and the sinks of a pipeline stand: every 10 seconds, and soon after something has changed. */
export class Health {
  #emittedAt: number;
  #dueAt: number;
  #sleep = new AbortController();
  #waiting: Promise<void> | undefined;

  constructor(private readonly parts: HealthParts) {
    this.#emittedAt = parts.clock.now();
    this.#dueAt = this.#emittedAt;
  }

  /** Something stands differently in more than how much waits. */
  readonly changed = (): void => {
    this.#dueAt = Math.min(this.#dueAt, this.#emittedAt + PAUSE);
    this.#sleep.abort();
  };

  get isDue(): boolean {
    return this.parts.clock.now() >= this.#dueAt;
  }

  /** Resolves when something is to be said; one promise until it has been. Undefined: nobody waits any more. */
  due(): Promise<void> | undefined {
    if (this.#dueAt === Infinity) return undefined;
    this.#waiting ??= this.#wait();
    return this.#waiting;
  }

  /** What is to be said now; the next is due after 10 seconds. */
  rows(): readonly HealthRow[] {
    const now = this.parts.clock.now();
    this.#emittedAt = now;
    this.#dueAt = now + EVERY;
    this.#waiting = undefined;
    // Time does not go back, whatever the clock was in the run before.
    const time = Math.max(Math.floor(now), this.parts.since);
    return [this.#source(time, now), ...this.parts.sinks().map((sink) => sinkRow(sink, time, now))];
  }

  /** Nobody waits any more. */
  end(): void {
    this.#dueAt = Infinity;
    this.#sleep.abort();
  }

  async #wait(): Promise<void> {
    const { clock } = this.parts;
    while (clock.now() < this.#dueAt && this.#dueAt !== Infinity) {
      this.#sleep = new AbortController();
      await clock.sleep(this.#dueAt - clock.now(), this.#sleep.signal);
    }
  }

  #source(time: number, now: number): HealthRow {
    const { source, watermark } = this.parts;
    const at = watermark();
    return {
      time,
      kind: 'source',
      name: 'source',
      destination: null,
      lag: Number.isFinite(at) ? Math.round(now - at) : null,
      ...{ waiting: 0, waiting_bytes: 0, oldest: 0, refused: 0, dropped: 0, dead: 0 },
      retries: source.retries,
      full: false,
      error: source.error ?? null,
      warning: null,
    };
  }
}

const sinkRow = (
  { name, destination, waiting, retries, refused, dropped, dead, error, warning, full }: SinkStanding,
  time: number,
  now: number,
): HealthRow => ({
  ...{ time, kind: 'sink', name, destination, lag: null },
  waiting: waiting.deliveries,
  waiting_bytes: waiting.bytes,
  oldest: waiting.oldest === undefined ? 0 : Math.max(0, Math.round(now - waiting.oldest)),
  ...{ retries, refused, dropped, dead, full },
  error: error ?? null,
  warning: warning ?? null,
});
