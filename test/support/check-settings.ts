import type { NetworkSettings, TlsSettings } from '../../src/io/actions/check/network-settings.js';

export const NETWORK: NetworkSettings = {
  family: 'auto',
  resolver: undefined,
  connectTo: undefined,
  proxy: undefined,
  allow: [],
};

export const TLS: TlsSettings = { insecure: false, ca: undefined, client: undefined };

/** One that never passes. */
export const never = (): AbortSignal => new AbortController().signal;
