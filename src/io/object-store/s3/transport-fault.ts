import { connectFailure } from '../../actions/check/net/connect-words.js';
import { dnsFailure } from '../../actions/check/net/dns-words.js';
import { handshakeWords, verifyWords } from '../../actions/check/net/tls-words.js';
import { codeOf } from '../../code-of.js';
import type { FaultClass } from '../fault-class.js';
import type { Asked } from './asked.js';
import type { Course } from './course.js';

/** Class and words. */
export interface Said {
  readonly class: FaultClass;
  readonly words: string;
  readonly endpoint?: string;
}

const GONE = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED', 'ETIMEDOUT']);

const portOf = (error: unknown, fallback: number): number =>
  typeof error === 'object' && error !== null && 'port' in error && typeof error.port === 'number'
    ? error.port
    : fallback;

const addressOf = (error: unknown, fallback: string): string =>
  typeof error === 'object' && error !== null && 'address' in error && typeof error.address === 'string'
    ? error.address
    : fallback;

/** The first of several, where each address of a name failed. */
const first = (error: unknown): unknown =>
  error instanceof AggregateError ? (error.errors[0] ?? error) : error;

/** The name may be that of the bucket before that of the store, which only stores with such names in DNS have. */
const dnsWords = (error: unknown, host: string, bucket: string): string => {
  const asked =
    typeof error === 'object' && error !== null && 'hostname' in error && typeof error.hostname === 'string'
      ? error.hostname
      : host;
  const hint =
    asked.startsWith(`${bucket}.`) && host !== 'AWS'
      ? '; write path_style: true where the store has no such names'
      : '';
  return `${dnsFailure(asked, error).message}${hint}`;
};

/** Node has a code of its own for what OpenSSL says while it writes: `…:SSL routines:ssl3_get_record:wrong version number:…`. */
const opensslCode = (error: unknown): string => {
  const reason = error instanceof Error ? /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1] : undefined;
  return reason === undefined ? codeOf(error) : `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
};

/** What the connection came to, where no whole answer came. */
export const transportFault = (failed: unknown, course: Course, { host, bucket }: Asked): Said => {
  const error = first(course.socketError ?? failed);
  const code = codeOf(error);
  switch (course.phase) {
    case 'dns':
      return { class: 'dns', words: dnsWords(error, host, bucket) };
    case 'connect': {
      const words = connectFailure(error, addressOf(error, host), portOf(error, 443)).message;
      return { class: 'connect', words };
    }
    case 'tls': {
      if (GONE.has(code))
        return { class: 'reset', words: `${host} closed the connection in the TLS handshake` };
      const words = /^ERR_SSL|^EPROTO/.test(code)
        ? handshakeWords({ code: opensslCode(error) })
        : verifyWords(error, []);
      return { class: 'tls', words };
    }
    default:
      if (code.startsWith('HPE_'))
        return {
          class: 'not-s3',
          words: `${host} speaks no HTTP here (${code}): is the endpoint https://…?`,
        };
      if (GONE.has(code)) {
        const used = course.isReused ? ', one that was open from before' : '';
        return { class: 'reset', words: `${host} closed the connection without an answer${used}` };
      }
      return { class: 'internal', words: error instanceof Error ? error.message : String(error) };
  }
};
