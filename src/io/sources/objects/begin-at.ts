import type { KnownObjects } from './known-objects.js';
import { type Looking, listed } from './look-for-objects.js';

/** Where to begin where nothing has been read: with all there is, with what comes, or with what was written so long before the newest. */
export type ObjectsStart = 'beginning' | 'end' | { readonly milliseconds: number };

/** Says of what was there before the start that nothing of it is to be read; answers with the number of objects. */
export const beginAt = async (
  start: ObjectsStart,
  lookBack: number,
  looking: Looking,
  known: KnownObjects,
): Promise<number> => {
  if (start === 'beginning') return 0;
  let newest = Number.NEGATIVE_INFINITY;
  for await (const page of listed(looking))
    for (const { modified } of page) if (modified !== Infinity) newest = Math.max(newest, modified);
  const horizon = newest - (start === 'end' ? lookBack : start.milliseconds);
  let [before, behind] = [0, 0];
  for await (const page of listed(looking)) {
    for (const object of page) {
      if (object.modified < horizon) behind++;
      else if (start === 'end' && object.modified <= newest) {
        known.add(object);
        before++;
      }
    }
  }
  known.advance(horizon, behind);
  return before + behind;
};
