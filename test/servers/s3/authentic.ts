import { readChunked } from './chunked.js';
import { Refusal } from './refusal.js';
import { scopeOf, signatureOf, signingKey } from './sigv4.js';
import { sha256Hex } from './sums.js';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Names in small letters, as they came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Key {
  readonly secret: string;
  /** Goes with temporary ones. */
  readonly token?: string;
  readonly isExpired?: boolean;
}

export interface Judge {
  readonly region: string;
  /** The store's own clock. */
  readonly now: number;
  readonly keys: ReadonlyMap<string, Key>;
}

export interface Authentic {
  /** What is to be kept. */
  readonly body: Buffer;
  readonly trailers: ReadonlyMap<string, string>;
}

const SKEW = 15 * 60_000;

const timeOf = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

interface Claim {
  readonly access: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly time: string;
  readonly payloadHash: string;
  readonly token: string | undefined;
}

const ofHeader = ({ headers }: Received): Claim | undefined => {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([\da-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (found === null) return undefined;
  const [, access = '', date = '', region = '', service = '', names = '', signature = ''] = found;
  const payloadHash = headers['x-amz-content-sha256'];
  if (payloadHash === undefined)
    throw new Refusal(
      400,
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  const time = headers['x-amz-date'] ?? '';
  const token = headers['x-amz-security-token'];
  return {
    access,
    date,
    region,
    service,
    signedHeaders: names.split(';'),
    signature,
    time,
    payloadHash,
    token,
  };
};

const ofQuery = ({ query }: Received, now: number): Claim | undefined => {
  const said = new URLSearchParams(query.replaceAll('+', '%2B'));
  const credential = said.get('X-Amz-Credential');
  if (credential === null) return undefined;
  const [access = '', date = '', region = '', service = ''] = credential.split('/');
  const time = said.get('X-Amz-Date') ?? '';
  if (now > timeOf(time) + Number(said.get('X-Amz-Expires')) * 1000)
    throw new Refusal(403, 'AccessDenied', 'Request has expired');
  return {
    access,
    date,
    region,
    service,
    signedHeaders: (said.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: said.get('X-Amz-Signature') ?? '',
    time,
    payloadHash: 'UNSIGNED-PAYLOAD',
    token: said.get('X-Amz-Security-Token') ?? undefined,
  };
};

/** Throws a Refusal for a request that is not what its signature says. */
export const authentic = (received: Received, { region, now, keys }: Judge): Authentic => {
  const byQuery = ofQuery(received, now);
  const claim = byQuery ?? ofHeader(received);
  if (claim === undefined) throw new Refusal(403, 'AccessDenied', 'Access Denied');
  const key = keys.get(claim.access);
  if (key === undefined)
    throw new Refusal(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    );
  judgeScope(claim, region);
  const { headers } = received;
  const mustBeSigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-'));
  const unsigned = ['host', ...mustBeSigned].filter((name) => !claim.signedHeaders.includes(name));
  if (unsigned.length > 0)
    throw new Refusal(
      403,
      'AccessDenied',
      'There were headers present in the request which were not signed',
      {
        HeadersNotSigned: unsigned.join(', '),
      },
    );
  if (byQuery === undefined && Math.abs(now - timeOf(claim.time)) > SKEW)
    throw new Refusal(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      {
        RequestTime: claim.time,
        ServerTime: new Date(now).toISOString(),
        MaxAllowedSkewMilliseconds: String(SKEW),
      },
    );
  const { secret } = key;
  const wanted = signatureOf({ ...received, ...claim, region: claim.region, secret });
  if (wanted !== claim.signature)
    throw new Refusal(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  if (key.isExpired === true) throw new Refusal(400, 'ExpiredToken', 'The provided token has expired.');
  if (key.token !== claim.token)
    throw new Refusal(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
  return payload(received, claim, secret);
};

const judgeScope = ({ region: claimed, service, date, time }: Claim, region: string): void => {
  if (service !== 's3' || scopeOf(time, claimed) !== `${date}/${claimed}/s3/aws4_request`)
    throw new Refusal(400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed.');
  if (claimed !== region)
    throw new Refusal(
      400,
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${claimed}' is wrong; expecting '${region}'`,
      { Region: region },
      { 'x-amz-bucket-region': region },
    );
};

const payload = ({ headers, body }: Received, claim: Claim, secret: string): Authentic => {
  const { payloadHash, time, region, signature } = claim;
  if (!payloadHash.startsWith('STREAMING-')) {
    if (payloadHash !== 'UNSIGNED-PAYLOAD' && payloadHash !== sha256Hex(body))
      throw new Refusal(
        400,
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    return { body, trailers: new Map() };
  }
  const hasTrailer = payloadHash.endsWith('-TRAILER');
  const signatures = payloadHash.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD')
    ? { key: signingKey(secret, time, region), time, region, seed: signature }
    : undefined;
  const chunked = readChunked(body, hasTrailer, signatures);
  if (Number(headers['x-amz-decoded-content-length']) !== chunked.body.length)
    throw new Refusal(400, 'IncompleteBody', 'The body is not as long as x-amz-decoded-content-length says.');
  return chunked;
};
