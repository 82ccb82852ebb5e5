import { TidemarkError } from '../../operators/tidemark-error.js';
import type { S3Address } from './s3-address.js';

const refuse = (message: string): never => {
  throw new TidemarkError('bad-options', message);
};

const HOSTED =
  /^https?:\/\/([^/?#]+)\.s3(?:[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?(?:\/([^?#]*))?(?:[?#].*)?$/i;
const IN_PATH =
  /^https?:\/\/s3(?:[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?\/([^/?#]+)(?:\/([^?#]*))?(?:[?#].*)?$/i;
const CONSOLE =
  /^https?:\/\/(?:[a-z\d-]+\.)?(?:s3\.)?console\.aws\.amazon\.com\/s3\/(?:buckets|object)\/([^/?#]+)/i;
const WEB = /^(https?:\/\/[^/?#]+)(?:\/([^/?#]+)(?:\/([^?#]*))?)?/i;

/**
 * Reads `s3://bucket` and `s3://bucket/a/prefix`, and refuses what is nearly that with what to write instead. A prefix ends
 * with `/` here, however it was written; without that, `logs` would be a prefix of `logs-old/`.
 *
 * Throws TidemarkError 'bad-options'.
 */
export const parseS3Address = (written: string): S3Address => {
  // Whatever is wrong with it, what stands before an @ is said to nobody.
  const text = written.trim().replace(/^([a-z\d+.-]*:\/*)[^/?#]*:[^/?#]*@/i, '$1…@');
  if (text === '') return refuse('An address of a bucket is missing. Write s3://bucket/prefix.');
  const [, scheme = '', slashes = '', rest = ''] = /^([a-z][a-z\d+.-]*):(\/*)(.*)$/is.exec(text) ?? [];
  if (/^https?$/i.test(scheme)) return refuse(ofWeb(text));
  if (scheme === '' || (slashes === '' && scheme.toLowerCase() !== 's3')) return refuse(withoutScheme(text));
  if (/^s3[an]$/i.test(scheme))
    return refuse(`"${text}": ${scheme}:// is what Hadoop calls it. Write s3://${rest}.`);
  if (scheme.toLowerCase() !== 's3')
    return refuse(`"${text}" is no bucket: ${scheme}:// is something else. Write s3://bucket/prefix.`);
  if (/^arn:/i.test(rest))
    return refuse(`"${text}": write the name of the bucket, s3://bucket/prefix, and not its ARN.`);
  if (slashes === '///') return refuse(`"${text}" has no bucket. Write s3://bucket/${rest}.`);
  if (slashes !== '//') return refuse(`"${text}" needs two slashes after s3:. Write s3://${rest}.`);
  if (scheme !== 's3') return refuse(`"${text}": write s3:// in small letters: s3://${rest}.`);
  const at = rest.indexOf('/');
  const bucket = at < 0 ? rest : rest.slice(0, at);
  refuseBucket(text, bucket, at < 0 ? '' : rest.slice(at));
  return { bucket, prefix: prefixIn(text, bucket, at < 0 ? '' : rest.slice(at + 1)) };
};

const ofWeb = (text: string): string => {
  const [, hosted = '', region, hostedKey = ''] = HOSTED.exec(text) ?? [];
  if (hosted !== '') return `"${text}" is an address of the web. ${instead(hosted, hostedKey, region)}`;
  const [, pathRegion, bucket = '', key = ''] = IN_PATH.exec(text) ?? [];
  if (bucket !== '') return `"${text}" is an address of the web. ${instead(bucket, key, pathRegion)}`;
  const [, shown = ''] = CONSOLE.exec(text) ?? [];
  if (shown !== '')
    return `"${text}" is a page of the console. ${instead(shown, '', /[?&]region=([a-z\d-]+)/.exec(text)?.[1])}`;
  const [, origin = '', first = 'bucket', more = ''] = WEB.exec(text) ?? [];
  return `"${text}" is an address of the web. Write s3://${first}${more === '' ? '' : `/${more}`}, and endpoint: ${origin} beside it.`;
};

const instead = (bucket: string, key: string, region: string | undefined): string =>
  `Write s3://${bucket}${key === '' ? '' : `/${key}`}${region === undefined ? '' : `, and region: ${region} beside it`}.`;

const withoutScheme = (text: string): string => {
  if (/^\/\/[^/]/.test(text)) return `"${text}" has no scheme. Write s3:${text}.`;
  const arn = /^arn:aws[a-z-]*:s3:::(.+)$/i.exec(text)?.[1];
  if (arn !== undefined) return `"${text}" is an ARN. Write s3://${arn.replace(/\/?\*$/, '')}.`;
  if (/^[./~]/.test(text)) return `"${text}" is a path of this machine. Write s3://bucket/prefix.`;
  return `"${text}" has no scheme. Write s3://${text}.`;
};

/** Names that S3 gives: everything else is refused by it later, in other words. */
const refuseBucket = (text: string, bucket: string, rest: string): void => {
  if (bucket === '') refuse(`"${text}" has no bucket. Write s3://bucket/prefix.`);
  if (bucket.includes('@'))
    refuse(
      `"${text}" has credentials in it. They come from the environment or ~/.aws: write s3://${bucket.split('@').at(-1)}${rest}.`,
    );
  if (/^[^:]+:\d+$/.test(bucket)) {
    const [, first = 'bucket', more = ''] = /^\/([^/]+)(.*)$/.exec(rest) ?? [];
    refuse(
      `"${text}" has a host where the bucket stands. Write s3://${first}${more}, and endpoint: http://${bucket} beside it.`,
    );
  }
  if (/[?#]/.test(bucket)) refuse(`"${text}": a bucket has no "?" or "#" in its name.`);
  if (bucket !== bucket.toLowerCase() && isName(bucket.toLowerCase()))
    refuse(
      `"${bucket}": names of buckets have no capital letters. Write s3://${bucket.toLowerCase()}${rest}.`,
    );
  if (bucket.includes('_') && isName(bucket.replaceAll('_', '-')))
    refuse(
      `"${bucket}": names of buckets have no "_". Did you mean s3://${bucket.replaceAll('_', '-')}${rest}?`,
    );
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(bucket))
    refuse(
      `"${text}" has an address where the bucket stands. Write s3://bucket/prefix, and endpoint: http://${bucket} beside it.`,
    );
  if (!isName(bucket))
    refuse(
      `"${bucket}" cannot be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens, a letter or digit at both ends.`,
    );
};

const isName = (bucket: string): boolean =>
  /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/.test(bucket) && !/\.\.|\.-|-\./.test(bucket);

/** Longest key, in bytes of UTF-8; what comes after the prefix needs room too. */
const LONGEST_PREFIX = 900;

const prefixIn = (text: string, bucket: string, written: string): string => {
  const prefix = written.replace(/\/+$/, '');
  const plain = prefix.replace(/^\/+/, '').replace(/\/{2,}/g, '/');
  // Stores that are not AWS's rename such keys, or refuse them.
  if (plain !== prefix)
    refuse(
      `"${text}" has an empty part in its prefix, which not all stores keep. Write s3://${bucket}/${plain}.`,
    );
  if (prefix.split('/').some((part) => part === '.' || part === '..'))
    refuse(
      `"${text}" has "." or ".." in its prefix, which are no directories there, and not all stores keep them.`,
    );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(prefix)) refuse(`"${bucket}": the prefix has control characters in it.`);
  if (/^\*|\*$/.test(prefix))
    refuse(
      `"${text}": a prefix is a beginning and no pattern. Write s3://${bucket}/${plain.replace(/\/?\**$/, '')}.`,
    );
  if (Buffer.byteLength(prefix) > LONGEST_PREFIX)
    refuse(`"${text}": the prefix has more than ${LONGEST_PREFIX} bytes; a whole key may have 1,024.`);
  return prefix === '' ? '' : `${prefix}/`;
};
