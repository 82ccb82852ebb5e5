import { Refusal } from './refusal.js';
import { ALGORITHMS, type Algorithm, headerOf, md5, sumOf } from './sums.js';

/** What the request says of its own body, held against it: in headers, or in trailers. */
export const statedSums = (
  headers: Readonly<Record<string, string>>,
  trailers: ReadonlyMap<string, string>,
  body: Buffer,
): ReadonlyMap<Algorithm, string> => {
  const contentMd5 = headers['content-md5'];
  if (contentMd5 !== undefined && contentMd5 !== md5(body).toString('base64'))
    throw new Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  const announced = headers['x-amz-trailer']?.toLowerCase();
  if (announced !== undefined && !trailers.has(announced))
    throw new Refusal(
      400,
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed.',
    );
  const stated = new Map<Algorithm, string>();
  for (const algorithm of ALGORITHMS) {
    const value = headers[headerOf(algorithm)] ?? trailers.get(headerOf(algorithm));
    if (value === undefined) continue;
    if (value !== sumOf(algorithm, body))
      throw new Refusal(
        400,
        'BadDigest',
        `The ${algorithm} you specified did not match the calculated checksum.`,
      );
    stated.set(algorithm, value);
  }
  if (stated.size > 1)
    throw new Refusal(
      400,
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  return stated;
};

const FULL: ReadonlySet<string> = new Set(['CRC64NVME', 'CRC32', 'CRC32C']);
const COMPOSITE: ReadonlySet<string> = new Set(['CRC32', 'CRC32C', 'SHA1', 'SHA256']);

/** Algorithm and type of a multipart upload, as S3 allows them to go together. */
export const uploadSums = (
  headers: Readonly<Record<string, string>>,
): { readonly algorithm: Algorithm | undefined; readonly sumType: 'FULL_OBJECT' | 'COMPOSITE' } => {
  const named = headers['x-amz-checksum-algorithm'];
  const type = headers['x-amz-checksum-type'];
  const algorithm = ALGORITHMS.find((one) => one === named);
  if (named === undefined && type === undefined) return { algorithm: undefined, sumType: 'FULL_OBJECT' };
  if (algorithm === undefined)
    throw new Refusal(
      400,
      'InvalidRequest',
      'Checksum algorithm provided is unsupported, or there is none for the type.',
    );
  const sumType = type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (sumType === 'FULL_OBJECT' && FULL.has(algorithm)) return { algorithm, sumType };
  if (sumType === 'COMPOSITE' && COMPOSITE.has(algorithm)) return { algorithm, sumType };
  throw new Refusal(
    400,
    'InvalidRequest',
    `The ${sumType} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
};
