import type { X509Certificate } from 'node:crypto';
import { codeOf } from '../../../code-of.js';
import { subjectOf } from './least-valid.js';

/** Names of a certificate that are listed. */
const MOST_NAMES = 4;

const iso = (date: string): string => {
  const time = Date.parse(date);
  return Number.isNaN(time) ? date : new Date(time).toISOString().replace('.000Z', 'Z');
};

/** Why a certificate is refused, and what to do about it. */
export const verifyWords = (error: unknown, chain: readonly X509Certificate[]): string => {
  const [own] = chain;
  const code = typeof error === 'string' ? error : codeOf(error);
  const last = chain.at(-1);
  const issuer = last === undefined ? 'its issuer' : issuerOf(last.issuer);
  switch (code) {
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `server does not send the intermediate certificate: let it send the whole chain (issued by ${issuer}; if that is a CA of your own, name it under ca)`;
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return `certificate was issued by ${issuer}, which is not known here: if it is a CA of your own, name it under ca`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'self-signed certificate';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `self-signed certificate in the chain: ${issuer} is not known here; if it is a CA of your own, name it under ca`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `certificate is for ${namesOf(own?.subjectAltName, own === undefined ? '' : subjectOf(own))}`;
    case 'CERT_HAS_EXPIRED': {
      const expired = chain.find(({ validTo }) => Date.parse(validTo) < Date.now()) ?? own;
      const whose =
        expired === own
          ? 'certificate'
          : `certificate of the issuer ${expired === undefined ? '' : subjectOf(expired)}`;
      return `${whose} expired at ${iso(expired?.validTo ?? 'an unknown time')}`;
    }
    case 'CERT_NOT_YET_VALID': {
      const early = chain.find(({ validFrom }) => Date.parse(validFrom) > Date.now()) ?? own;
      return `certificate is not valid before ${iso(early?.validFrom ?? 'an unknown time')}`;
    }
    default:
      return `certificate is refused (${code === '' ? 'unknown' : plain(code)})`;
  }
};

const issuerOf = (issuer: string): string => {
  const lines = issuer.split('\n').filter((line) => line !== '');
  return lines.find((line) => line.startsWith('CN='))?.slice(3) ?? lines.join(', ');
};

/** `DNS:a.example, IP Address:192.0.2.1`. */
const namesOf = (altNames: string | undefined, subject: string): string => {
  const names = (altNames ?? '')
    .split(', ')
    .map((name) => name.replace(/^(?:DNS|IP Address|URI|email):/, ''))
    .filter((name) => name !== '');
  if (names.length === 0) return subject === '' ? 'no name at all' : subject;
  const rest = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
};

/** What is said for codes that contain this. */
const HANDSHAKE: readonly (readonly [part: RegExp, words: string])[] = [
  [/CERTIFICATE_REQUIRED/, 'server asks for a client certificate'],
  [
    /ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE/,
    'protocol version: server speaks neither TLS 1.2 nor TLS 1.3',
  ],
  [
    /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|RECORD_TOO_LONG|UNKNOWN_PROTOCOL/,
    'server speaks plain HTTP, or something else that is not TLS',
  ],
  [/UNRECOGNIZED_NAME/, 'server does not know this name (SNI)'],
  [/NO_APPLICATION_PROTOCOL/, 'server does not speak HTTP/1.1 (ALPN)'],
  [
    /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/,
    'server refuses our client certificate',
  ],
  [
    /ALERT_HANDSHAKE_FAILURE/,
    'server refuses the handshake: no cipher in common, a client certificate that it asks for, or a name that it does not know',
  ],
  [
    /DH_KEY_TOO_SMALL|EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|BAD_ECPOINT|MD_TOO_WEAK/,
    'server uses keys that are too weak',
  ],
  [/NO_SHARED_CIPHER|NO_CIPHERS_AVAILABLE|WRONG_CIPHER/, 'no cipher in common'],
  [/UNSAFE_LEGACY_RENEGOTIATION|LEGACY_SIGALG/, 'server knows only renegotiation that is not safe'],
];

/** What went wrong while the two ends were agreeing, and no certificate was to blame. */
export const handshakeWords = (error: unknown): string => {
  const code = codeOf(error);
  const known = HANDSHAKE.find(([part]) => part.test(code));
  if (known !== undefined) return known[1];
  return `the TLS handshake failed (${code === '' ? 'unknown' : plain(code)})`;
};

/** `ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR`: tlsv1 alert internal error. */
const plain = (code: string): string =>
  code
    .replace(/^ERR_(?:SSL|TLS)_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
