import { isIP } from 'node:net';
import type { Address } from './address.js';

/** Who may ask a server, and how. */
export interface Access {
  /**
   * Names that it is served by, besides those of this machine and the one that it listens at: such as `flows.example.com`,
   * `*.example.com`, or `*` for all.
   */
  readonly hosts?: readonly string[] | undefined;
  /** What whoever asks must know, as `Authorization: Bearer …`; a file is read again when it changes. Default: nothing. */
  readonly token?: string | { readonly file: string } | undefined;
  /** Files in PEM, read again when they change. Default: no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Anybody who reaches it may ask, also from other machines and without a token. */
  readonly open?: boolean | undefined;
}

/** A token is no password of a person: shorter ones can be guessed. */
export const LEAST_TOKEN = 16;

/** Whether only this machine can reach it there. */
export const isLoopback = ({ host }: Address): boolean => host !== undefined && isLoopbackName(host);

/** Whether a name, in lower case and without brackets, is always this machine. */
export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' ||
  name.endsWith('.localhost') ||
  (isIP(name) === 4 ? name.startsWith('127.') : name === '::1');

/** Why a server must not be opened so, as a sentence that says what to write; undefined where it may. */
export const accessObjection = (address: Address, { token, open }: Access): string | undefined => {
  if (typeof token === 'string' && !/^[\x21-\x7e]+$/.test(token)) {
    return 'A token has visible characters of ASCII only, without spaces.';
  }
  if (typeof token === 'string' && token.length < LEAST_TOKEN) {
    return `A token has at least ${LEAST_TOKEN} characters; openssl rand -hex 32 makes one.`;
  }
  if (isLoopback(address) || token !== undefined || open === true) return undefined;
  return 'Other machines can reach this address, and nobody would be asked for a token. Write token: { file: PATH } or token: ${NAME}; or open: true where anybody may ask who reaches it.';
};
