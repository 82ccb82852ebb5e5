import type { Target } from './target.js';
import type { Verdict } from './verdict.js';

/**
 * Checks a target once. Never rejects: what goes wrong is a verdict. `signal`: the check is given up, and what it says then is
 * ignored.
 */
export type Check<T extends Target = Target> = (target: T, signal: AbortSignal) => Promise<Verdict>;
