import type { NetworkSettings, TlsSettings } from '../../src/io/actions/check/network-settings.js';

export const NETWORK: NetworkSettings = {
  family: 'auto',
  resolver: undefined,
  connectTo: undefined,
  proxy: undefined,
  allow: [],
};

export const TLS: TlsSettings = { insecure: false, ca: undefined, client: undefined };

/** What targets of all kinds have, where nothing is said but what is checked; none of them runs out of time. */
export const USUAL = {
  every: 60_000,
  timeout: 600_000,
  slow: undefined,
  tags: {},
  group: undefined,
  maintenance: [],
  network: NETWORK,
} as const;

/** One that never passes. */
export const never = (): AbortSignal => new AbortController().signal;
