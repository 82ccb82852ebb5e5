import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const DAY = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export interface CertificateOptions {
  /** Its common name. */
  readonly subject: string;
  /** Names and addresses that it is for. */
  readonly names?: readonly string[];
  /** Who signs it; itself where absent. */
  readonly issuer?: MadeCertificate;
  /** Days from now until it expires; negative: it has. 300 by default. */
  readonly days?: number;
  /** Days from now until it is valid; a month ago by default. */
  readonly from?: number;
  readonly isCa?: boolean;
}

export interface MadeCertificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly expires: number;
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** A certificate with a key of its own. */
export const makeCertificate = async ({
  subject,
  names = [],
  issuer,
  days = 300,
  from = Math.min(-30, days - 1),
  isCa = false,
}: CertificateOptions): Promise<MadeCertificate> => {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const now = Date.now();
  const expires = Math.floor((now + days * DAY) / 1000) * 1000;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: `10${Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex')}`,
    subject: `CN=${subject}`,
    issuer: `CN=${issuer?.subject ?? subject}`,
    notBefore: new Date(now + from * DAY),
    notAfter: new Date(expires),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    extensions: [
      new BasicConstraintsExtension(isCa, undefined, true),
      new KeyUsagesExtension(isCa ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature, true),
      ...(names.length === 0
        ? []
        : [
            new SubjectAlternativeNameExtension(
              names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value })),
            ),
          ]),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: `${certificate.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    expires,
    subject,
    keys,
  };
};

/** A root, an intermediate that it signed, and a leaf for `localhost` and loopback, signed by that. */
export const makeChain = async ({
  intermediateDays = 1000,
  ...leafOptions
}: Partial<CertificateOptions> & { readonly intermediateDays?: number } = {}) => {
  const root = await makeCertificate({ subject: 'Test Root', isCa: true, days: 3000 });
  const intermediate = await makeCertificate({
    subject: 'Test Intermediate',
    isCa: true,
    issuer: root,
    days: intermediateDays,
  });
  const leaf = await makeCertificate({
    subject: 'localhost',
    names: ['localhost', '127.0.0.1', '::1'],
    issuer: intermediate,
    ...leafOptions,
  });
  return { root, intermediate, leaf, chain: leaf.cert + intermediate.cert };
};
