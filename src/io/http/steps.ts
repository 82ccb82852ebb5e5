/** Milliseconds for which work in steps holds the event loop at once: a step that begins before that is made. */
const AT_ONCE = 5;

/**
 * A line of work that is done in steps of a few milliseconds each. However many wait, only so many are made in one turn of the
 * event loop as fit a few milliseconds: or of hundreds who ask for something large at once, each would take a step in the same
 * turn, and everybody else would wait for all of them.
 */
export class StepLine {
  #waiting: (() => void)[] = [];
  #isRunning = false;

  /** For tests: another clock, and another next turn. */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly nextTurn: (run: () => void) => void = setImmediate,
  ) {}

  /** Makes a step when those before it are made, in a later turn or later in this one. It must not throw. */
  add(step: () => void): void {
    this.#waiting.push(step);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.nextTurn(this.#run);
  }

  readonly #run = (): void => {
    const end = this.now() + AT_ONCE;
    let made = 0;
    do {
      this.#waiting[made]?.();
      made++;
    } while (made < this.#waiting.length && this.now() < end);
    this.#waiting = this.#waiting.slice(made);
    this.#isRunning = this.#waiting.length > 0;
    if (this.#isRunning) this.nextTurn(this.#run);
  };
}

/** The one of this process: there is one event loop. */
const LINE = new StepLine();

/** Makes a step when it is its turn, soon. It must not throw. */
export const soon = (step: () => void): void => LINE.add(step);

/** Makes steps in turn with those of all others, until one answers; resolves with that. What a step throws is its end. */
export const inSteps = <R>(step: () => R | Promise<R> | undefined): Promise<R> =>
  new Promise((resolve, reject) => {
    const make = (): void => {
      try {
        const made = step();
        if (made === undefined) LINE.add(make);
        else resolve(made);
      } catch (error) {
        reject(error);
      }
    };
    LINE.add(make);
  });
