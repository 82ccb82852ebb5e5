import { isIP } from 'node:net';
import type { NetworkSettings } from '../../../io/actions/check/network-settings.js';
import { withoutBrackets } from '../../../io/net/without-brackets.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { proxyFor } from './proxy-for.js';
import type { TargetDefaults } from './target-settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Says what is wrong with the setting at a path. */
export type Complain = (path: readonly (string | number)[], message: string) => void;

/** How a target is reached. */
export const networkOf = (
  { family = 'auto', resolver, connect_to: connectTo, proxy, allow }: TargetDefaults,
  url: string,
  environment: Environment,
  complain: Complain,
): NetworkSettings => {
  const read = <T>(key: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      complain([key], error.message);
      return undefined;
    }
  };
  return {
    family,
    resolver: resolver === undefined ? undefined : read('resolver', () => [resolver].flat().map(server)),
    connectTo: connectTo === undefined ? undefined : read('connect_to', () => hostAndPort(connectTo)),
    proxy: proxy === undefined ? undefined : read('proxy', () => proxyFor(proxy, url, environment)),
    allow: read('allow', () => [allow ?? []].flat().map(cidr)) ?? [],
  };
};

const HOST_AND_PORT = /^(\[[\da-f:.]+\]|[\w.-]+):(\d{1,5})$/i;

const hostAndPort = (text: string): { readonly host: string; readonly port: number } => {
  const [, host = '', digits] = HOST_AND_PORT.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (port >= 1 && port <= 65_535) return { host: withoutBrackets(host), port };
  throw new TidemarkError('bad-options', `"${text}" is no host with a port. Write 192.0.2.1:8443.`);
};

const server = (text: string): string => {
  const plain = text.trim();
  const host = isIP(plain) > 0 ? plain : withoutBrackets(HOST_AND_PORT.exec(plain)?.[1] ?? plain);
  if (isIP(host) > 0) return plain;
  throw new TidemarkError(
    'bad-options',
    `"${text}" is no address of a name server. Write 192.0.2.53 or 127.0.0.1:5353.`,
  );
};

const cidr = (text: string): string => {
  const [address = '', length] = text.trim().split('/');
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  const bits = length === undefined ? most : Number(length);
  if (version > 0 && /^\d{1,3}$/.test(length ?? '0') && bits <= most) return `${address}/${bits}`;
  throw new TidemarkError('bad-options', `"${text}" is no network. Write 169.254.0.0/16 or fe80::/10.`);
};
