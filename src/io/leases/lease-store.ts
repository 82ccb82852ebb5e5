import type { Lease, LeaseName } from '../../operators/leases/lease.js';

/** Where the leases of one set are, seen by one process. All times in it are those of one clock, which is not ours. */
export interface LeaseStore {
  /**
   * All leases as they are now; what is not there yet is made. Rejects where the store cannot be reached, within `limit`
   * milliseconds.
   */
  look(limit: number): Promise<readonly Lease[]>;
  /**
   * Takes or prolongs what it may: for `milliseconds` from now on. Each goes to `holder` if it is as it was seen, and is over,
   * or is the holder's or that of `formerly`. Answers with those that it holds now; the others it does not, or not for longer.
   */
  hold(seen: readonly Lease[], claim: Claim, limit: number): Promise<readonly LeaseName[]>;
  /** Ends what is held: anybody may take it. What somebody else holds meanwhile is left alone. */
  give(leases: readonly LeaseName[], holder: string, limit: number): Promise<void>;
  close(): Promise<void>;
}

/** For whom, and for how long. */
export interface Claim {
  /** Without blanks, as its note. */
  readonly holder: string;
  readonly note: string;
  readonly formerly: string | undefined;
  readonly milliseconds: number;
}
