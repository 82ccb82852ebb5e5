import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback, isLoopbackName, LEAST_TOKEN } from './access.js';
import type { Address } from './address.js';
import { badRequest, Refused } from './refused.js';

/**
 * Who is let in: requests for a host that is served, of no page from elsewhere, and with the token where there is one. A page
 * that a browser shows may send requests to any address, and a name of its own may lead to this machine; what it cannot do is
 * send them without saying so in `Host` and `Origin`.
 */
export class Guard {
  /** Those of `hosts`, and what they end with. */
  readonly #names = new Set<string>();
  readonly #endings: string[] = [];
  #isAny = false;
  readonly #isLocal: boolean;
  #token: Buffer | undefined;
  /** A host that is served, as it was asked for last. */
  #known: string | undefined;

  constructor(
    private readonly address: Address,
    hosts: readonly string[],
    token: string | undefined,
  ) {
    this.#isLocal = isLoopback(address);
    for (const host of hosts.map((one) => one.toLowerCase())) {
      if (host === '*') this.#isAny = true;
      else if (host.startsWith('*.')) this.#endings.push(host.slice(1));
      else this.#names.add(host);
    }
    if (token !== undefined) this.expect(token);
  }

  /** From now on this is the token. Throws where it is none. */
  expect(token: string): void {
    if (token.length < LEAST_TOKEN || !/^[\x21-\x7e]+$/.test(token)) {
      throw new Error(`a token has at least ${LEAST_TOKEN} visible characters of ASCII, in one line.`);
    }
    this.#token = digestOf(token);
  }

  /**
   * Throws a `Refused` for who is not let in. `isHealth`: no token is asked for. Answers whether whoever asks has the token, or
   * there is none.
   */
  check({ headers, httpVersion, rawHeaders, url = '' }: IncomingMessage, isHealth: boolean): boolean {
    const host = hostOf(headers.host, httpVersion, rawHeaders, url);
    // Almost always it is that of the request before.
    if (host !== undefined && host !== this.#known) {
      if (this.#serves(nameOf(host))) this.#known = host;
      else
        throw new Refused(
          421,
          'wrong-host',
          `This is not served as ${shown(host)}; hosts of the config says as what it is.`,
        );
    }
    const { origin } = headers;
    if (origin !== undefined && !this.#isOurs(origin, host)) {
      throw new Refused(
        403,
        'wrong-origin',
        `Pages of ${shown(origin)} may not ask this; hosts of the config says which may.`,
      );
    }
    const isTrusted = this.#isTrusted(headers.authorization);
    if (!isHealth && !isTrusted) {
      const given = headers.authorization === undefined;
      throw new Refused(
        401,
        given ? 'no-token' : 'wrong-token',
        given ? 'Send the token: authorization: Bearer TOKEN.' : 'This is not the token.',
        { 'www-authenticate': `Bearer realm="tidemark"${given ? '' : ', error="invalid_token"'}` },
      );
    }
    return isTrusted;
  }

  #isTrusted(authorization: string | undefined): boolean {
    if (this.#token === undefined) return true;
    const [, given] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
    // Of digests, which are of one length: how long it takes tells nothing.
    return given !== undefined && timingSafeEqual(digestOf(given), this.#token);
  }

  #serves(name: string): boolean {
    if (this.#isAny || isLoopbackName(name) || name === this.address.host || this.#isNamed(name)) return true;
    // An address in numbers is no name that could be made to lead here.
    return !this.#isLocal && isIP(name) !== 0;
  }

  #isNamed(name: string): boolean {
    return this.#names.has(name) || this.#endings.some((ending) => name.endsWith(ending));
  }

  /**
   * A page of this server itself, as its browser calls it, or of a host that is named in `hosts`. What else is served at the
   * address, at another port, is another server.
   */
  #isOurs(origin: string, host: string | undefined): boolean {
    const [, authority] = /^https?:\/\/([^/]+)$/i.exec(origin) ?? [];
    if (authority === undefined) return false;
    return this.#isAny || authority.toLowerCase() === host || this.#isNamed(nameOf(authority.toLowerCase()));
  }
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * The host that is asked for, in lower case; undefined where an old client does not say. Throws a `Refused` where it says
 * nothing or two things.
 */
const hostOf = (
  header: string | undefined,
  version: string,
  rawHeaders: readonly string[],
  url: string,
): string | undefined => {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') count++;
  }
  if (count > 1 || (count === 0 && version !== '1.0')) throw badRequest('A request has one Host.');
  // What a proxy would be asked for.
  if (!url.startsWith('/')) {
    const [, authority] = /^https?:\/\/([^/?#]+)/i.exec(url) ?? [];
    if (authority !== undefined) return authority.toLowerCase();
  }
  return header?.toLowerCase();
};

/** Without port, brackets and a dot at the end. */
const nameOf = (host: string): string => {
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([^:@[\]]*))(?::\d{0,5})?$/.exec(host) ?? [];
  return bracketed ?? plain?.replace(/\.$/, '') ?? '';
};

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));
