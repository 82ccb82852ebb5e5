import type { CheckClass, Phase } from '../verdict.js';

/** What is wrong with an answer; without a class nothing is. */
export interface Judgement {
  readonly class?: CheckClass;
  readonly phase?: Phase;
  readonly detail?: string;
  readonly notes: readonly string[];
}
