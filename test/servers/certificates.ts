import { type MadeCertificate, makeCertificate as made } from '../../src/io/net/make-certificate.js';

const DAY = 86_400_000;

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

/** A certificate with a key of its own; `expires` in epoch milliseconds. */
export const makeCertificate = ({
  days = 300,
  from = Math.min(-30, days - 1),
  isCa = false,
  ...options
}: CertificateOptions): MadeCertificate & { readonly expires: number } => {
  const now = Date.now();
  const expires = Math.floor((now + days * DAY) / 1000) * 1000;
  return { ...made({ ...options, from: now + from * DAY, to: expires, isAuthority: isCa }), expires };
};

/** A root, an intermediate that it signed, and a leaf for `localhost` and loopback, signed by that. */
export const makeChain = ({
  intermediateDays = 1000,
  ...leafOptions
}: Partial<CertificateOptions> & { readonly intermediateDays?: number } = {}) => {
  const root = makeCertificate({ subject: 'Test Root', isCa: true, days: 3000 });
  const intermediate = makeCertificate({
    subject: 'Test Intermediate',
    isCa: true,
    issuer: root,
    days: intermediateDays,
  });
  const leaf = makeCertificate({
    subject: 'localhost',
    names: ['localhost', '127.0.0.1', '::1'],
    issuer: intermediate,
    ...leafOptions,
  });
  return { root, intermediate, leaf, chain: leaf.cert + intermediate.cert };
};
