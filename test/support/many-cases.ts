import fc from 'fast-check';
import { runs } from './runs.js';

/** The campaigns draw new cases each time, and many of each law. */
fc.configureGlobal({ numRuns: runs(100) });
