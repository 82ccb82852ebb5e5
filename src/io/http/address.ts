import { TidemarkError } from '../../operators/tidemark-error.js';

/** Where to listen. */
export interface Address {
  /** A name or an IP address, without brackets; undefined for all interfaces. */
  readonly host: string | undefined;
  /** 0 for any that is free. */
  readonly port: number;
}

const ADDRESS = /^(?:\[([\da-f:.]+)\]|([\w.-]*)):(\d{1,5})$/i;
const ALL: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

/**
 * Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:0` and `:8080`, which is all interfaces. Throws a TidemarkError
 * 'bad-options' for what is no address.
 */
export const parseAddress = (text: string): Address => {
  const [, bracketed, plain, digits] = ADDRESS.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || digits === undefined) {
    throw new TidemarkError(
      'bad-options',
      `"${text}" is no address: a host, a colon and a port are wanted, such as 127.0.0.1:8080.`,
    );
  }
  const port = Number(digits);
  if (port > 65_535) throw new TidemarkError('bad-options', `${port} is no port: they end at 65535.`);
  return { host: ALL.has(host) ? undefined : host.toLowerCase(), port };
};

/** The address as it is written; the same for different ways to write it. */
export const addressText = ({ host = '', port }: Address): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Whether two servers at these addresses would be in each other's way; a port that is any never is. */
export const isSameAddress = (a: Address, b: Address): boolean =>
  a.port !== 0 && addressText(a) === addressText(b);
