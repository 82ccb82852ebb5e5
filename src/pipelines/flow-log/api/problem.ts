import type { Problem } from '../../../io/http/problem.js';
import type { FlowFault } from '../flow-faults.js';

/** What a batch that is refused is answered with. */
export interface BatchProblem extends Problem {
  /** What is wrong with it. */
  readonly faults?: readonly FlowFault[];
  /** How many faults there are besides, at least. */
  readonly more?: number;
}
