import type { Clock } from '../../io/clock.js';
import type { Access } from '../../io/http/access.js';
import type { Address } from '../../io/http/address.js';
import { closeWithin } from '../../io/http/close-within.js';
import { openDoor } from '../../io/http/door.js';
import { HTTP_LIMITS } from '../../io/http/http-limits.js';
import { HttpServer } from '../../io/http/http-server.js';
import { listenAt } from '../../io/http/listen-at.js';
import { type PushRoutesOptions, pushRoutes } from './push-routes.js';

export interface PushServerOptions extends PushRoutesOptions {
  readonly address: Address;
  readonly access: Access;
  readonly inform: (message: string) => void;
  readonly warn: (message: string) => void;
}

export interface PushServer {
  /** Closes it once it has answered, or cuts it off after so many milliseconds. */
  closeWithin(clock: Clock, limit: number): Promise<void>;
}

/** Serves the reports of jobs. Rejects with a TidemarkError 'cannot-listen'. */
export const openPushServer = async (options: PushServerOptions): Promise<PushServer> => {
  const { address, access, inform, warn } = options;
  const door = await openDoor(address, access, warn);
  const server = new HttpServer({
    routes: pushRoutes(options),
    limits: HTTP_LIMITS,
    door,
    onError: (error) =>
      warn(
        `this is a defect of Tidemark's own; please report it.\n${error instanceof Error ? error.stack : String(error)}`,
      ),
  });
  const url = await listenAt(server, address, { access, warn });
  inform(`jobs report to ${url}/push/NAME`);
  return { closeWithin: (clock, limit) => closeWithin(server, clock, limit) };
};
