import { isTree } from '../is-tree.js';
import type { ForeignMap } from './foreign-map.js';
import { jsonLiteral } from './json-literal.js';
import { quoted, whole } from './patterns.js';
import type { StatusRange, Taken, TakenTarget } from './taken-target.js';

const SECOND = 1000;
const DEFAULTS: Taken['defaults'] = { every: 60 * SECOND, timeout: 48 * SECOND };

const WHY_TOP: Readonly<Record<string, string>> = {
  notificationList: 'who is told stands under sinks and notify',
  proxyList: 'a target names its proxy itself',
};

/** Settings that say nothing of a check, or of another kind of check than the one at hand. */
const NOTHING: readonly string[] = [
  'id',
  'weight',
  'description',
  'pathName',
  'parent',
  'childrenIDs',
  'forceInactive',
  'includeSensitiveData',
  'path',
  'maintenance',
  'active',
  'type',
  'dns_last_result',
  'docker_container',
  'docker_host',
  'mqttTopic',
  'mqttSuccessMessage',
  'mqttUsername',
  'mqttPassword',
  'mqttCheckType',
  'databaseConnectionString',
  'databaseQuery',
  'grpcUrl',
  'grpcProtobuf',
  'grpcMethod',
  'grpcServiceName',
  'grpcEnableTls',
  'grpcBody',
  'grpcMetadata',
  'radiusUsername',
  'radiusPassword',
  'radiusSecret',
  'radiusCalledStationId',
  'radiusCallingStationId',
  'game',
  'gamedigGivenPortOnly',
  'kafkaProducerTopic',
  'kafkaProducerBrokers',
  'kafkaProducerSsl',
  'kafkaProducerAllowAutoTopicCreation',
  'kafkaProducerMessage',
  'kafkaProducerSaslOptions',
  'httpBodyEncoding',
  'oauth_client_id',
  'oauth_client_secret',
  'oauth_token_url',
  'oauth_scopes',
  'oauth_auth_method',
  'authDomain',
  'authWorkstation',
  'packetSize',
  'pushToken',
  'screenshot',
  'remote_browser',
  'rabbitmqNodes',
  'rabbitmqUsername',
  'rabbitmqPassword',
  'snmpOid',
  'snmpVersion',
  'smtpSecurity',
  'conditions',
  'invertKeyword',
  'keyword',
  'jsonPath',
  'expectedValue',
  'jsonPathOperator',
  'ipFamily',
  'hostname',
  'port',
  'cacheBust',
  'tlsCa',
  'tlsCert',
  'tlsKey',
  'basic_auth_user',
  'basic_auth_pass',
  'body',
  'headers',
  'method',
  'maxredirects',
  'accepted_statuscodes',
  'accepted_statuscodes_json',
  'dns_resolve_type',
  'dns_resolve_server',
  'url',
  'ignoreTls',
  'expiryNotification',
];

export const isKuma = (root: ForeignMap): boolean => root.has('monitorList');

/** A backup of Uptime Kuma, as JSON. */
export const readKuma = (roots: readonly ForeignMap[]): Taken => ({
  program: 'Uptime Kuma',
  targets: roots.flatMap((root) => {
    const monitors = root.maps('monitorList', ({ name, id }, index) => `monitors: ${name ?? id ?? index}`);
    root.pass('version');
    for (const key of ['notificationList', 'proxyList'])
      if (root.peek(key)?.toString() === '') root.pass(key);
    root.close(WHY_TOP);
    return monitors.flatMap(readMonitor);
  }),
  defaults: DEFAULTS,
});

const readMonitor = (monitor: ForeignMap): readonly TakenTarget[] => {
  const leftOut = (why: string): readonly TakenTarget[] => {
    monitor.note(monitor.where, `${why}; it is left out`);
    return [];
  };
  const type = monitor.text('type') ?? 'http';
  if (monitor.flag('active') === false) return leftOut('it is paused');
  if (monitor.flag('upsideDown') === true) return leftOut('it is turned upside down: what fails would be up');
  const place = placeOf(type, monitor);
  if (place === undefined) return leftOut(WHY_TYPE[type] ?? `there is no check ${type}`);
  const every = monitor.number('interval');
  const timeout = monitor.number('timeout');
  const name = monitor.text('name');
  const tags = tagsOf(monitor);
  const retries = monitor.number('maxretries') ?? 0;
  if (retries > 0)
    monitor.note(
      monitor.where,
      `maxretries: write streams: { down: { alerts: { down: { for: ${retries + 1}x } } } } for all of them`,
    );
  const target: TakenTarget = {
    ...place,
    ...(name !== undefined && { name }),
    ...(every !== undefined && { every: every * SECOND }),
    ...(timeout !== undefined && timeout > 0 && { timeout: timeout * SECOND }),
    ...(tags !== undefined && { tags }),
  };
  const ids = monitor.peek('notificationIDList');
  if (isTree(ids) && Object.keys(ids).length > 0)
    monitor.refuse('notificationIDList', 'who is told stands under sinks and notify');
  if (monitor.peek('proxyId') !== undefined) monitor.refuse('proxyId', 'write its proxy: by hand');
  monitor.pass(
    'notificationIDList',
    'retryInterval',
    'resendInterval',
    'retryOnlyOnStatusCodeFailure',
    ...NOTHING,
  );
  monitor.close();
  return [target];
};

const WHY_TYPE: Readonly<Record<string, string>> = {
  ping: 'there is no ping; tcp://HOST:PORT is near',
  push: 'jobs that report go to a source of their own: push',
  group: 'a group is no check; see group: of its targets',
};

