import { random } from '../io/random.js';

/**
 * A stream of numbers in [0, 1) that is the same for the same seed on every machine. Not for secrets.
 *
 * @example
 * ```ts
 * import { seededRandom } from 'tidemark/testing';
 *
 * const random = seededRandom(7);
 * random(); // the same number in every run
 * ```
 */
export const seededRandom = (seed: number): (() => number) => {
  const next = random(seed);
  return () => next() / 2 ** 32;
};
