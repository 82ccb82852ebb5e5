import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

let bySubject: ReadonlyMap<string, readonly X509Certificate[]> | undefined;

/**
 * Until when an authority is believed for what it is, whoever else has signed for it, in epoch milliseconds; undefined: it is
 * none of those that Node brings along. They are read when one is first asked for, which takes as long as ten handshakes.
 */
export const believedUntil = (authority: X509Certificate): number | undefined => {
  bySubject ??= rootsBySubject();
  const root = bySubject
    .get(authority.subject)
    ?.find(({ publicKey }) => publicKey.equals(authority.publicKey));
  return root === undefined ? undefined : Date.parse(root.validTo);
};

const rootsBySubject = (): ReadonlyMap<string, readonly X509Certificate[]> => {
  const roots = new Map<string, X509Certificate[]>();
  for (const pem of rootCertificates) {
    const root = new X509Certificate(pem);
    const others = roots.get(root.subject);
    if (others === undefined) roots.set(root.subject, [root]);
    else others.push(root);
  }
  return roots;
};
