import type { Clock } from '../../io/clock.js';
import type { Access } from '../../io/http/access.js';
import type { Address } from '../../io/http/address.js';
import { closeWithin } from '../../io/http/close-within.js';
import { openDoor } from '../../io/http/door.js';
import { HTTP_LIMITS } from '../../io/http/http-limits.js';
import { HttpServer } from '../../io/http/http-server.js';
import { listenAt } from '../../io/http/listen-at.js';
import { type ResultsRoutesOptions, resultsRoutes } from './api/results-routes.js';

export interface ResultsServerOptions extends ResultsRoutesOptions {
  readonly address: Address;
  readonly access: Access;
  readonly inform: (message: string) => void;
  readonly warn: (message: string) => void;
}

export interface ResultsServer {
  /** Closes it once it has answered, or cuts it off after so many milliseconds. */
  closeWithin(clock: Clock, limit: number): Promise<void>;
}

/** Serves the logs API. Rejects with a TidemarkError 'cannot-listen'. */
export const openResultsServer = async (options: ResultsServerOptions): Promise<ResultsServer> => {
  const { address, access, inform, warn } = options;
  const server = new HttpServer({
    routes: resultsRoutes(options),
    limits: HTTP_LIMITS,
    door: await openDoor(address, access, warn),
    onError: (error) =>
      warn(
        `this is a defect of Tidemark's own; please report it.\n${error instanceof Error ? error.stack : String(error)}`,
      ),
  });
  const url = await listenAt(server, address, { access, warn });
  inform(`logs API at ${url}/logs`);
  return { closeWithin: (clock, limit) => closeWithin(server, clock, limit) };
};
