import { random } from '../io/random.js';

/** A stream of numbers in [0, 1) that is the same for the same seed on every machine. Not for secrets. */
export const seededRandom = (seed: number): (() => number) => {
  const next = random(seed);
  return () => next() / 2 ** 32;
};
