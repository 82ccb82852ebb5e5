import { acting } from '../../io/actions/acting.js';
import type { Canary } from '../../io/actions/check/canary/canary.js';
import { type CheckTick, checkAction } from '../../io/actions/check/check-action.js';
import { type CheckRow, missedRow, movedRow } from '../../io/actions/check/check-row.js';
import type { Target } from '../../io/actions/check/target.js';
import type { Clock } from '../../io/clock.js';
import type { Shares } from '../../io/sources/schedule/shares.js';
import type { TargetList } from '../../io/sources/schedule/target-list.js';
import { schedule } from '../../io/sources/schedule.js';
import type { Source } from '../../io/sources/source.js';
import { countOf } from '../../io/text/count-of.js';
import type { ClosingChecks } from './all-checks.js';

export interface CheckedTargetsOptions {
  readonly targets: TargetList<Target>;
  readonly checks: ClosingChecks;
  /** Checks that run at once, at most. */
  readonly concurrency: number;
  /** Each is checked once, at once, and that is the end. */
  readonly once?: boolean | undefined;
  readonly canary?: Canary | undefined;
  /** Where this is, for its rows and for who else checks the same. */
  readonly location?: string | undefined;
  /** Which of the targets are ours; absent: all. */
  readonly shares?: Shares | undefined;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

/** Targets that are checked when they are due; its rows are what came of that. */
export const checkedTargets = (options: CheckedTargetsOptions): Source<Pick<CheckRow, keyof CheckRow>> => {
  const { targets, checks, concurrency, once, canary, location, shares, clock, onWarning } = options;
  const ticks = schedule<CheckRow>({
    targets,
    once,
    clock,
    onWarning,
    shares,
    byName: location !== undefined,
    missed: ({ missed, ...tick }) =>
      missedRow(
        { ...tick, location },
        targets.get(tick.target),
        `${countOf(missed, 'check')} up to then: nobody was there`,
      ),
    moved: (tick) => movedRow({ ...tick, location }, targets.get(tick.target)),
  });
  const action = checkAction({ targets, checks, canary, clock, onWarning, location });
  const close = async (): Promise<void> => {
    await action.close?.();
    checks.close();
  };
  return acting<CheckTick, CheckRow, CheckRow>(
    ticks,
    { ...action, close },
    {
      concurrency,
      takes: (row): row is CheckTick => !('class' in row),
      clock,
      onWarning,
    },
  );
};
