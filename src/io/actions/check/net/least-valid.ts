import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Certificate } from '../verdict.js';

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
 * `isVerified`: the chain is in order now.
 */
export const leastValid = (
  chain: readonly X509Certificate[],
  host: string,
  isVerified: boolean,
): Certificate | undefined => {
  const [own, ...issuers] = chain.map((certificate) => ({
    expires: Date.parse(certificate.validTo),
    subject: subjectOf(certificate),
    host,
  }));
  if (own === undefined) return undefined;
  // Where all is verified, an issuer that has expired was not needed: many servers send one for the clients of long ago.
  const now = Date.now();
  const needed = isVerified ? issuers.filter(({ expires }) => expires > now) : issuers;
  return needed.reduce((least, other) => (other.expires < least.expires ? other : least), own);
};

/** `CN=…` without its `CN=`; all of it, on one line, where there is none. */
export const subjectOf = ({ subject, subjectAltName }: X509Certificate): string => {
  const lines = (subject ?? '').split('\n').filter((line) => line !== '');
  const common = lines.find((line) => line.startsWith('CN='));
  if (common !== undefined) return common.slice(3);
  return lines.length > 0 ? lines.join(', ') : (subjectAltName ?? '');
};
