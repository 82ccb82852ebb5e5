import type { Attempt } from '../../object-store/attempt.js';
import type { ProbeTest } from './probe-test.js';

/** Tests, and says which requests were measured; rejects with a ProbeFault or an ObjectStoreFault. */
export type Probe = (test: ProbeTest) => Promise<readonly Attempt[]>;
