import { once, setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../../../io/clock.js';
import { type Address, addressText } from '../../../io/http/address.js';
import { listenAt } from '../../../io/http/listen-at.js';
import { type MadeCertificate, makeCertificate } from '../../../io/net/make-certificate.js';
import { type MadeUpSite, madeUpSites } from './made-up-sites.js';
import type { SiteKind } from './site-kinds.js';

const DAY = 86_400_000;
/** Of those that are valid. */
const VALID_DAYS = 90;
/** No program listens at it: below it there is nothing, and it needs a privilege. */
const NOWHERE = 1;

export interface ServedSite extends MadeUpSite {
  readonly url: string;
}

export interface ServedSites {
  readonly sites: readonly ServedSite[];
  /** PEM, of who signed the certificates of those that are over TLS. */
  readonly authority: string;
  /** Ends every connection. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves made-up sites until they are closed: plain ones at the address, those over TLS at the two ports after it, or at
 * any that are free where the port is 0. Rejects with a TidemarkError 'cannot-listen'.
 */
export const serveSites = async (
  count: number,
  address: Address,
  { clock }: { readonly clock: Clock },
): Promise<ServedSites> => {
  const sites = madeUpSites(count);
  const byPath = new Map(sites.map((site) => [site.path, site]));
  const stop = new AbortController();
  // All who wait listen to it.
  setMaxListeners(0, stop.signal);
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const site = byPath.get((request.url ?? '').replace(/\?.*/s, ''));
    if (site === undefined) {
      response.writeHead(404).end('There is no such site.\n');
      return;
    }
    site.kind.answer({
      request,
      response,
      index: site.index,
      now: clock.now(),
      after: (milliseconds, task) =>
        void clock.sleep(milliseconds, stop.signal).then(() => {
          if (!stop.signal.aborted && !response.destroyed) task();
        }),
    });
  };
  const { authority, valid, expired } = certificates(clock.now());
  const servers: readonly (readonly [SiteKind['at'], Server])[] = [
    ['http', createServer(answer)],
    ['https', createTlsServer(valid, answer)],
    ['expired', createTlsServer(expired, answer)],
  ];
  // Those that are still shaking hands are no connections of HTTP yet.
  const sockets = new Set<Socket>();
  for (const [, server] of servers) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  const close = async (): Promise<void> => {
    stop.abort();
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map(([, server]) => closeServer(server)));
  };
  const ports = new Map<SiteKind['at'], number>([['nowhere', NOWHERE]]);
  try {
    for (const [place, [at, server]] of servers.entries()) {
      await listen(server, { ...address, port: address.port === 0 ? 0 : address.port + place });
      ports.set(at, (server.address() as AddressInfo).port);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const host = address.host ?? 'localhost';
  const urlOf = ({ kind: { at }, path }: MadeUpSite): string => {
    const scheme = at === 'https' || at === 'expired' ? 'https' : 'http';
    return `${scheme}://${addressText({ host, port: ports.get(at) ?? NOWHERE })}${path}`;
  };
  return { sites: sites.map((site) => ({ ...site, url: urlOf(site) })), authority, close };
};

const listen = async (server: Server, address: Address): Promise<void> => {
  await listenAt(
    {
      address: () => server.address() as AddressInfo,
      listen: async (at) => {
        server.listen(at);
        await once(server, 'listening');
      },
      close: () => server.close(),
    },
    address,
    { access: {}, warn: () => undefined },
  );
};

const closeServer = async (server: Server): Promise<void> => {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
};

const certificates = (
  now: number,
): {
  readonly authority: string;
  readonly valid: { readonly cert: string; readonly key: string };
  readonly expired: { readonly cert: string; readonly key: string };
} => {
  const times = { from: now - 10 * DAY, to: now + VALID_DAYS * DAY };
  const issuer = makeCertificate({ ...times, subject: 'Tidemark made-up sites', isAuthority: true });
  const leaf = (to: number): MadeCertificate =>
    makeCertificate({
      subject: 'localhost',
      names: ['localhost', '127.0.0.1', '::1'],
      from: times.from,
      to,
      issuer,
    });
  return { authority: issuer.cert, valid: leaf(times.to), expired: leaf(now - DAY) };
};
