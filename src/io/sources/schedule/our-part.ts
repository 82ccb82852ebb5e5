import { slotOf } from '../../../operators/leases/slot-of.js';
import type { SpreadTarget } from '../../../operators/spread/place-targets.js';
import { lateTicks, type SavedSpread, type Spread, type Tick } from '../../../operators/spread.js';
import type { SharesRun } from './shares.js';

/** What of our part has changed. */
export interface PartChange {
  /** Targets that were ours and are no more. */
  readonly gone: readonly string[];
  /** Ticks that nobody gave before their targets became ours, and for which it is not too late. */
  readonly late: readonly Tick[];
}

const NOTHING: PartChange = { gone: [], late: [] };

/** The part of a schedule that is ours, as it comes and goes. */
export class OurPart {
  #held: SharesRun['held'];

  constructor(
    private readonly run: SharesRun,
    private readonly targets: { get(name: string): SpreadTarget | undefined },
    /** Up to when everything was given in the run before; undefined: there was none. */
    private readonly givenUpTo: number | undefined,
  ) {
    this.#held = run.held;
  }

  /** The ticks of a step that are ours. Of the others nothing is missed: somebody else looks after them. */
  of(given: Spread): Spread {
    const { due, missed, next } = given;
    return {
      next,
      due: due.filter((tick) => this.#isOurs(tick)),
      missed: missed.filter((tick) => this.#isOurs(tick)),
    };
  }

  /** What has changed since this was asked last, of a schedule that has given everything up to `state.upTo`. */
  changes(state: SavedSpread, time: number): PartChange {
    const [before, now] = [this.#held, this.run.held];
    if (before === now) return NOTHING;
    this.#held = now;
    const names = [...state.places.keys()];
    const isGone = (name: string): boolean => before.has(this.#slotOf(name)) && !now.has(this.#slotOf(name));
    const since = (name: string): number | undefined => {
      const slot = this.#slotOf(name);
      const from = now.get(slot);
      if (from === undefined || before.get(slot) !== undefined) return undefined;
      // Without a run before, nothing of before this one is ours.
      return Math.max(from, this.givenUpTo ?? from);
    };
    const late = lateTicks(state, since, time);
    return { gone: names.filter(isGone), late: late.filter((tick) => this.#isOurs(tick)) };
  }

  #isOurs({ target, time }: Tick): boolean {
    return this.run.owns(this.#slotOf(target), time);
  }

  #slotOf(name: string): number {
    return slotOf(this.targets.get(name) ?? { name });
  }
}
