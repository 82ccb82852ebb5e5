import type { Clock } from '../clock.js';
import type { HttpServer } from './http-server.js';

/** Closes a server once it has answered what it was asked, or cuts it off when that takes longer, in milliseconds. */
export const closeWithin = async (server: HttpServer, clock: Clock, limit: number): Promise<void> => {
  const closed = new AbortController();
  const late = clock.sleep(limit, closed.signal).then(() => server.closeAllConnections());
  await server.close();
  closed.abort();
  await late;
};
