import type { Attempt } from '../../object-store/attempt.js';
import type { ProbeTest } from './probe-test.js';

/** An object of somebody else's that was looked at. */
export interface FoundObject {
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since it was written. */
  readonly age: number;
}

export interface Sampled {
  /** The requests that were measured. */
  readonly attempts: readonly Attempt[];
  readonly found?: FoundObject;
}

/** Tests; rejects with a ProbeFault or an ObjectStoreFault. */
export type Probe = (test: ProbeTest) => Promise<Sampled>;
