import { createHash } from 'node:crypto';
import { Canary } from '../../io/actions/check/canary/canary.js';
import { checkAny } from '../../io/actions/check/check-action.js';
import { type CheckRow, SOMEWHERE } from '../../io/actions/check/check-row.js';
import type { Target } from '../../io/actions/check/target.js';
import type { Clock } from '../../io/clock.js';
import { leaseFor } from '../../io/leases/lease-for.js';
import { leasedShares } from '../../io/leases/leased-shares.js';
import type { PostgresTarget } from '../../io/postgres/postgres-target.js';
import type { TargetList } from '../../io/sources/schedule/target-list.js';
import type { Source } from '../../io/sources/source.js';
import { allChecks } from './all-checks.js';
import { checkedTargets } from './checked-targets.js';
import { leanHeap } from './lean-heap.js';

/** Leases that a monitor divides its targets by. */
export interface MonitorLeases {
  readonly target: PostgresTarget;
  /** Processes with the same name and location divide their targets. */
  readonly name: string;
  /** Milliseconds; undefined: as the intervals of the targets want it. */
  readonly lease: number | undefined;
}

export interface MonitoredOptions {
  readonly targets: TargetList<Target>;
  /** Targets that answer whenever our own network works; none: whatever fails is to blame itself. */
  readonly canaries: readonly Target[];
  readonly concurrency: number;
  readonly once: boolean | undefined;
  readonly location: string | undefined;
  /** Where other processes divide the same targets with this one; undefined: there are none. */
  readonly leases: MonitorLeases | undefined;
  /** Of Tidemark, which is said to servers. */
  readonly version: string;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
  readonly inform: (message: string) => void;
}

/** A word that is the same where the names of the targets are; looked at anew when they have been exchanged. */
const noteOf = (targets: TargetList<Target>): (() => string) => {
  let seen: AbortSignal | undefined;
  let note = '';
  return () => {
    if (seen !== targets.changed) {
      seen = targets.changed;
      const names = targets.all.map(({ name }) => name).sort();
      note = createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16);
    }
    return note;
  };
};

/** Targets that are checked over the network of this machine. */
export const monitored = (options: MonitoredOptions): Source<Pick<CheckRow, keyof CheckRow>> => {
  const { targets, canaries, concurrency, once, version, clock, onWarning, inform } = options;
  const { location, leases } = options;
  leanHeap();
  const checks = allChecks(version);
  const canary =
    canaries.length === 0
      ? undefined
      : new Canary({ targets: canaries, check: checkAny(checks), clock, onWarning });
  const shares =
    leases &&
    leasedShares({
      ...{ target: leases.target, location: location ?? SOMEWHERE, name: leases.name },
      ...{ lease: leases.lease ?? leaseFor(targets.all), note: noteOf(targets), clock, inform, onWarning },
    });
  return checkedTargets({
    ...{ targets, checks, canary, concurrency, once, clock, onWarning },
    ...{ location, shares },
  });
};
