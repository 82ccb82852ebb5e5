import { type Certificate, PHASES, type Phase, type Timings } from '../verdict.js';

/** How far an attempt has come, and what has been seen on its way. Times are monotonic. */
export class Course {
  readonly notes: string[] = [];
  /** What was connected to. */
  address: string | undefined;
  family: 4 | 6 | undefined;
  /** The least valid of the chain. */
  certificate: Certificate | undefined;

  readonly #timings = new Map<Phase, number>();
  #phase: Phase = 'dns';
  #blamed: Phase = 'dns';
  #since = performance.now();
  #waited = 0;

  /** What is to blame for what goes wrong now. */
  get phase(): Phase {
    return this.#blamed;
  }

  /** Milliseconds that were left out. */
  get waited(): number {
    return this.#waited;
  }

  /** Of each phase that is over, in their order. */
  get timings(): Timings {
    const timings: Partial<Record<Phase, number>> = {};
    for (const phase of PHASES) {
      const time = this.#timings.get(phase);
      if (time !== undefined) timings[phase] = time;
    }
    return timings;
  }

  /**
   * The phase under way is over and another begins, perhaps some time ago. `blamed`: for what goes wrong, where that is not
   * the one that its time is counted as.
   */
  enter(phase: Phase, blamed = phase, now?: number): void {
    this.end(now);
    this.#phase = phase;
    this.#blamed = blamed;
  }

  /** The phase under way is over. Called again, adds nothing of what went before. */
  end(now = performance.now()): void {
    this.#timings.set(this.#phase, (this.#timings.get(this.#phase) ?? 0) + now - this.#since);
    this.#since = now;
  }

  /** Time of ours within the phase under way, such as a wait for a turn, that is nobody's latency. */
  leaveOut(milliseconds: number): void {
    this.#since += milliseconds;
    this.#waited += milliseconds;
  }

  /** There was no need for it: 0, and not absent. */
  without(...phases: readonly Phase[]): void {
    for (const phase of phases) if (!this.#timings.has(phase)) this.#timings.set(phase, 0);
  }
}
