import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Certificate } from '../verdict.js';
import { believedUntil } from './believed-until.js';

/** Of a chain that leads in circles so many are looked at. */
const LONGEST = 20;

/** What the other end sent, from its own certificate upwards. To be asked for once: a second time there is nothing. */
export const chainOf = (socket: TLSSocket): readonly X509Certificate[] => {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && chain.length < LONGEST) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
};

/**
 * Of a chain the one that expires first: an issuer that expires takes the site down as its own certificate does.
 * `isVerified`: the chain is in order now. Then an issuer that is believed itself counts as long as that: what another one
 * has signed for it, as many servers send for the clients of long ago, is not needed.
 */
export const leastValid = (
  chain: readonly X509Certificate[],
  host: string,
  isVerified: boolean,
  believed = believedUntil,
): Certificate | undefined => {
  const now = Date.now();
  let least: Certificate | undefined;
  for (const [at, certificate] of chain.entries()) {
    // Nobody signs for a leaf and its issuer again.
    const until = isVerified && at > 1 ? believed(certificate) : undefined;
    const expires = until ?? Date.parse(certificate.validTo);
    // Where all is in order an issuer that has expired was not needed.
    const isNeeded = at === 0 || !isVerified || expires > now;
    if (isNeeded && (least === undefined || expires < least.expires)) {
      least = { expires, subject: subjectOf(certificate), host };
    }
    if (until !== undefined) break;
  }
  return least;
};

/** `CN=…` without its `CN=`; all of it, on one line, where there is none. */
export const subjectOf = ({ subject, subjectAltName }: X509Certificate): string => {
  const lines = (subject ?? '').split('\n').filter((line) => line !== '');
  const common = lines.find((line) => line.startsWith('CN='));
  if (common !== undefined) return common.slice(3);
  return lines.length > 0 ? lines.join(', ') : (subjectAltName ?? '');
};
