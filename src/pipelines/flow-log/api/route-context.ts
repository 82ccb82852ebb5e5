import type { Accepted } from '../../../io/sources/journaled/answers.js';
import type { Judge } from '../../../io/sources/journaled/judgement.js';
import type { TotalsView } from '../../../operators/totals/totals.js';
import type { FlowRow, ForgetRow } from '../flow-row.js';
import type { FlowLimits } from './limits.js';

/** What of the totals is asked for. */
export type FlowTotals = Pick<TotalsView, 'group' | 'groups' | 'copying'>;

/** What every group of routes is given. */
export interface RouteContext {
  /**
   * Stores an entry: resolves when it is journaled and in the sums, or refused. `judge`: how, where it has been judged already.
   */
  readonly accept: (
    entry: Buffer,
    key: string | undefined,
    judge?: Judge<FlowRow | ForgetRow>,
  ) => Promise<Accepted>;
  /**
   * Keeps the sums as they are until what it answers with is called; undefined where they are in the middle of a batch, which
   * nobody may see. Default: nothing changes them but between two steps.
   */
  readonly hold?: (() => (() => void) | undefined) | undefined;
  readonly limits: FlowLimits;
  /** Told of a body whose gzip data is followed by something else, which was left out. */
  readonly onGarbage: () => void;
  /** The sums; throws a `Refused` while they are not all there. */
  readonly totals: () => FlowTotals;
}
