import type { Clock } from '../clock.js';
import type { PostgresTarget } from '../postgres/postgres-target.js';
import type { Shares } from '../sources/schedule/shares.js';
import { LeaseHolder } from './lease-holder.js';
import { type LeaseSet, postgresLeases } from './postgres-leases.js';

export interface LeasedSharesOptions extends LeaseSet {
  /** The database that has the leases. */
  readonly target: PostgresTarget;
  /** Milliseconds that a lease holds for. */
  readonly lease: number;
  /** Says in one word what is divided. */
  readonly note?: () => string;
  readonly clock: Clock;
  readonly inform: (message: string) => void;
  readonly onWarning: (message: string) => void;
}

/** A share of the targets of a pipeline at a location, by leases in PostgreSQL. */
export const leasedShares = ({ target, location, name, ...options }: LeasedSharesOptions): Shares => ({
  begin: (saved) => new LeaseHolder({ ...options, store: postgresLeases(target, { location, name }) }, saved),
});
