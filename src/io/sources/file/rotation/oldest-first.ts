import type { Sibling } from '../looking/siblings.js';

/** What tells rotated files apart by their times, in milliseconds: less may be a late write to a file that was renamed. */
const CLEARLY = 1000;

const byTime = (a: Sibling, b: Sibling): number => a.modified - b.modified;

const byDigits = (a: Sibling, b: Sibling): number => {
  const [one, other] = [a.rotation?.digits ?? [], b.rotation?.digits ?? []];
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/**
 * Rotated files of one log in the order in which they were written. Dates in names count up. Numbers count back, 1
 * being the newest, unless the files' times clearly say the opposite. Names of different kinds are ordered by time.
 */
export const oldestFirst = (files: readonly Sibling[]): Sibling[] => {
  const kinds = new Set(files.map(({ rotation }) => rotation?.kind));
  if (kinds.size !== 1 || kinds.has(undefined)) return [...files].sort(byTime);
  const sorted = [...files].sort(byDigits);
  return kinds.has('stamp') || countsUp(sorted) ? sorted : sorted.reverse();
};

const countsUp = (sorted: readonly Sibling[]): boolean => {
  let votes = 0;
  sorted.forEach(({ modified }, i) => {
    const step = modified - (sorted[i - 1]?.modified ?? modified);
    if (Math.abs(step) > CLEARLY) votes += Math.sign(step);
  });
  return votes > 0;
};
