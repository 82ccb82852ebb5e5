import { parsedUrl } from '../../../io/net/parsed-url.js';
import { withoutBrackets } from '../../../io/net/without-brackets.js';
import { decoded } from '../../../io/text/decoded.js';
import { didYouMean } from '../../../io/text/did-you-mean.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';

/** What an address says by itself. */
export type TargetUrl =
  | { readonly kind: 'http'; readonly url: string; readonly authorization: string | undefined }
  | { readonly kind: 'tcp'; readonly url: string; readonly host: string; readonly port: number }
  | { readonly kind: 'dns'; readonly url: string; readonly host: string };

const SCHEMES = ['https', 'http', 'tcp', 'dns'] as const;
const SCHEME = /^([a-z][a-z\d+.-]*):\/\/(?=[^/?#])/i;
/** A host and a port, as `new URL` takes for a scheme and a path. */
const HOST_AND_PORT = /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\]):(\d{1,5})(?:[/?#]|$)/i;
const HOST =
  /^(?:[\w-]+\.)+[a-z\d-]{2,}(?:[/?#]|$)|^localhost(?:[/?#]|$)|^\d{1,3}(?:\.\d{1,3}){3}(?:[/?#]|$)/i;
const TCP = /^tcp:\/\/(\[[\da-f:.]+\]|[^/?#:@\s]+)(?::(\d{1,5}))?\/?$/i;
const DNS = /^dns:\/\/([^/?#:@\s]+)\/?$/i;

/**
 * Reads an address that is to be checked. Throws TidemarkError 'bad-options' for what is none, and says what to write.
 *
 * `new URL` takes `example.com:8080/health` for the scheme "example.com:", so what has no scheme is refused before.
 */
export const parseTargetUrl = (written: string): TargetUrl => {
  const text = written.trim();
  if (text === '') return refuse('An address is missing.');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\s\u0000-\u001f\u007f]/.test(text))
    return refuse(`"${text}" has a blank in it. In an address a blank is %20.`);
  const [, scheme] = SCHEME.exec(text) ?? [];
  if (scheme === undefined) return refuse(withoutScheme(text));
  const kind = SCHEMES.find((known) => known === scheme.toLowerCase());
  if (kind === undefined) {
    const near = didYouMean(scheme, SCHEMES);
    const advice =
      near === undefined
        ? 'Write https://…, http://…, tcp://host:port or dns://name.'
        : `Did you mean ${near}://${text.slice(scheme.length + 3)}?`;
    return refuse(`"${scheme}://" is nothing that can be checked. ${advice}`);
  }
  if (kind === 'tcp') return tcp(text);
  if (kind === 'dns') return dns(text);
  return http(text);
};

const http = (text: string): TargetUrl => {
  const url = parsedUrl(text);
  if (url === undefined) return refuse(`"${text}" is no address: its host or port cannot be one.`);
  const { username, password, port } = url;
  if (port === '0') return refuse(`"${text}": ports are 1 to 65535.`);
  if (username === '' && password === '') return { kind: 'http', url: text, authorization: undefined };
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return {
    kind: 'http',
    // Everything but them, as it was written.
    url: text.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1'),
    authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
};

const tcp = (text: string): TargetUrl => {
  const [, host, digits] = TCP.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined) return refuse(`"${text}" is no address of tcp. Write tcp://host:port.`);
  if (digits === undefined) return refuse(`"${text}" has no port. Write tcp://${host}:25, or another port.`);
  if (!(port >= 1 && port <= 65_535)) return refuse(`"${text}": ports are 1 to 65535.`);
  return { kind: 'tcp', url: text, host: hostIn(text, host), port };
};

const dns = (text: string): TargetUrl => {
  const [, host] = DNS.exec(text) ?? [];
  if (host === undefined)
    return refuse(`"${text}" is no name to ask for. Write dns://example.com, and record: MX beside it.`);
  return { kind: 'dns', url: text, host: /^_|\._/.test(host) ? host : hostIn(text, host) };
};

/** A host as it is asked for: names of other scripts in ASCII, no brackets. */
const hostIn = (text: string, host: string): string => {
  const url = parsedUrl(`http://${host}/`);
  if (url === undefined) return refuse(`"${text}" is no address: its host cannot be one.`);
  return withoutBrackets(url.hostname);
};

const withoutScheme = (text: string): string => {
  const [, port] = HOST_AND_PORT.exec(text) ?? [];
  if (port !== undefined) {
    const scheme = port.endsWith('443') ? 'https' : 'http';
    return `"${text}" looks like host:port, and has no scheme. Write ${scheme}://${text}.`;
  }
  if (/^\/\/[^/]/.test(text)) return `"${text}" has no scheme. Write https:${text}.`;
  const [, scheme, rest] = /^(https?):\/*(.+)$/i.exec(text) ?? [];
  if (scheme !== undefined) return `"${text}" is no address. Write ${scheme.toLowerCase()}://${rest}.`;
  if (HOST.test(text)) return `"${text}" has no scheme. Write https://${text}.`;
  return `"${text}" is no address. Write https://www.example.com/, tcp://host:port or dns://name.`;
};

const refuse = (message: string): never => {
  throw new TidemarkError('bad-options', message);
};
