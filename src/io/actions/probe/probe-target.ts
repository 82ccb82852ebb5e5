import type { SpreadTarget } from '../../../operators/spread/place-targets.js';
import type { ProbeKind } from './probe-kind.js';

/** Milliseconds between two looks for the newest object, where nobody says otherwise. */
export const NEWEST_EVERY = 60_000;

/** What the newest object under a prefix is to be like: a backup that somebody else writes. */
export interface NewestWanted {
  /** In the bucket, whatever prefix the monitor itself has. */
  readonly prefix: string;
  /** Milliseconds. */
  readonly younger?: number | undefined;
  /** Bytes. */
  readonly larger?: number | undefined;
}

/** One probe of a bucket, of one size. */
export interface ProbeTarget extends SpreadTarget {
  readonly probe: ProbeKind;
  /** The probe, with what tells it from others of its kind: the size, or the prefix. */
  readonly series: string;
  /** What rows call it; its name has host and monitor besides. */
  readonly label: string;
  /** As rows say it: bucket and prefix. */
  readonly bucket: string;
  /** Of the object, in bytes. */
  readonly size: number;
  /** Milliseconds for each of its requests. */
  readonly timeout: number;
  /** Of the probe `newest`, and of no other. */
  readonly newest?: NewestWanted | undefined;
}
