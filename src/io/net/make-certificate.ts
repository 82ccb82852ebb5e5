import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { ipAddress } from './ip-address.js';

/** A certificate with its key. */
export interface MadeCertificate {
  /** Its common name. */
  readonly subject: string;
  /** PEM, of the certificate alone: whoever serves a chain puts those of its issuers after it. */
  readonly cert: string;
  /** PEM, PKCS 8. */
  readonly key: string;
}

export interface CertificateOptions {
  /** Its common name. */
  readonly subject: string;
  /** Host names and addresses that it is for. Default: none, as an authority has. */
  readonly names?: readonly string[];
  /** Epoch milliseconds, of which whole seconds count. */
  readonly from: number;
  readonly to: number;
  /** Whether others may be signed with it. Default: false. */
  readonly isAuthority?: boolean;
  /** Who signs it; absent: itself. */
  readonly issuer?: MadeCertificate;
}

/** ASN.1 in DER, of which X.509 needs these. */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
};

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(TAG.sequence, ...parts);

/** Of the identifiers that are needed, in their own bytes. */
const oid = (hex: string): Buffer => der(TAG.oid, Buffer.from(hex, 'hex'));

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = oid('550403');
const SUBJECT_ALT_NAME = oid('551d11');
const BASIC_CONSTRAINTS = oid('551d13');
const KEY_USAGE = oid('551d0f');

/** Signing certificates, and lists of revoked ones. */
const SIGNS = Buffer.from([0x01, 0x06]);
const TRUE = der(TAG.boolean, Buffer.from([0xff]));

const nameOf = (text: string): Buffer =>
  sequence(der(TAG.set, sequence(COMMON_NAME, der(TAG.utf8, Buffer.from(text)))));

/** With two digits for the year until 2049, as the standard asks. */
const timeOf = (time: number): Buffer => {
  const digits = `${new Date(time).toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  const isShort = digits >= '1950' && digits < '2050';
  return der(isShort ? TAG.utcTime : TAG.time, Buffer.from(isShort ? digits.slice(2) : digits));
};

const alternative = (name: string): Buffer => {
  const address = ipAddress(name);
  if (address === undefined) return der(0x82, Buffer.from(name));
  const digits = typeof address === 'number' ? address.toString(16).padStart(8, '0') : address;
  return der(0x87, Buffer.from(digits, 'hex'));
};

const extension = (id: Buffer, value: Buffer, isCritical = false): Buffer =>
  sequence(id, ...(isCritical ? [TRUE] : []), der(TAG.octets, value));

const extensionsOf = ({ names = [], isAuthority = false }: CertificateOptions): readonly Buffer[] => [
  ...(isAuthority
    ? [extension(BASIC_CONSTRAINTS, sequence(TRUE), true), extension(KEY_USAGE, der(TAG.bits, SIGNS), true)]
    : []),
  ...(names.length > 0 ? [extension(SUBJECT_ALT_NAME, sequence(...names.map(alternative)))] : []),
];

/** Positive, and without a zero byte at its front. */
const serial = (): Buffer => {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return der(TAG.integer, bytes);
};

const publicBytes = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' });

const pem = (bytes: Buffer): string => {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};

/**
 * Makes a certificate with a new key (P-256), signed by another or by itself: for servers to try things with. It may be
 * expired, or for any name.
 */
export const makeCertificate = (options: CertificateOptions): MadeCertificate => {
  const { subject, from, to, issuer } = options;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const extensions = extensionsOf(options);
  const toBeSigned = sequence(
    // Version 3.
    der(0xa0, der(TAG.integer, Buffer.from([2]))),
    serial(),
    ECDSA_WITH_SHA256,
    nameOf(issuer?.subject ?? subject),
    sequence(timeOf(from), timeOf(to)),
    nameOf(subject),
    publicBytes(privateKey),
    ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []),
  );
  const signature = sign('sha256', toBeSigned, issuer?.key ?? key);
  // No bits of the last byte are left over.
  const certificate = sequence(toBeSigned, ECDSA_WITH_SHA256, der(TAG.bits, Buffer.from([0]), signature));
  return { subject, cert: pem(certificate), key };
};
