import type { ForeignMap } from '../foreign-map.js';
import type { Taken, TakenTarget } from '../taken-target.js';
import { takeConditions } from './conditions.js';

/** What Gatus does where a config does not say, in milliseconds. */
const DEFAULTS = { every: 60_000, timeout: 10_000 };

/** Keys that only configs of Gatus have at their top. */
const TOP: readonly string[] = [
  'endpoints',
  'services',
  'external-endpoints',
  'suites',
  'ui',
  'connectivity',
  'announcements',
  'remote',
];

const WHY_TOP: Readonly<Record<string, string>> = {
  alerting: 'who is told stands under sinks and notify',
  storage: 'results go where the config says: streams: { results: { to: […] } }',
  ui: 'there is no status page',
  web: 'tidemark run --listen serves health and metrics',
  metrics: 'tidemark run --listen serves them',
  security: 'tidemark run --token-file asks for a token',
  connectivity: 'a canary has settings of its own',
  maintenance: 'write maintenance: for the targets, with its zone',
  'external-endpoints': 'jobs that report go to a source of their own: push',
  suites: 'one target is one request',
  remote: 'other instances are not asked',
  announcements: 'there is no status page',
};

const WHY: Readonly<Record<string, string>> = {
  alerts: 'who is told, and after how many failures, stands under streams: down',
  ui: 'there is no status page',
  ssh: 'nobody logs in anywhere',
  'maintenance-windows': 'write maintenance: for this target, with its zone',
  store: 'one target is one request',
  'always-run': 'one target is one request',
};

const WHY_CLIENT: Readonly<Record<string, string>> = {
  oauth2: 'no tokens are fetched',
  'identity-aware-proxy': 'no tokens are fetched',
  tunnel: 'there are no tunnels',
};

/** Whether a file is a config of Gatus, which may be one of several. */
export const isGatus = (root: ForeignMap): boolean =>
  TOP.some((key) => root.has(key)) || (root.has('metrics') && !root.has('modules'));

/** The configs of one Gatus, which reads all the files of its directory as one. */
export const readGatus = (roots: readonly ForeignMap[]): Taken => {
  const targets = roots.flatMap((root) => {
    const endpoints = ['endpoints', 'services'].flatMap((key) =>
      root.maps(
        key,
        ({ name, group }, index) => `${[group, name].filter(Boolean).join('/') || `${key}[${index}]`}`,
      ),
    );
    root.pass('debug');
    root.close(WHY_TOP);
    return endpoints.flatMap(readEndpoint);
  });
  return { program: 'Gatus', targets, defaults: DEFAULTS };
};

const readEndpoint = (endpoint: ForeignMap): readonly TakenTarget[] => {
  const url = endpoint.text('url');
  if (endpoint.flag('enabled') === false) {
    endpoint.note(endpoint.where, 'it is not enabled, and left out');
    return [];
  }
  if (url === undefined) {
    endpoint.note(endpoint.where, 'it has no url, and is left out');
    return [];
  }
  const name = endpoint.text('name');
  const group = endpoint.text('group');
  const dns = endpoint.map('dns');
  const place = dns === undefined ? placeOf(url, endpoint) : dnsPlace(url, dns);
  if (place === undefined) return [];
  const { left, ...expected } = takeConditions(endpoint.texts('conditions'), dns !== undefined);
  for (const [condition, why] of left) endpoint.note(endpoint.where, `${condition}: ${why}`);
  const every = endpoint.duration('interval');
  const tags = endpoint.dictionary('extra-labels');
  const isHttp = /^https?:/i.test(place.url);
  const target: TakenTarget = {
    ...place,
    ...(name !== undefined && { name }),
    ...(every !== undefined && { every }),
    ...(group !== undefined && group !== '' && { group }),
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(isHttp ? expected : withoutHttp(expected, endpoint)),
    ...(isHttp && requestOf(endpoint)),
    ...clientOf(endpoint.map('client'), place),
  };
  endpoint.close(WHY);
  return [target];
};

