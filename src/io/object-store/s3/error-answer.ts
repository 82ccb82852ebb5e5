import type { Answer } from './course.js';

/** What S3 says where it refuses; all of it may be missing. */
export interface ErrorAnswer {
  readonly code?: string;
  readonly message?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly serverTime?: string;
  /** There is a body, and it is none of S3's. */
  readonly isForeign: boolean;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const plain = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => NAMED[name] ?? '');

/** Of the first 16 KiB: the longest error that S3 sends has a kilobyte, and blanks before it. */
export const errorAnswer = ({ body = Buffer.alloc(0), headers }: Answer): ErrorAnswer => {
  const text = body.toString('utf8').trim().slice(0, 16_384);
  const said = (name: string): string | undefined => {
    const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
    return found === undefined ? undefined : plain(found);
  };
  const isError = /<Error(?:\s[^>]*)?>/.test(text);
  const header = headers['x-amz-bucket-region'];
  const region = isError ? (said('Region') ?? header) : header;
  const fields = {
    code: isError ? said('Code') : undefined,
    message: isError ? said('Message') : undefined,
    region: typeof region === 'string' ? region : undefined,
    endpoint: isError ? said('Endpoint') : undefined,
    serverTime: isError ? said('ServerTime') : undefined,
  };
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    isForeign: text !== '' && !isError,
  };
};
