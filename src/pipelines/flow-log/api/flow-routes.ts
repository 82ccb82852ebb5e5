import type { Route } from '../../../io/http/answer.js';
import { notNow } from '../../../io/http/refused.js';
import { notReplayed, type Replaying } from '../../../io/sources/journaled/not-replayed.js';
import { openApiRoute } from './openapi-route.js';
import { readRoutes } from './read-routes.js';
import type { FlowTotals, RouteContext } from './route-context.js';
import { writeRoutes } from './write-routes.js';

export interface FlowRoutesOptions extends Omit<RouteContext, 'totals'> {
  /** How far the journal has been read again; undefined when all of it has. */
  readonly replaying: () => Replaying | undefined;
  /** The sums between two chunks; undefined before there are any. */
  readonly totals: () => FlowTotals | undefined;
}

/** The flow-log API. */
export const flowRoutes = (options: FlowRoutesOptions): readonly Route[] => {
  const context: RouteContext = {
    ...options,
    totals() {
      const replaying = options.replaying();
      if (replaying !== undefined) throw notReplayed(replaying);
      const totals = options.totals();
      if (totals === undefined) throw notNow('replaying', 'There are no sums yet.');
      return totals;
    },
  };
  return [...writeRoutes(context), ...readRoutes(context), openApiRoute()];
};