type Place = Pick<TakenTarget, 'url' | 'startTls' | 'record' | 'resolver'>;

/** Where it is, and how it is talked to; undefined, and said, where there is no such check. */
const placeOf = (url: string, endpoint: ForeignMap): Place | undefined => {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/is.exec(url) ?? [];
  switch (scheme.toLowerCase()) {
    case 'http':
    case 'https':
      return { url };
    case 'tcp':
      return { url };
    case 'tls':
      return { url: `tcp://${rest}`, startTls: 'tls' };
    case 'starttls':
      return { url: `tcp://${rest}`, startTls: 'smtp' };
    default:
      endpoint.note(
        endpoint.where,
        scheme === 'icmp'
          ? `${url}: there is no ping; tcp://${rest}:PORT is near; it is left out`
          : `${url}: there is no such check; it is left out`,
      );
      return undefined;
  }
};

/** There the url is the resolver that is asked. */
const dnsPlace = (url: string, dns: ForeignMap): Place | undefined => {
  const host = dns.text('query-name');
  const record = dns.text('query-type') ?? 'A';
  dns.close();
  if (host !== undefined)
    return { url: `dns://${host.replace(/\.$/, '')}`, record: record.toUpperCase(), resolver: url };
  dns.note(dns.where, 'query-name is not there; it is left out');
  return undefined;
};

/** Of what is no HTTP there is no status and no body. */
const withoutHttp = (expected: Partial<TakenTarget>, { where, note }: ForeignMap): Partial<TakenTarget> => {
  const { status: _, expectBody, expectNotBody, expectJson, slow, certificate, answer } = expected;
  if ((expectBody ?? expectNotBody ?? expectJson) !== undefined)
    note(where, 'conditions: only answers of HTTP have a body here');
  return {
    ...(slow !== undefined && { slow }),
    ...(certificate !== undefined && { certificate }),
    ...(answer !== undefined && { answer }),
  };
};

const requestOf = (endpoint: ForeignMap): Partial<TakenTarget> => {
  const method = endpoint.text('method');
  const body = endpoint.text('body');
  const headers = endpoint.dictionary('headers');
  const isGraphql = endpoint.flag('graphql') === true;
  const all = isGraphql ? { 'content-type': 'application/json', ...headers } : headers;
  return {
    ...(method !== undefined && method.toUpperCase() !== 'GET' && { method: method.toUpperCase() }),
    ...(Object.keys(all).length > 0 && { headers: all }),
    ...(body !== undefined && { body: isGraphql ? JSON.stringify({ query: body }) : body }),
  };
};

const clientOf = (client: ForeignMap | undefined, { record }: Place): Partial<TakenTarget> => {
  if (client === undefined) return {};
  const timeout = client.duration('timeout');
  const resolver = client.text('dns-resolver')?.replace(/^(?:tcp|udp):\/\//, '');
  const proxy = client.text('proxy-url');
  const network = client.text('network');
  const tls = client.map('tls');
  const clientCert = tls?.text('certificate-file');
  const clientKey = tls?.text('private-key-file');
  const isInsecure = client.flag('insecure') === true;
  const ignoresRedirects = client.flag('ignore-redirect') === true;
  if (network !== undefined && network !== 'ip' && !/^ip[46]$/.test(network))
    client.note(client.where, 'network: unknown here');
  tls?.close({ renegotiation: 'connections are not negotiated anew' });
  client.close(WHY_CLIENT);
  return {
    ...(timeout !== undefined && { timeout }),
    ...(resolver !== undefined && record === undefined && { resolver }),
    ...(proxy !== undefined && { proxy }),
    ...(network === 'ip4' && { family: 4 }),
    ...(network === 'ip6' && { family: 6 }),
    ...(isInsecure && { insecure: true }),
    ...(ignoresRedirects && { redirects: 0 }),
    ...(clientCert !== undefined && { clientCert }),
    ...(clientKey !== undefined && { clientKey }),
  };
};
