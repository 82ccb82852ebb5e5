import { parsedUrl } from '../../../net/parsed-url.js';
import { headerValues } from './header-values.js';
import type { HopRequest, HopResult } from './hop.js';

type Headers = HopRequest['headers'];

const REDIRECTS = [301, 302, 303, 307, 308];
/** What says something of a body, which is no longer sent. */
const OF_BODY = /^content-/;
/** Of their own accord nobody gives these to another site; whatever sounds like a secret is taken for one. */
const SECRET =
  /^(?:authorization|proxy-.*|cookie2?|host|.*(?:auth|token|key|secret|session|passw|credential|signature|csrf|xsrf).*)$/;

/** Where an answer leads to. */
export type Redirection =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'url';
      readonly url: URL;
      /** As the site has it. */
      readonly written: string;
    }
  /** Not to be followed, and why. */
  | { readonly kind: 'refused'; readonly why: string };

/** Where an answer to a request for `from` leads to: Location as servers write it, and clients read it. */
export const redirection = (
  from: URL,
  { status, headers }: Pick<HopResult, 'status' | 'headers'>,
): Redirection => {
  const [location] = headerValues(headers, 'location');
  if (status === undefined || !REDIRECTS.includes(status) || location === undefined) return { kind: 'none' };
  // As bytes, for nobody says what they are: as curl does, and UTF-8 comes out as such.
  const ascii = location.replaceAll(
    /[\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const url = parsedUrl(ascii, from.href);
  if (url === undefined) return { kind: 'refused', why: `${JSON.stringify(location)} is no url` };
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { kind: 'refused', why: `${url.protocol} is not followed` };
  // Credentials that a site writes into a url are for nobody, and a part of a page is not asked for.
  url.username = '';
  url.password = '';
  url.hash = '';
  const written = /^\s*[/\\]{2}/.test(location) ? `${from.protocol}${location.trim()}` : location;
  return { kind: 'url', url, written };
};

/**
 * The request that follows a redirect. POST becomes GET at 301 and 302, everything but HEAD at 303; 307 and 308 send the same
 * body again. On another site (another host, port or scheme, but for http to https on their usual ports) credentials, a client
 * certificate and Host are left behind, and for good: who leads back is not to have them sent where it likes.
 */
export const redirected = (
  request: HopRequest,
  status: number,
  { url, written }: Extract<Redirection, { readonly kind: 'url' }>,
): HopRequest => {
  const isGet = status === 303 ? request.method !== 'HEAD' : status < 303 && request.method === 'POST';
  const method = isGet ? 'GET' : request.method;
  const body = isGet ? undefined : request.body;
  const headers = isGet ? without(request.headers, OF_BODY) : request.headers;
  const next = { ...request, url, written, method, body, headers };
  if (isSameSite(request.url, url)) return next;
  return { ...next, headers: without(headers, SECRET), tls: { ...request.tls, client: undefined } };
};

const without = (headers: Headers, which: RegExp): Headers => headers.filter(([name]) => !which.test(name));

const isSameSite = (from: URL, to: URL): boolean =>
  from.hostname === to.hostname &&
  (from.origin === to.origin ||
    (from.protocol === 'http:' && to.protocol === 'https:' && from.port === '' && to.port === ''));
