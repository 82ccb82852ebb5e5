import type { NetworkSettings } from '../../../io/actions/check/network-settings.js';
import { parsedUrl } from '../../../io/net/parsed-url.js';
import { withoutBrackets } from '../../../io/net/without-brackets.js';
import { decoded } from '../../../io/text/decoded.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';

type ProxySettings = NonNullable<NetworkSettings['proxy']>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that a setting means for a URL: an address, `none`, or `environment` for what the usual variables say. Throws
 * TidemarkError 'bad-options' for what is none.
 */
export const proxyFor = (
  setting: string,
  url: string,
  environment: Environment,
): ProxySettings | undefined => {
  if (setting === 'none' || setting === '') return undefined;
  if (setting !== 'environment') return proxyAt(setting);
  const found = environment[proxyVariable(url, environment) ?? ''];
  return found === undefined ? undefined : proxyAt(found.includes('://') ? found : `http://${found}`);
};

/** The variable that names a proxy for a URL. */
export const proxyVariable = (url: string, environment: Environment): string | undefined => {
  const { protocol, hostname, port } = new URL(url);
  const of = (name: string): string | undefined =>
    [name, name.toUpperCase()].find((one) => (environment[one] ?? '') !== '');
  const exempt = environment[of('no_proxy') ?? ''] ?? '';
  if (isExempt(exempt, hostname, port || (protocol === 'https:' ? '443' : '80'))) return undefined;
  return of(protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? of('all_proxy');
};

/** Whether the variables name a proxy for any URL at all. */
export const mayHaveProxy = (environment: Environment): boolean =>
  Object.keys(environment).some((name) => /^(?:https?|all)_proxy$/i.test(name));

const proxyAt = (text: string): ProxySettings => {
  const url = /^https?:\/\/[^/]/i.test(text) ? parsedUrl(text) : undefined;
  if (url === undefined)
    throw new TidemarkError(
      'bad-options',
      'This is no proxy that is spoken to with HTTP. Write http://proxy.example.com:3128, environment or none.',
    );
  const { protocol, hostname, port, username, password } = url;
  const isTls = protocol === 'https:';
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return {
    host: withoutBrackets(hostname),
    port: port === '' ? (isTls ? 443 : 80) : Number(port),
    isTls,
    authorization: credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
};

/** Whether `no_proxy` names a host: itself, a domain that it is in, or `*`; with a port, that one alone. */
const isExempt = (list: string, host: string, port: string): boolean =>
  list
    .split(/[\s,]+/)
    .filter((one) => one !== '')
    .some((one) => {
      const [, name = one, only] = /^(.*?)(?::(\d+))?$/.exec(one.toLowerCase()) ?? [];
      if (only !== undefined && only !== port) return false;
      const domain = name.replace(/^\*?\./, '');
      return name === '*' || host === domain || host.endsWith(`.${domain}`);
    });
