import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** Until when the key of an authority is believed here, in epoch milliseconds, by `authorityId`. */
export type Roots = ReadonlyMap<string, number>;

let roots: Roots | undefined;

/** Those that Node brings along: read when they are first asked for, which takes some milliseconds. */
export const wellKnownRoots = (): Roots => {
  roots ??= new Map(
    rootCertificates.map((pem) => {
      const root = new X509Certificate(pem);
      return [authorityId(root), Date.parse(root.validTo)];
    }),
  );
  return roots;
};

/** What is the same for the certificates that an authority has of several others: its name and its key. */
export const authorityId = ({ subject, publicKey }: X509Certificate): string =>
  `${subject}\n${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