const placeOf = (type: string, monitor: ForeignMap): TakenTarget | undefined => {
  const host = monitor.text('hostname') ?? '';
  const port = monitor.number('port');
  switch (type) {
    case 'http':
    case 'keyword':
    case 'json-query': {
      const url = monitor.text('url');
      return url === undefined ? undefined : { url, ...requestOf(monitor), ...expectedOf(type, monitor) };
    }
    case 'port':
      return port === undefined ? undefined : { url: `tcp://${host}:${port}` };
    case 'smtp':
      return {
        url: `tcp://${host}:${port ?? 25}`,
        ...(monitor.text('smtpSecurity') === 'starttls' && { startTls: 'smtp' }),
      };
    case 'dns': {
      const record = monitor.text('dns_resolve_type') ?? 'A';
      const [resolver, ...others] = (monitor.text('dns_resolve_server') ?? '')
        .split(',')
        .map((one) => one.trim());
      if (others.length > 0) monitor.note(monitor.where, 'dns_resolve_server: the first one alone is asked');
      const at = port === undefined || port === 53 ? '' : `:${port}`;
      return {
        url: `dns://${host}`,
        record,
        ...(resolver !== undefined && resolver !== '' && { resolver: `${resolver}${at}` }),
      };
    }
    default:
      return undefined;
  }
};

const requestOf = (monitor: ForeignMap): Partial<TakenTarget> => {
  const method = monitor.text('method')?.toUpperCase();
  const body = monitor.text('body');
  const encoding = monitor.text('httpBodyEncoding');
  const written = monitor.text('headers');
  const headers = {
    ...(body !== undefined &&
      body !== '' && {
        'content-type':
          encoding === 'form'
            ? 'application/x-www-form-urlencoded'
            : encoding === 'xml'
              ? 'text/xml; charset=utf-8'
              : 'application/json',
      }),
    ...(written === undefined || written.trim() === '' ? {} : headersOf(written, monitor)),
  };
  const redirects = monitor.number('maxredirects');
  return {
    ...(method !== undefined && method !== 'GET' && { method }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== undefined && body !== '' && { body }),
    ...(redirects !== undefined && { redirects }),
    ...(monitor.flag('ignoreTls') === true && { insecure: true }),
    ...(monitor.text('ipFamily') === 'ipv4' && { family: 4 }),
    ...(monitor.text('ipFamily') === 'ipv6' && { family: 6 }),
    ...credentialsOf(monitor),
  };
};

/** A text of JSON there. */
const headersOf = (written: string, { note, where }: ForeignMap): Readonly<Record<string, string>> => {
  try {
    const headers: unknown = JSON.parse(written);
    if (isTree(headers))
      return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, String(value)]));
  } catch {
    // Said below.
  }
  note(where, 'headers: they are no JSON');
  return {};
};

const credentialsOf = (monitor: ForeignMap): Partial<TakenTarget> => {
  const method = monitor.text('authMethod') ?? '';
  const user = monitor.text('basic_auth_user') ?? '';
  const password = monitor.text('basic_auth_pass') ?? '';
  if (method === 'basic' || (method === '' && user !== '')) return { basic: { user, password } };
  if (method !== '' && method !== 'null')
    monitor.note(monitor.where, `authMethod: ${method} has to be written by hand`);
  return {};
};

const expectedOf = (type: string, monitor: ForeignMap): Partial<TakenTarget> => {
  const status = monitor.texts('accepted_statuscodes').flatMap((text): readonly StatusRange[] => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
    if (from !== undefined && to !== undefined) return [[Number(from), Number(to)]];
    monitor.note(monitor.where, `accepted_statuscodes: ${text} is none`);
    return [];
  });
  const keyword = monitor.text('keyword');
  const isUnwanted = monitor.flag('invertKeyword') === true;
  // There it is a condition on the day of an expiry.
  const certificate = monitor.flag('expiryNotification') === true ? 14 * 86_400 * SECOND : undefined;
  return {
    ...(status.length > 0 && { status }),
    ...(type === 'keyword' &&
      keyword !== undefined &&
      keyword !== '' && { [isUnwanted ? 'expectNotBody' : 'expectBody']: quoted(keyword) }),
    ...(type === 'json-query' && jsonOf(monitor)),
    ...(certificate !== undefined && { certificate }),
  };
};

/** JSONata there; a plain path is the same in both. */
const jsonOf = (monitor: ForeignMap): Partial<TakenTarget> => {
  const path = monitor.text('jsonPath') ?? '';
  const value = monitor.text('expectedValue') ?? '';
  const op = monitor.text('jsonPathOperator') ?? '==';
  if (path === '$' && op === '==') return { expectBody: whole(quoted(value)) };
  if (!/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_]\w*|\[\d+\])*$/.test(path) || !/^(?:[=!]=|[<>]=?)$/.test(op)) {
    monitor.note(monitor.where, `jsonPath: ${path} ${op}: write expect: { json: … } by hand`);
    return {};
  }
  return { expectJson: [`${path.replace(/^\$\./, '')} ${op} ${jsonLiteral(value)}`] };
};

const tagsOf = (monitor: ForeignMap): Readonly<Record<string, string>> | undefined => {
  const tags = monitor.list('tags').filter(isTree);
  if (tags.length === 0) return undefined;
  return Object.fromEntries(tags.map(({ name, value }) => [String(name), String(value ?? '')]));
};
