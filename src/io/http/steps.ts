/** Milliseconds for which work in steps holds the event loop at once: a step that begins before that is made. */
const AT_ONCE = 12;
/** Milliseconds that pass between two steps while ever more connections come. */
const BETWEEN = 4;

/**
 * A line of work that is done in steps of a few milliseconds each. However many wait, only so many are made in one turn of the
 * event loop as fit a few milliseconds: or of hundreds who ask for something large at once, each would take a step in the same
 * turn, and everybody else would wait for all of them.
 */
export class StepLine {
  #waiting: (() => void)[] = [];
  #isRunning = false;
  #isHurried = false;
  /** When the last step was made. */
  #madeAt = -Infinity;

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

  /**
   * A connection has come in this turn. Node takes one in each turn, so that many that have come together wait for as many turns:
   * these are kept short, with one step in some of them.
   */
  hurry(): void {
    this.#isHurried = true;
  }

  readonly #run = (): void => {
    const begun = this.now();
    const isHurried = this.#isHurried;
    this.#isHurried = false;
    if (!isHurried || begun - this.#madeAt >= BETWEEN) this.#make(isHurried ? begun : begun + AT_ONCE);
    this.#isRunning = this.#waiting.length > 0;
    if (this.#isRunning) this.nextTurn(this.#run);
  };

  /** One step, and those that begin before that. */
  #make(end: number): void {
    let made = 0;
    do {
      this.#waiting[made]?.();
      made++;
      this.#madeAt = this.now();
    } while (made < this.#waiting.length && this.#madeAt < end);
    this.#waiting = this.#waiting.slice(made);
  }
}

/** The one of this process: there is one event loop. */
const LINE = new StepLine();

/** Makes a step when it is its turn, soon. It must not throw. */
export const soon = (step: () => void): void => LINE.add(step);

/** As `hurry` of the line. */
export const hurry = (): void => LINE.hurry();

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
