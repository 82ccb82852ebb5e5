import { createSecureContext } from 'node:tls';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Access, accessObjection } from './access.js';
import type { Address } from './address.js';
import { Guard } from './guard.js';
import { WatchedFiles } from './watched-files.js';

/** A certificate and its key, in PEM. */
export interface Credentials {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What is between a server and whoever asks it. */
export interface Door {
  readonly guard: Guard;
  /** Present where it speaks TLS. */
  readonly credentials: Credentials | undefined;
  /** Told of new ones. */
  onCredentials: (credentials: Credentials) => void;
  close(): void;
}

/**
 * Reads the token and the certificate of a server, and reads them again when their files change. Rejects with a TidemarkError
 * 'bad-options' where it must not be opened so, and 'unreadable' where they cannot be read.
 */
export const openDoor = async (
  address: Address,
  access: Access,
  warn: (message: string) => void,
): Promise<Door> => {
  const objection = accessObjection(address, access);
  if (objection !== undefined) throw new TidemarkError('bad-options', objection);
  const { token, tls } = access;
  const watched: WatchedFiles[] = [];
  const guard = new Guard(address, access.hosts ?? [], typeof token === 'string' ? token : undefined);
  let credentials: Credentials | undefined;
  const door = { guard, onCredentials: (_: Credentials): void => undefined };
  if (typeof token === 'object') {
    const use = ([content]: readonly Buffer[]): void => guard.expect(String(content).trim());
    watched.push(new WatchedFiles([token.file], use, warn));
  }
  if (tls !== undefined) {
    const use = ([cert, key]: readonly Buffer[]): void => {
      if (cert === undefined || key === undefined) return;
      // Throws for what is no certificate, or goes with another key.
      createSecureContext({ cert, key });
      credentials = { cert, key };
      door.onCredentials(credentials);
    };
    watched.push(new WatchedFiles([tls.cert, tls.key], use, warn));
  }
  const close = (): void => {
    for (const one of watched) one.close();
  };
  try {
    for (const one of watched) await one.open();
  } catch (error) {
    close();
    throw unusable(access, error);
  }
  return Object.assign(door, { credentials, close });
};

const unusable = ({ token, tls }: Access, error: unknown): TidemarkError => {
  const files = [...(typeof token === 'object' ? [token.file] : []), ...(tls ? [tls.cert, tls.key] : [])];
  const why = error instanceof Error ? error.message : String(error);
  return new TidemarkError('unreadable', `Cannot listen with ${files.join(', ')}: ${why}`, { cause: error });
};
