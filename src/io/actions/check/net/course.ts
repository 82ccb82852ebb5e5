import type { Certificate, Phase, Timings } from '../verdict.js';

/** How far an attempt has come, and what has been seen on its way. Times are monotonic. */
export class Course {
  readonly notes: string[] = [];
  /** What was connected to. */
  address: string | undefined;
  family: 4 | 6 | undefined;
  /** The least valid of the chain. */
  certificate: Certificate | undefined;

  readonly #timings: Partial<Record<Phase, number>> = {};
  #phase: Phase = 'dns';
  #blamed: Phase = 'dns';
  #since = performance.now();

  /** What is to blame for what goes wrong now. */
  get phase(): Phase {
    return this.#blamed;
  }

  /** One figure for each phase that was begun, the one under way not included. */
  get timings(): Timings {
    return this.#timings;
  }

  /** The phase under way is over and another begins: `blamed` for what goes wrong, where that is not the one that it is counted as. */
  enter(phase: Phase, blamed = phase): void {
    this.end();
    this.#phase = phase;
    this.#blamed = blamed;
  }

  /** The phase under way is over. Called again, adds nothing of what went before. */
  end(now = performance.now()): void {
    this.#timings[this.#phase] = (this.#timings[this.#phase] ?? 0) + now - this.#since;
    this.#since = now;
  }

  /** Time of ours within the phase under way, such as a wait for a turn, that is nobody's latency. */
  leaveOut(milliseconds: number): void {
    this.#since += milliseconds;
  }

  /** There was no need for it: 0, and not absent. */
  without(...phases: readonly Phase[]): void {
    for (const phase of phases) this.#timings[phase] ??= 0;
  }
}
