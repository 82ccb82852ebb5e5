import { defectText } from '../text/defect-text.js';
import type { Access } from './access.js';
import type { Address } from './address.js';
import type { Route } from './answer.js';
import { openDoor } from './door.js';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.js';
import { HttpServer } from './http-server.js';
import { listenAt } from './listen-at.js';

export interface ServeOptions {
  readonly address: Address;
  readonly access: Access;
  readonly routes: readonly Route[];
  readonly limits?: HttpLimits | undefined;
  /** Told what whoever runs this should know. */
  readonly warn: (message: string) => void;
  /** Told when an answer cannot be made, which is a defect. Default: it is warned of. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface Served {
  readonly server: HttpServer;
  /** Where it can be asked on this machine, with the port that it got. */
  readonly url: string;
}

/**
 * Serves some routes. Rejects with a TidemarkError 'cannot-listen' where the address is taken, is not one of this machine, or is
 * not allowed, 'bad-options' where it must not be opened so, and 'unreadable' where its files cannot be read.
 */
export const serveRoutes = async (options: ServeOptions): Promise<Served> => {
  const { address, access, routes, limits = HTTP_LIMITS, warn } = options;
  const { onError = (error: unknown) => warn(defectText(error)) } = options;
  const door = await openDoor(address, access, warn);
  const server = new HttpServer({ door, routes, limits, onError });
  const url = await listenAt(server, address, { access, warn });
  return { server, url };
};
