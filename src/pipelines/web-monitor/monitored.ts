import { Canary } from '../../io/actions/check/canary/canary.js';
import { checkAny } from '../../io/actions/check/check-action.js';
import type { CheckRow } from '../../io/actions/check/check-row.js';
import type { Target } from '../../io/actions/check/target.js';
import type { Clock } from '../../io/clock.js';
import type { TargetList } from '../../io/sources/schedule/target-list.js';
import type { Source } from '../../io/sources/source.js';
import { allChecks } from './all-checks.js';
import { checkedTargets } from './checked-targets.js';
import { leanHeap } from './lean-heap.js';

export interface MonitoredOptions {
  readonly targets: TargetList<Target>;
  /** Targets that answer whenever our own network works; none: whatever fails is to blame itself. */
  readonly canaries: readonly Target[];
  readonly concurrency: number;
  readonly once: boolean | undefined;
  /** Of Tidemark, which is said to servers. */
  readonly version: string;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

/** Targets that are checked over the network of this machine. */
export const monitored = (options: MonitoredOptions): Source<Pick<CheckRow, keyof CheckRow>> => {
  const { targets, canaries, concurrency, once, version, clock, onWarning } = options;
  leanHeap();
  const checks = allChecks(version);
  const canary =
    canaries.length === 0
      ? undefined
      : new Canary({ targets: canaries, check: checkAny(checks), clock, onWarning });
  return checkedTargets({ targets, checks, canary, concurrency, once, clock, onWarning });
};
