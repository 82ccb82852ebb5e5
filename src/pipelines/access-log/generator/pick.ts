import type { Random } from '../../../io/random.js';

const SLOTS = 4096;

/** Draws one of the values, each as often as its weight says to within 1 in 4096; one array look-up per draw. */
export const pick = <T>(
  weighted: readonly (readonly [value: T, weight: number])[],
  random: Random,
): (() => T) => {
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  const slots: T[] = [];
  let reached = 0;
  for (const [value, weight] of weighted) {
    reached += weight;
    const end = Math.round((reached / total) * SLOTS);
    while (slots.length < end) slots.push(value);
  }
  // `random() & (SLOTS - 1)` is below SLOTS, the length of the table.
  return () => slots[random() & (SLOTS - 1)] as T;
};

/** Weights by Zipf's law: the second is half as frequent as the first, the third a third, and so on. */
export const zipf = <T>(values: readonly T[]): (readonly [T, number])[] =>
  values.map((value, rank) => [value, 1 / (rank + 1)] as const);
