import type { AddressInfo } from 'node:net';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { codeOf } from '../code-of.js';
import { type Access, isLoopback } from './access.js';
import { type Address, addressText } from './address.js';

/** What of a server is needed to make it listen. */
interface Listener {
  /** Where it listens. */
  address(): AddressInfo;
  listen(at: { readonly host: string; readonly port: number }): Promise<unknown>;
  close(): unknown;
}

/**
 * Makes a server listen, and resolves with where it can be asked on this machine. Rejects with a TidemarkError
 * 'cannot-listen' where the address is taken, is not one of this machine, or is not allowed; the server is closed then.
 * Warns of an address at which others can ask without a token.
 */
export const listenAt = async (
  server: Listener,
  address: Address,
  { access, warn }: { readonly access: Access; readonly warn: (message: string) => void },
): Promise<string> => {
  try {
    warnOfOpen(address, access, warn);
    if (address.host === undefined) await listenEverywhere(server, address.port);
    else await server.listen({ host: address.host, port: address.port });
  } catch (error) {
    await server.close();
    throw listenFailure(address, error);
  }
  const { port } = server.address();
  const scheme = access.tls === undefined ? 'http' : 'https';
  return `${scheme}://${addressText({ host: address.host ?? 'localhost', port })}`;
};

/** Says of an address that others can ask at without a token. */
export const warnOfOpen = (address: Address, access: Access, warn: (message: string) => void): void => {
  if (access.token !== undefined || isLoopback(address)) return;
  warn(
    `${addressText(address)} can be reached from other machines, and asks for no token: whoever reaches it may do everything. 127.0.0.1:${address.port} is for this machine alone.`,
  );
};

/** IPv6 takes IPv4 too; a machine may be without it. */
const listenEverywhere = async (server: Listener, port: number): Promise<void> => {
  try {
    await server.listen({ host: '::', port });
  } catch (error) {
    if (codeOf(error) !== 'EAFNOSUPPORT' && codeOf(error) !== 'EADDRNOTAVAIL') throw error;
    await server.listen({ host: '0.0.0.0', port });
  }
};

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there already. Stop it, or choose another port.',
  EACCES: 'that is not allowed. Ports below 1024 need a privilege; choose another.',
  EADDRNOTAVAIL: 'that is no address of this machine.',
  ENOTFOUND: 'that name is not known.',
  EAI_AGAIN: 'that name cannot be looked up.',
  EAFNOSUPPORT: 'this machine has no addresses of that kind.',
};

const listenFailure = (address: Address, error: unknown): TidemarkError => {
  const reason = REASONS[codeOf(error)];
  if (reason === undefined) throw error;
  return new TidemarkError('cannot-listen', `Cannot listen at ${addressText(address)}: ${reason}`, {
    cause: error,
  });
};
