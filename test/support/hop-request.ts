import type { HopRequest, HopResult } from '../../src/io/actions/check/http/hop.js';
import { NETWORK, TLS } from './check-settings.js';

/** Of a URL, or of `/` at a port of loopback. */
export const requestTo = (url: string | number, given: Partial<HopRequest> = {}): HopRequest => ({
  url: new URL(typeof url === 'number' ? `http://127.0.0.1:${url}/` : url),
  method: 'GET',
  headers: [],
  body: undefined,
  network: NETWORK,
  tls: TLS,
  connection: 'fresh',
  bodyLimit: 1_000_000,
  ...given,
});

/** `ok 200 2 [notes]`, or `class phase status: detail`. */
export const said = ({ failure, status, bytes, notes }: HopResult): string =>
  failure === undefined
    ? `ok ${status} ${bytes}${notes.map((note) => ` [${note}]`).join('')}`
    : `${failure.class} ${failure.phase}${status === undefined ? '' : ` ${status}`}: ${failure.detail}`;
