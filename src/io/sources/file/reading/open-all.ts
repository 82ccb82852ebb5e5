import type { Tail } from './tail.js';

/** Opens one file; undefined where another has taken its place meanwhile. */
export type OpenTail<T> = () => Promise<Tail<T> | undefined>;

/** Opens files in order: all, or none and undefined where one has moved meanwhile. */
export const openAll = async <T>(openers: readonly OpenTail<T>[]): Promise<Tail<T>[] | undefined> => {
  const tails: Tail<T>[] = [];
  let all = false;
  try {
    for (const open of openers) {
      const tail = await open();
      if (tail === undefined) return undefined;
      tails.push(tail);
    }
    all = true;
    return tails;
  } finally {
    if (!all) for (const tail of tails) await tail.park();
  }
};
