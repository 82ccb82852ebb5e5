import type { Timed } from '../../../operators/batch.js';

/** A test that is due. All that it takes to find what it left is in it. */
export interface ProbeTick extends Timed {
  /** The name of the target. */
  readonly target: string;
  readonly test_id: string;
  /** Of the object; nobody else has it. */
  readonly key: string;
}
