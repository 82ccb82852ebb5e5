import type { FaultClass } from '../../object-store/fault-class.js';

/** What a test came to. */
export type ProbeClass =
  | 'ok'
  /** What the store or the way to it did; it asks for a slower pace with `throttle`. */
  | Exclude<FaultClass, 'slow-down' | 'aborted'>
  | 'throttle'
  /** It was written, and is not there; of `newest`: there is none. */
  | 'missing'
  /** It was deleted, and is there. */
  | 'present'
  /** The newest object is older than it may be, or not as large as it is to be. */
  | 'stale'
  | 'small'
  /** What it takes to test could not be had: nothing was measured. */
  | 'setup_failed'
  /** The process ended while it was under way. */
  | 'interrupted'
  /** It was not begun. */
  | 'missed';

/** As rows say it. */
export const probeClassOf = (found: FaultClass): ProbeClass => {
  if (found === 'slow-down') return 'throttle';
  // Of a test that is given up nobody hears; the next run says that it was interrupted.
  return found === 'aborted' ? 'interrupted' : found;
};
