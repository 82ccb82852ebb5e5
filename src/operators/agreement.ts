/** What the latest check of a target at one location came to. */
export interface Finding {
  readonly name: string;
  readonly location: string;
  /** When it was due, epoch milliseconds. */
  readonly time: number;
  /** How often it is checked there, in milliseconds. */
  readonly every: number;
  /** Undefined where it says nothing of the target: it was not performed, or the location has no network. */
  readonly failed: boolean | undefined;
}

/** What the locations say together of one target at one time. */
export interface Verdicts<F extends Finding> {
  readonly name: string;
  /** When that was due, epoch milliseconds. */
  readonly time: number;
  /** Locations where it failed, and where it did not: those that are counted. */
  readonly failed: readonly F[];
  readonly passed: readonly F[];
  /** Locations that say nothing of the target, and those of which nothing has come for two of their intervals. */
  readonly unknown: readonly F[];
  readonly silent: readonly F[];
}

interface Round<F> {
  readonly byLocation: Map<string, F>;
  /** The newest time at any location. */
  time: number;
  isJudged: boolean;
}

const INTERVALS = 2;

/**
 * Puts together what several locations find, by when it was due. A time is judged once: when each location has said what it had
 * to say by then, or else when the next time has begun, with what the others said last. It knows no clock: that a location is
 * silent is seen by what the others say.
 */
export class Agreement<F extends Finding> {
  readonly #rounds = new Map<string, Round<F>>();

  /** The longest interval that has been seen. */
  longest = 0;

  /** Takes what is new, in any order; what is known is passed over. Answers with what can be judged now. */
  note(findings: readonly F[]): readonly Verdicts<F>[] {
    const verdicts: Verdicts<F>[] = [];
    const touched = new Set<Round<F>>();
    for (const finding of [...findings].sort((a, b) => a.time - b.time)) {
      const { name, location, time, every } = finding;
      let round = this.#rounds.get(name);
      if (round === undefined) {
        round = { byLocation: new Map(), time: -Infinity, isJudged: true };
        this.#rounds.set(name, round);
      }
      if (time <= (round.byLocation.get(location)?.time ?? -Infinity)) continue;
      this.longest = Math.max(this.longest, every);
      if (time > round.time) {
        if (!round.isJudged) verdicts.push(verdictsOf(name, round));
        round.time = time;
        round.isJudged = false;
      }
      round.byLocation.set(location, finding);
      touched.add(round);
    }
    for (const round of touched) {
      if (round.isJudged || !isWhole(round)) continue;
      round.isJudged = true;
      const [one] = round.byLocation.values();
      if (one !== undefined) verdicts.push(verdictsOf(one.name, round));
    }
    return verdicts;
  }

  /** How a target stands by what is known; undefined: nothing is. */
  of(name: string): Verdicts<F> | undefined {
    const round = this.#rounds.get(name);
    return round && verdictsOf(name, round);
  }

  get names(): Iterable<string> {
    return this.#rounds.keys();
  }
}

const isSilent = ({ time, every }: Finding, at: number): boolean => at - time >= INTERVALS * every;

/** Whether each location that is heard has nothing more to say of that time: its next check is due later. */
const isWhole = <F extends Finding>({ byLocation, time }: Round<F>): boolean =>
  [...byLocation.values()].every((one) => one.time + one.every > time || isSilent(one, time));

const verdictsOf = <F extends Finding>(name: string, { byLocation, time }: Round<F>): Verdicts<F> => {
  const all = [...byLocation.values()].sort((a, b) => (a.location < b.location ? -1 : 1));
  const heard = all.filter((one) => !isSilent(one, time));
  return {
    name,
    time,
    failed: heard.filter(({ failed }) => failed === true),
    passed: heard.filter(({ failed }) => failed === false),
    unknown: heard.filter(({ failed }) => failed === undefined),
    silent: all.filter((one) => isSilent(one, time)),
  };
};
