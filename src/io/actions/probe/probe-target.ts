import type { SpreadTarget } from '../../../operators/spread/place-targets.js';
import type { ProbeKind } from './probe-kind.js';

/** One probe of a bucket, of one size. */
export interface ProbeTarget extends SpreadTarget {
  readonly probe: ProbeKind;
  /** The probe, with its size where it has others besides. */
  readonly series: string;
  /** What rows call it; its name has host and monitor besides. */
  readonly label: string;
  /** As rows say it: bucket and prefix. */
  readonly bucket: string;
  /** Of the object, in bytes. */
  readonly size: number;
  /** Milliseconds for each of its requests. */
  readonly timeout: number;
}
