import type { Door } from '../../../io/http/door.js';
import { HttpServer } from '../../../io/http/http-server.js';
import { notNow } from '../../../io/http/refused.js';
import { healthRoutes } from './health-routes.js';
import { type GivenLimits, httpLimitsOf, limitsOf } from './limits.js';
import { openApiRoute } from './openapi-route.js';
import { readRoutes } from './read-routes.js';
import type { FlowTotals, RouteContext } from './route-context.js';
import { writeRoutes } from './write-routes.js';

export interface FlowApiOptions extends Pick<RouteContext, 'accept' | 'replaying' | 'hold' | 'onGarbage'> {
  /** The sums between two chunks; undefined before there are any. */
  readonly totals: () => FlowTotals | undefined;
  readonly limits?: GivenLimits | undefined;
  /** Who is let in. Default: whoever asks. */
  readonly door?: Door | undefined;
  /** Told when an answer cannot be made, which is a defect; whoever asked hears that, and no more. */
  readonly onError: (error: unknown) => void;
}

/** The server of the flow-log API; it is not listening yet. */
export const flowApi = (options: FlowApiOptions): HttpServer => {
  const limits = limitsOf(options.limits);
  const context: RouteContext = {
    limits,
    accept: options.accept,
    replaying: options.replaying,
    hold: options.hold,
    onGarbage: options.onGarbage,
    totals() {
      const replaying = options.replaying();
      const totals = options.totals();
      if (replaying !== undefined || totals === undefined) {
        throw notNow('replaying', `The journal is being read again: ${progressText(replaying)}.`);
      }
      return totals;
    },
  };
  return new HttpServer({
    routes: [...writeRoutes(context), ...readRoutes(context), ...healthRoutes(context), openApiRoute()],
    limits: httpLimitsOf(limits),
    door: options.door,
    onError: options.onError,
  });
};

const progressText = (replaying: { readonly done: number; readonly total: number } | undefined): string =>
  replaying === undefined || replaying.total === 0
    ? 'it has just begun'
    : `${Math.floor((100 * replaying.done) / replaying.total)}% done`;
