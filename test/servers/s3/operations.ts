import { randomBytes } from 'node:crypto';
import type { Bucket, Kept, Version } from './bucket.js';
import type { Habits, RequestKind } from './faults.js';
import { Refusal, xml } from './refusal.js';
import { statedSums, uploadSums } from './stated-sums.js';
import { type Algorithm, headerOf, md5, rawSum, sumOf } from './sums.js';

export interface Asked {
  readonly kind: RequestKind;
  readonly bucket: Bucket;
  readonly name: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly trailers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly habits: Habits;
  /** Keeps one bit otherwise. */
  readonly spoils: undefined | { readonly isHonest: boolean };
}

export interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const KEPT_HEADERS =
  /^(content-type|cache-control|content-encoding|x-amz-(meta-.*|server-side-.*|storage-class|tagging))$/;

const kept = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name)));

const noKey = (key: string): Refusal =>
  new Refusal(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });

const page = (root: string, inside: string): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inside}</${root}>`,
  );

const sumHeaders = (
  { sums, sumType }: Pick<Kept, 'sums' | 'sumType'>,
  habits: Habits,
): Record<string, string> => {
  if (habits.checksums !== 'kept' || sums.size === 0) return {};
  return {
    ...Object.fromEntries([...sums].map(([algorithm, value]) => [headerOf(algorithm), value])),
    'x-amz-checksum-type': sumType,
  };
};

const etagOf = (made: string, habits: Habits): string => {
  if (habits.etag === 'empty') return '""';
  return habits.etag === 'opaque' ? `"o.${randomBytes(48).toString('base64url')}"` : `"${made}"`;
};

const judgeCondition = ({ bucket, key, headers, habits, kind }: Asked): void => {
  if (headers['if-none-match'] !== '*' || habits.conditional === 'ignored') return;
  if (kind === 'complete-upload' && !habits.conditionalCompletion) return;
  if (habits.conditional === '501')
    throw new Refusal(
      501,
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      {
        Header: 'If-None-Match',
      },
    );
  if (bucket.current(key) === undefined) return;
  if (habits.conditional === '304') throw new Refusal(304, 'NotModified', 'Not Modified');
  throw new Refusal(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    {
      Condition: 'If-None-Match',
    },
  );
};

/** The bytes, and those that are kept of them. */
const spoiled = ({ body, spoils }: Asked): Buffer => {
  if (spoils === undefined || body.length === 0) return body;
  const other = Buffer.from(body);
  other[body.length >> 1] = (other[body.length >> 1] ?? 0) ^ 1;
  return other;
};

const sumsFor = (asked: Asked, stays: Buffer): ReadonlyMap<Algorithm, string> => {
  const stated = statedSums(asked.headers, asked.trailers, asked.body);
  if (asked.habits.checksums !== 'kept') return new Map();
  // S3 takes one by itself where none is sent.
  const names: readonly Algorithm[] = stated.size === 0 ? ['CRC64NVME'] : [...stated.keys()];
  const isHonest = asked.spoils?.isHonest !== false;
  return new Map(names.map((name) => [name, sumOf(name, isHonest ? stays : asked.body)]));
};

const put = (asked: Asked): Answered => {
  judgeCondition(asked);
  const { bucket, key, headers, habits } = asked;
  const stays = spoiled(asked);
  const version = bucket.keep(key, {
    body: habits.keepsBytes ? stays : Buffer.alloc(0),
    bytes: stays.length,
    etag: etagOf(md5(stays).toString('hex'), habits),
    sums: sumsFor(asked, stays),
    sumType: 'FULL_OBJECT',
    headers: kept(headers),
    modified: Date.now() + habits.clock,
  });
  return { status: 200, headers: { ...writeHeaders(version, bucket, habits) } };
};

const writeHeaders = (version: Version, bucket: Bucket, habits: Habits): Record<string, string> => ({
  etag: version.etag,
  ...(bucket.isVersioned && { 'x-amz-version-id': version.version }),
  ...sumHeaders(version, habits),
});

const find = ({ bucket, key, query, habits }: Asked): Version => {
  const wanted = query.get('versionId');
  const found = wanted === null ? bucket.current(key) : bucket.version(key, wanted);
  if (found !== undefined && found.isMarker !== true) return found;
  if (!habits.mayList) throw new Refusal(403, 'AccessDenied', 'Access Denied');
  throw noKey(key);
};

const get = (asked: Asked): Answered => {
  const found = find(asked);
  const { headers, habits, bucket, kind } = asked;
  const match = headers['if-match'];
  if (match !== undefined && match !== found.etag && habits.conditional !== 'ignored')
    throw new Refusal(
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      { Condition: 'If-Match' },
    );
  if (kind === 'get' && /^(GLACIER|DEEP_ARCHIVE)$/.test(found.headers['x-amz-storage-class'] ?? ''))
    throw new Refusal(403, 'InvalidObjectState', "The operation is not valid for the object's storage class");
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const isSummed = headers['x-amz-checksum-mode'] === 'ENABLED' && from === undefined;
  const said = {
    ...found.headers,
    etag: found.etag,
    'last-modified': new Date(found.modified).toUTCString(),
    'accept-ranges': 'bytes',
    ...(bucket.isVersioned && { 'x-amz-version-id': found.version }),
    ...(isSummed && sumHeaders(found, habits)),
  };
  if (from === undefined)
    return { status: 200, headers: { ...said, 'content-length': String(found.bytes) }, body: found.body };
  const last = Math.min(to === '' ? found.bytes - 1 : Number(to), found.bytes - 1);
  if (Number(from) >= found.bytes)
    throw new Refusal(416, 'InvalidRange', 'The requested range is not satisfiable');
  const body = found.body.subarray(Number(from), last + 1);
  return {
    status: 206,
    headers: {
      ...said,
      'content-length': String(last + 1 - Number(from)),
      'content-range': `bytes ${from}-${last}/${found.bytes}`,
    },
    body,
  };
};

const remove = ({ bucket, key, query, habits }: Asked): Answered => {
  const wanted = query.get('versionId');
  if (wanted !== null) {
    const isMarker = bucket.version(key, wanted)?.isMarker === true;
    bucket.remove(key, wanted);
    return {
      status: 204,
      headers: { 'x-amz-version-id': wanted, ...(isMarker && { 'x-amz-delete-marker': 'true' }) },
    };
  }
  if (!bucket.isVersioned) {
    bucket.remove(key, 'null');
    return { status: 204 };
  }
  const marker = bucket.keep(key, {
    body: Buffer.alloc(0),
    bytes: 0,
    etag: '',
    sums: new Map(),
    sumType: 'FULL_OBJECT',
    headers: {},
    modified: Date.now() + habits.clock,
    isMarker: true,
  });
  return { status: 204, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.version } };
};

const createUpload = ({ bucket, name, key, headers }: Asked): Answered => {
  const uploadId = randomBytes(24).toString('base64url');
  bucket.uploads.set(uploadId, { key, ...uploadSums(headers), headers: kept(headers), parts: new Map() });
  return {
    status: 200,
    body: page(
      'InitiateMultipartUploadResult',
      `<Bucket>${xml(name)}</Bucket><Key>${xml(key)}</Key><UploadId>${uploadId}</UploadId>`,
    ),
  };
};

const begun = ({ bucket, key, query, kind, habits }: Asked) => {
  const upload = bucket.uploads.get(query.get('uploadId') ?? '');
  if (upload === undefined && kind === 'complete-upload' && !habits.saysGone)
    throw new Refusal(500, 'InternalError', 'This multipart completion is already in progress');
  if (upload === undefined || upload.key !== key)
    throw new Refusal(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
  return upload;
};

const putPart = (asked: Asked): Answered => {
  const upload = begun(asked);
  const { query, habits } = asked;
  const stays = spoiled(asked);
  const stated = statedSums(asked.headers, asked.trailers, asked.body);
  if (upload.algorithm !== undefined && !stated.has(upload.algorithm))
    throw new Refusal(
      400,
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}`,
    );
  const sums = sumsFor(asked, stays);
  const etag = etagOf(md5(stays).toString('hex'), habits);
  upload.parts.set(Number(query.get('partNumber')), {
    body: habits.keepsBytes ? stays : Buffer.alloc(0),
    bytes: stays.length,
    etag,
    md5: md5(stays),
    sums,
  });
  const { 'x-amz-checksum-type': _, ...said } = sumHeaders({ sums, sumType: 'FULL_OBJECT' }, habits);
  return { status: 200, headers: { etag, ...said } };
};

