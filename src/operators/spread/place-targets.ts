import { HASH_BITS, hashValue } from '../measures/hash-value.js';

/** Something that is to be looked at again and again. */
export interface SpreadTarget {
  /** No two have the same. */
  readonly name: string;
  /** Its interval, in whole milliseconds. */
  readonly every: number;
  /** Targets of one group stay together where targets are divided. */
  readonly group?: string | undefined;
}

/** Where a target stands in its interval: it is due at all times that leave `phase` when they are divided by `every`. */
export interface Place {
  readonly every: number;
  readonly phase: number;
}

/** Parts of an interval that are filled evenly. */
const SLOTS = 600;
/** What more than its share a slot takes, before it counts as full. */
const CROWDED = 1.05;

/**
 * A place for each target. One that has a place keeps it; the others get the one that the hash of their name says, or the
 * next that is not full: hashes alone are as uneven as chance, a fifth above the mean in some second of a minute. With
 * nothing known the places depend on the names alone, and not on their order.
 */
export const placeTargets = (
  targets: readonly SpreadTarget[],
  known: ReadonlyMap<string, Place>,
): ReadonlyMap<string, Place> => {
  const places = new Map<string, Place>();
  const byInterval = new Map<number, SpreadTarget[]>();
  for (const target of targets) {
    const alike = byInterval.get(target.every);
    if (alike === undefined) byInterval.set(target.every, [target]);
    else alike.push(target);
  }
  for (const [every, alike] of byInterval) {
    const slot = every / SLOTS;
    const most = Math.ceil((CROWDED * alike.length) / SLOTS);
    const filled = new Uint32Array(SLOTS);
    const fresh: (readonly [hash: number, name: string])[] = [];
    for (const { name } of alike) {
      const place = known.get(name);
      // With another interval it would stand where it likes.
      if (place?.every !== every) fresh.push([hashValue(name) / 2 ** HASH_BITS, name]);
      else {
        places.set(name, place);
        take(filled, Math.min(SLOTS - 1, Math.floor(place.phase / slot)));
      }
    }
    fresh.sort(([a, left], [b, right]) => a - b || (left < right ? -1 : 1));
    for (const [hash, name] of fresh) {
      const within = (hash * SLOTS) % 1;
      let at = Math.floor(hash * SLOTS);
      // All together have room for all.
      while ((filled[at] ?? 0) >= most) at = (at + 1) % SLOTS;
      take(filled, at);
      places.set(name, { every, phase: Math.min(every - 1, Math.floor((at + within) * slot)) });
    }
  }
  return places;
};

/**
 * A place for each target by its name alone, whatever else there is and was: so several processes that know nothing of each
 * other give it the same. Intervals are then as uneven as chance.
 */
export const placeByName = (targets: readonly SpreadTarget[]): ReadonlyMap<string, Place> =>
  new Map(
    targets.map(
      ({ name, every }) =>
        [name, { every, phase: Math.floor((hashValue(name) / 2 ** HASH_BITS) * every) }] as const,
    ),
  );

const take = (filled: Uint32Array, slot: number): void => {
  filled[slot] = (filled[slot] ?? 0) + 1;
};
