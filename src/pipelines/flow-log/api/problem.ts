import type { FlowFault } from '../flow-faults.js';

/** What every answer that is no success has for a body. */
export interface Problem {
  /** A word for programs. */
  readonly error: string;
  /** A sentence for people. */
  readonly message: string;
  /** What is wrong with a batch. */
  readonly faults?: readonly FlowFault[];
  /** How many faults there are besides. */
  readonly more?: number;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

export const problemText = (problem: Problem): string => `${JSON.stringify(problem)}\n`;