const completeUpload = (asked: Asked): Answered => {
  const upload = begun(asked);
  judgeCondition(asked);
  const { bucket, name, key, query, headers, body, habits } = asked;
  const listed = [...body.toString().matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: (/<ETag>([^<]*)</.exec(part)?.[1] ?? '').replaceAll('&quot;', '"'),
  }));
  const parts = listed.map(({ number, etag }, at) => {
    const part = upload.parts.get(number);
    if (part === undefined || part.etag !== etag)
      throw new Refusal(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
    if (at > 0 && number <= (listed[at - 1]?.number ?? 0))
      throw new Refusal(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
    if (at < listed.length - 1 && part.bytes < habits.leastPart)
      throw new Refusal(
        400,
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed object size.',
      );
    return part;
  });
  if (parts.length === 0) throw new Refusal(400, 'MalformedXML', 'The XML you provided was not well-formed.');
  if (habits.equalParts && new Set(parts.slice(0, -1).map(({ bytes }) => bytes)).size > 1)
    throw new Refusal(400, 'InvalidPart', 'All non-trailing parts must have the same length.');
  const whole = Buffer.concat(parts.map((part) => part.body));
  const algorithm = upload.algorithm ?? 'CRC64NVME';
  const value = () =>
    upload.sumType === 'FULL_OBJECT'
      ? sumOf(algorithm, whole)
      : `${rawSum(algorithm, Buffer.concat(parts.map(({ sums }) => Buffer.from(sums.get(algorithm) ?? '', 'base64')))).toString('base64')}-${parts.length}`;
  const said = headers[headerOf(algorithm)];
  if (habits.checksums === 'kept' && habits.keepsBytes && said !== undefined && said !== value())
    throw new Refusal(
      400,
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum.`,
    );
  const sum = habits.checksums === 'kept' ? (said ?? value()) : undefined;
  bucket.uploads.delete(query.get('uploadId') ?? '');
  const version = bucket.keep(key, {
    body: whole,
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    etag: etagOf(
      `${md5(Buffer.concat(parts.map((part) => part.md5))).toString('hex')}-${parts.length}`,
      habits,
    ),
    sums: sum === undefined ? new Map() : new Map([[algorithm, sum]]),
    sumType: upload.sumType,
    headers: upload.headers,
    modified: Date.now() + habits.clock,
  });
  const sums =
    sum !== undefined
      ? `<Checksum${algorithm}>${sum}</Checksum${algorithm}><ChecksumType>${upload.sumType}</ChecksumType>`
      : '';
  return {
    status: 200,
    headers: bucket.isVersioned ? { 'x-amz-version-id': version.version } : {},
    body: page(
      'CompleteMultipartUploadResult',
      `<Bucket>${xml(name)}</Bucket><Key>${xml(key)}</Key><ETag>${xml(version.etag)}</ETag>${sums}`,
    ),
  };
};

const abortUpload = (asked: Asked): Answered => {
  begun(asked);
  asked.bucket.uploads.delete(asked.query.get('uploadId') ?? '');
  return { status: 204 };
};

const copy = (asked: Asked): Answered => {
  judgeCondition(asked);
  const from = decodeURIComponent(asked.headers['x-amz-copy-source'] ?? '').replace(/^\/?[^/]*\//, '');
  const found = asked.bucket.current(from);
  if (found === undefined) throw noKey(from);
  const version = asked.bucket.keep(asked.key, found);
  return { status: 200, body: page('CopyObjectResult', `<ETag>${xml(version.etag)}</ETag>`) };
};

const list = ({ bucket, name, query, habits }: Asked): Answered => {
  if (!habits.mayList) throw new Refusal(403, 'AccessDenied', 'Access Denied');
  const prefix = query.get('prefix') ?? '';
  const max = Number(query.get('max-keys') ?? 1000);
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const last = Buffer.from(after);
  const all = bucket
    .keys()
    .filter((key) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), last) > 0);
  const shown = all.slice(0, max);
  const isCut = all.length > shown.length;
  const isEscaped = query.get('encoding-type') === 'url';
  const named = (key: string) =>
    isEscaped ? encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+') : xml(key);
  return {
    status: 200,
    body: page(
      'ListBucketResult',
      `<Name>${xml(name)}</Name><Prefix>${named(prefix)}</Prefix><KeyCount>${shown.length}</KeyCount><MaxKeys>${max}</MaxKeys>${isEscaped ? '<EncodingType>url</EncodingType>' : ''}<IsTruncated>${isCut}</IsTruncated>${isCut ? `<NextContinuationToken>${xml(shown.at(-1) ?? '')}</NextContinuationToken>` : ''}${shown
        .map((key) => {
          const object = bucket.current(key);
          return `<Contents><Key>${named(key)}</Key><LastModified>${new Date(object?.modified ?? 0).toISOString()}</LastModified><ETag>${xml(object?.etag ?? '')}</ETag><Size>${object?.bytes ?? 0}</Size><StorageClass>${object?.headers['x-amz-storage-class'] ?? 'STANDARD'}</StorageClass></Contents>`;
        })
        .join('')}`,
    ),
  };
};

/** Does what is asked; throws a Refusal. */
export const perform = (asked: Asked): Answered => {
  switch (asked.kind) {
    case 'put':
      return put(asked);
    case 'copy':
      return copy(asked);
    case 'head':
    case 'get':
      return get(asked);
    case 'delete':
      return remove(asked);
    case 'create-upload':
      return createUpload(asked);
    case 'put-part':
      return putPart(asked);
    case 'complete-upload':
      return completeUpload(asked);
    case 'abort-upload':
      return abortUpload(asked);
    case 'list':
      return list(asked);
    case 'head-bucket':
      return { status: 200, headers: { 'x-amz-bucket-region': asked.habits.region } };
    case 'other':
      throw new Refusal(501, 'NotImplemented', 'This emulator does not have that.');
  }
};
