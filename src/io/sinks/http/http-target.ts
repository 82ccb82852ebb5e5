import { createHash } from 'node:crypto';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { parsedUrl } from '../../net/parsed-url.js';

export interface HttpTarget {
  /** For people and for the state: the origin and a hash of the whole address, because paths and queries hold secrets. */
  readonly destination: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the whole address and the other secrets: tells two places of one host apart. */
  readonly hash: string;
  /** Texts that nobody may read: parts of the address, credentials, values of headers. The longest first. */
  readonly secrets: readonly string[];
}

/** Headers that belong to the connection or to the sink. */
const OURS = new Set([
  'connection',
  'content-length',
  'expect',
  'idempotency-key',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Throws TidemarkError 'bad-options' for an address or a header that cannot be sent; neither is quoted, they may hold secrets.
 */
export const httpTarget = (
  address: string,
  headers: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): HttpTarget => {
  const url = parsedUrl(address);
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw refused('The url is no address. Write it whole, for example https://hooks.example.com/path.');
  }
  const hash = createHash('sha256')
    .update([url.href, ...others].join('\n'))
    .digest('hex')
    .slice(0, 8);
  const destination = `http ${url.origin} #${hash}`;
  const sent = new Map<string, string>();
  const credentials = url.username === '' && url.password === '' ? undefined : credentialsOf(url);
  if (credentials !== undefined) {
    sent.set('authorization', `Basic ${Buffer.from(credentials.join(':')).toString('base64')}`);
    url.username = '';
    url.password = '';
  }
  for (const [header, value] of Object.entries(headers)) sent.set(...checked(header, value));
  url.hash = '';
  const secrets = [
    ...partsOf(url),
    ...[...sent.values()].flatMap((value) => [value, ...value.split(/\s+/)]),
    ...(credentials ?? []),
    ...others,
  ]
    .filter(({ length }) => length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length);
  return { destination, url, headers: Object.fromEntries(sent), hash, secrets };
};

/** Shorter parts of an address are words, as `hook` and `api`. */
const SHORTEST = 8;

const partsOf = ({ href, pathname, search, searchParams }: URL): readonly string[] => [
  href,
  `${pathname}${search}`,
  pathname,
  ...pathname.split('/'),
  search,
  ...searchParams.values(),
];

const credentialsOf = ({ username, password }: URL): readonly [user: string, password: string] => {
  try {
    return [decodeURIComponent(username), decodeURIComponent(password)];
  } catch {
    throw refused('The user or password in the url is wrongly encoded. Write % as %25.');
  }
};

const checked = (header: string, value: string): [name: string, value: string] => {
  const name = header.toLowerCase();
  if (OURS.has(name)) throw refused(`The header ${header} is set by the sink itself. Leave it out.`);
  // A secret that comes from a file often ends in a newline.
  const trimmed = value.trim();
  // Loaded for those that have headers: a config that is looked at needs no HTTP client.
  const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http');
  try {
    validateHeaderName(header);
    validateHeaderValue(header, trimmed);
  } catch {
    throw refused(
      `The header ${JSON.stringify(header)} cannot be sent. Check its name and value for characters that headers do not allow.`,
    );
  }
  return [name, trimmed];
};

const refused = (message: string): TidemarkError => new TidemarkError('bad-options', `HTTP sink: ${message}`);
