import { type FlowServer, flowServer, send, UNREADABLE } from './flow-server.js';
import { addHealthRoutes } from './health-routes.js';
import { type GivenLimits, limitsOf } from './limits.js';
import { addOpenApiRoute } from './openapi-route.js';
import { addReadRoutes } from './read-routes.js';
import { notNow, Refused } from './refused.js';
import type { FlowTotals, RouteContext } from './route-context.js';
import { addWriteRoutes } from './write-routes.js';

export interface FlowApiOptions extends Pick<RouteContext, 'accept' | 'replaying' | 'onGarbage'> {
  /** The sums between two chunks; undefined before there are any. */
  readonly totals: () => FlowTotals | undefined;
  readonly limits?: GivenLimits | undefined;
  /** Told when an answer cannot be made, which is a defect; whoever asked hears that, and no more. */
  readonly onError: (error: unknown) => void;
}

/** The server of the flow-log API; it is not listening yet. */
export const flowApi = (options: FlowApiOptions): FlowServer => {
  const limits = limitsOf(options.limits);
  const server = flowServer(limits);
  const allowed = new Map<string, readonly string[]>();
  server.addHook('onRoute', ({ url, method }) => {
    allowed.set(url, [...new Set([...(allowed.get(url) ?? []), method].flat())]);
  });
  // Not async: what is sent within the call need not be waited for.
  let isClosing = false;
  server.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    reply.headers(ALWAYS);
    // Or the end would wait for connections that nobody needs any more.
    if (isClosing) reply.header('connection', 'close');
    done(null, payload);
  });
  server.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refused) return send(reply.headers(error.headers), error.status, error.problem);
    const status = statusOf(error);
    if (status < 500) return send(reply, status, UNREADABLE);
    options.onError(error);
    return send(reply, 500, { error: 'defect', message: 'This could not be answered.' });
  });
  server.setNotFoundHandler((request, reply) => {
    const methods = allowed.get(request.url.split('?', 1)[0] ?? '');
    if (methods === undefined) {
      const message = `There is nothing here; there is ${[...allowed.keys()].join(', ')}.`;
      return send(reply, 404, { error: 'not-found', message });
    }
    const allow = methods.join(', ');
    return send(reply.header('allow', allow), 405, {
      error: 'bad-method',
      message: `Only ${allow} are allowed here.`,
    });
  });
  const context: RouteContext = {
    limits,
    accept: options.accept,
    replaying: options.replaying,
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
  addWriteRoutes(server, context);
  addReadRoutes(server, context);
  addHealthRoutes(server, context);
  addOpenApiRoute(server);
  return server;
};

const progressText = (replaying: { readonly done: number; readonly total: number } | undefined): string =>
  replaying === undefined || replaying.total === 0
    ? 'it has just begun'
    : `${Math.floor((100 * replaying.done) / replaying.total)}% done`;

/** Nothing here is to be kept, or taken for anything but what it says it is. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** What whoever asked has done wrong has a status of its own. */
const statusOf = (error: unknown): number => {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' && status >= 400 ? status : 500;
};
