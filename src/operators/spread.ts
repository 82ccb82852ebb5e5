import { MinHeap } from './min-heap.js';
import { type Place, placeTargets, type SpreadTarget } from './spread/place-targets.js';

/** A moment at which a target is to be looked at. Epoch milliseconds. */
export interface Tick {
  readonly time: number;
  readonly target: string;
}

/** Ticks that came to nothing. */
export interface MissedTicks extends Tick {
  /** How many, up to the last one, which was at `time`. */
  readonly missed: number;
}

/** What is kept from one run to the next. */
export interface SavedSpread {
  /** All that was due up to then has been given; undefined at the very beginning. */
  readonly upTo: number | undefined;
  readonly places: ReadonlyMap<string, Place>;
}

interface Planned {
  readonly target: string;
  readonly place: Place;
}

/** When targets are due. It belongs to one run, and changes with each step. */
export interface SpreadState extends SavedSpread {
  upTo: number;
  readonly due: MinHeap<Planned>;
}

/** What a step has come to, in the order of times. */
export interface Spread {
  readonly due: readonly Tick[];
  readonly missed: readonly MissedTicks[];
  /** When the next one is due; Infinity: none ever. */
  readonly next: number;
}

/** One that is late by more than this is missed: what piles up while a process stands still would come all at once. */
export const LATEST = 5000;

/**
 * Where targets stand at a time: what was due while nobody looked is missed, and nothing is due at once. A target
 * keeps its place in its interval as long as `saved` knows it; others come and go without moving it.
 *
 * Times are whole milliseconds. One before `saved.upTo`, because the clock was set back, waits until that is over: no tick
 * comes twice.
 */
export const beginSpread = (
  targets: readonly SpreadTarget[],
  saved: SavedSpread,
  time: number,
  place = placeTargets,
): readonly [SpreadState, readonly MissedTicks[]] => {
  const upTo = Math.max(time, saved.upTo ?? time);
  const places = place(targets, saved.places);
  const due = new MinHeap<Planned>();
  const missed: MissedTicks[] = [];
  for (const [target, place] of places) {
    due.push(lastOf(place, upTo) + place.every, { target, place });
    // One that was not there, or in another place, has missed nothing.
    if (saved.upTo === undefined || !isSame(saved.places.get(target), place)) continue;
    const time = lastOf(place, upTo);
    const count = (time - lastOf(place, saved.upTo)) / place.every;
    if (count > 0) missed.push({ time, target, missed: count });
  }
  return [{ upTo, places, due }, missed.sort(byTime)];
};

/**
 * Which targets are due at a time. Each has the time at which it was due, and its next one is counted from there. Of several
 * ticks of one target only the last is due.
 */
export const spread = (state: SpreadState, time: number): Spread => {
  const due: Tick[] = [];
  const missed: MissedTicks[] = [];
  const upTo = Math.max(time, state.upTo);
  for (;;) {
    const [rank, planned] = state.due.peek() ?? [Infinity];
    if (rank > upTo || planned === undefined) {
      state.upTo = upTo;
      return { due: due.sort(byTime), missed: missed.sort(byTime), next: rank };
    }
    const { target, place } = planned;
    const last = lastOf(place, upTo);
    state.due.pop();
    state.due.push(last + place.every, planned);
    const before = (last - rank) / place.every;
    if (upTo - last > LATEST) missed.push({ time: last, target, missed: before + 1 });
    else {
      due.push({ time: last, target });
      if (before > 0) missed.push({ time: last - place.every, target, missed: before });
    }
  }
};

/**
 * The last tick of each target at or before the time up to which everything is given, if it came after another time and is not
 * too late for now.
 */
export const lateTicks = (
  state: SavedSpread,
  since: (target: string) => number | undefined,
  time: number,
): readonly Tick[] => {
  const late: Tick[] = [];
  for (const [target, place] of state.places) {
    const from = since(target);
    if (from === undefined) continue;
    const last = lastOf(place, state.upTo ?? time);
    if (last > from && time - last <= LATEST) late.push({ time: last, target });
  }
  return late.sort(byTime);
};

const byTime = (a: Tick, b: Tick): number => a.time - b.time;

/** Its last tick at or before a time. */
const lastOf = ({ every, phase }: Place, time: number): number =>
  Math.floor((time - phase) / every) * every + phase;

const isSame = (a: Place | undefined, b: Place): boolean => a?.every === b.every && a.phase === b.phase;
