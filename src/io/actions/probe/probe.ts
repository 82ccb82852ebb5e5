import type { Attempt } from '../../object-store/attempt.js';
import type { FoundObject } from './found-object.js';
import type { ProbeTest } from './probe-test.js';

export interface Sampled {
  /** The requests that were measured. */
  readonly attempts: readonly Attempt[];
  readonly found?: FoundObject;
}

/** Tests; rejects with a ProbeFault or an ObjectStoreFault. */
export type Probe = (test: ProbeTest) => Promise<Sampled>;
