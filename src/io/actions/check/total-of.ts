import { PHASES, type Timings } from './verdict.js';

/** From the first phase to the last. */
export const totalOf = (timings: Timings): number =>
  PHASES.reduce((sum, phase) => sum + (timings[phase] ?? 0), 0);
