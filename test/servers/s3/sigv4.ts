import { createHmac } from 'node:crypto';
import { sha256Hex } from './sums.js';

export interface Signed {
  readonly method: string;
  /** As it stood in the request line, escaped; nothing of it is normalised. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
  /** `20130524T000000Z`. */
  readonly time: string;
  readonly region: string;
  readonly secret: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export const scopeOf = (time: string, region: string): string =>
  `${time.slice(0, 8)}/${region}/s3/aws4_request`;

export const signingKey = (secret: string, time: string, region: string): Buffer =>
  [region, 's3', 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    hmac(`AWS4${secret}`, time.slice(0, 8)),
  );

/** Escaped as a signature has it: everything but letters, digits and `-_.~`. */
export const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const canonicalQuery = (query: string): string =>
  query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [escaped(decodeURIComponent(name)), escaped(decodeURIComponent(value.join('=')))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

/** Of a key: each byte that is not a letter, digit or `-_.~/`. What stands in the request line may be escaped in other ways. */
const canonicalPath = (path: string): string =>
  path
    .split('/')
    .map((part) => escaped(decodeURIComponent(part)))
    .join('/');

export const signatureOf = ({ secret, time, region, ...of }: Signed): string => {
  const request = [
    of.method,
    canonicalPath(of.path),
    canonicalQuery(of.query),
    ...of.signedHeaders.map((name) => `${name}:${(of.headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    of.signedHeaders.join(';'),
    of.payloadHash,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scopeOf(time, region), sha256Hex(request)].join('\n');
  return hmac(signingKey(secret, time, region), text).toString('hex');
};

const NOTHING = sha256Hex('');

/** Of a chunk, from the signature before it. */
export const chunkSignature = (
  key: Buffer,
  { time, region, before }: { readonly time: string; readonly region: string; readonly before: string },
  bytes: Uint8Array,
): string =>
  hmac(
    key,
    ['AWS4-HMAC-SHA256-PAYLOAD', time, scopeOf(time, region), before, NOTHING, sha256Hex(bytes)].join('\n'),
  ).toString('hex');

/** Of trailers: `name:value\n` each. */
export const trailerSignature = (
  key: Buffer,
  { time, region, before }: { readonly time: string; readonly region: string; readonly before: string },
  trailers: string,
): string =>
  hmac(
    key,
    ['AWS4-HMAC-SHA256-TRAILER', time, scopeOf(time, region), before, sha256Hex(trailers)].join('\n'),
  ).toString('hex');
