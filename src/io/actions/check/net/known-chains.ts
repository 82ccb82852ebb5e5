import { hash } from 'node:crypto';
import type { Certificate } from '../verdict.js';

/** Milliseconds after which the issuers of a certificate that is known are looked at again. */
const BELIEVED = 600_000;
/** Certificates that are remembered, of 300 bytes or so each. */
const MOST = 20_000;

interface Known {
  readonly certificate: Certificate | undefined;
  readonly at: number;
}

/**
 * What was found in chains that were in order and for the name that was asked for, by name and certificate. OpenSSL verifies
 * each chain in each handshake; what it does not say, and takes a twelfth of a check to find out, is which of it ends first: that is
 * the same as long as the server sends the same certificate, but for issuers that it may have exchanged in these ten minutes.
 */
export class KnownChains {
  readonly #known = new Map<string, Known>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Looks a certificate up, in DER; what comes back says what is known, or takes what is found. */
  of(
    leaf: Buffer,
    host: string,
  ): { readonly known: Known | undefined; learn(certificate?: Certificate): void } {
    const key = `${hash('sha256', leaf, 'base64')} ${host}`;
    const now = this.now();
    const found = this.#known.get(key);
    const isFresh =
      found !== undefined &&
      Math.abs(now - found.at) < BELIEVED &&
      (found.certificate === undefined || found.certificate.expires > now);
    return {
      known: isFresh ? found : undefined,
      learn: (certificate) => {
        this.#known.delete(key);
        this.#known.set(key, { certificate, at: now });
        for (const oldest of this.#known.keys()) {
          if (this.#known.size <= MOST) break;
          this.#known.delete(oldest);
        }
      },
    };
  }
}
