import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ForeignFile, initConfig, type MadeConfig } from '../../../src/config/init/init-config.js';
import { loadTargets } from '../../../src/config/parts/urls/late-targets.js';
import { planOf } from '../../support/run-config.js';
import { isMissing, SHARED_DATA } from '../../support/shared-data.js';

const made = (text: string): MadeConfig => checked([{ name: 'config.yaml', text }]);

interface Source {
  readonly urls: readonly Readonly<Record<string, unknown>>[];
}

beforeAll(() => loadTargets());

/** The same, and that it is in order where what it names outside of it is left as it is. */
const checked = (files: readonly ForeignFile[]): MadeConfig => {
  const config = initConfig(files);
  expect(planOf(config.text).pipelines.length).toBeGreaterThan(0);
  return config;
};

/** Its one source, as somebody would read it. */
const sourceOf = ({ text }: MadeConfig): Source => {
  const config = parse(text) as { pipelines: { sites: { use: string; source: Source } } };
  expect(config.pipelines.sites.use).toBe('web-monitor');
  return config.pipelines.sites.source;
};

const urlsOf = (text: string): Source['urls'] => sourceOf(made(text)).urls;

describe('a config of Gatus', () => {
  const endpoint = (conditions: readonly string[], more = ''): string =>
    `endpoints: [{ name: front, url: "https://www.example.com/", conditions: ${JSON.stringify(conditions)} ${more} }]`;

  test.each([
    [['[STATUS] == 200'], { status: [200] }],
    [['[STATUS] == any(200, 204, 205)'], { status: [200, '204-205'] }],
    [['[STATUS] >= 200', '[STATUS] < 300', '[STATUS] != 204'], { status: ['200-203', '205-299'] }],
    // An answer is good there whatever its status is.
    [['[RESPONSE_TIME] < 150'], { status: ['100-599'], total: '150ms' }],
    [['[STATUS] == 200', '[CERTIFICATE_EXPIRATION] > 48h'], { status: [200], certificate: '2d' }],
    [['[STATUS] == 200', '[BODY].a[0].b == UP'], { status: [200], json: ['a[0].b == "UP"'] }],
    [
      ['[STATUS] == 200', '[BODY].n > 3', 'has([BODY].id) == true', '[BODY].ok == true'],
      { status: [200], json: ['n > 3', 'id exists', 'ok == true'] },
    ],
    [
      ['[STATUS] == 200', '[BODY] == pat(*<h1>Hi.</h1>*)'],
      { status: [200], body: '(?s)^.*<h1>Hi\\.</h1>.*$' },
    ],
    [['[STATUS] == 200', '[BODY] == any(up, ok)'], { status: [200], body: '(?:(?s)^up$)|(?:(?s)^ok$)' }],
    [['[STATUS] == 200', '[BODY] != down', '[CONNECTED] == true'], { status: [200], not_body: '(?s)^down$' }],
  ])('takes the conditions %j', (conditions, expected) => {
    const config = made(endpoint(conditions));
    expect(sourceOf(config).urls[0]?.expect).toEqual(expected);
    expect(config.notes).toEqual([]);
  });

  test.each([
    ['[DOMAIN_EXPIRATION] > 720h', 'when a domain expires is not looked up'],
    ['len([BODY].items) > 1', 'it is unknown here'],
    ['[BODY].name == pat(john*)', 'JSON is compared with one value'],
    ['[CONNECTED] == false', 'that nothing answers cannot be expected'],
    ['[STATUS] == soon', 'it holds no status'],
    ['[RESPONSE_TIME] > 100', 'only < can be expected of it'],
    ['[IP] == 192.0.2.1', 'the address is shown, and not judged'],
    ['nonsense', 'it is no condition'],
  ])('says that the condition %s is not taken over', (condition, why) => {
    expect(made(endpoint(['[STATUS] == 200', condition])).notes).toEqual([`front: ${condition}: ${why}`]);
  });

  test.each([
    ['[BODY].id == 12345678901234567890', 'too large to be compared exactly'],
    ['[BODY].data.* == up', 'a name is missing'],
    ['[BODY].load < high', 'only numbers can be <'],
  ])('leaves out the condition %s, which could not be read here, and says why', (condition, why) => {
    const config = made(endpoint(['[STATUS] == 200', condition]));
    expect(sourceOf(config).urls[0]?.expect).toEqual({ status: [200] });
    expect(config.notes).toEqual([expect.stringContaining(why)]);
  });

  test('takes requests, clients, tags and intervals', () => {
    const [target] = urlsOf(`
      endpoints:
        - name: api
          group: core
          url: https://api.example.com/graphql
          interval: 1m30s
          method: post
          graphql: true
          body: "{ users }"
          headers: { Authorization: "Bearer \${TOKEN}" }
          extra-labels: { team: web }
          conditions: ["[STATUS] == 200"]
          client: { timeout: 3s, insecure: true, ignore-redirect: true, network: ip4, proxy-url: "http://proxy.example.com:3128",
                    dns-resolver: "tcp://192.0.2.53:53", tls: { certificate-file: c.pem, private-key-file: k.pem } }`);
    expect(target).toEqual({
      url: 'https://api.example.com/graphql',
      name: 'api',
      every: '1m30s',
      timeout: '3s',
      expect: { status: [200] },
      method: 'POST',
      headers: { 'content-type': 'application/json', Authorization: 'Bearer ${TOKEN}' },
      body: '{"query":"{ users }"}',
      redirects: 0,
      proxy: 'http://proxy.example.com:3128',
      client: { cert: '${file:c.pem}', key: '${file:k.pem}' },
      insecure: true,
      family: 4,
      resolver: '192.0.2.53',
      tags: { team: 'web' },
      group: 'core',
    });
  });

  test('takes TCP, STARTTLS and DNS', () => {
    const urls = urlsOf(`
      endpoints:
        - { name: db, url: "tcp://db.example.com:5432", conditions: ["[CONNECTED] == true"] }
        - { name: mail, url: "starttls://mail.example.com:587", conditions: ["[CERTIFICATE_EXPIRATION] > 72h"] }
        - { name: name, url: 192.0.2.53, dns: { query-name: example.com., query-type: mx }, conditions: ["[BODY] == pat(*.example.com.)"] }`);
    expect(urls).toEqual([
      { url: 'tcp://db.example.com:5432', name: 'db' },
      { url: 'tcp://mail.example.com:587', name: 'mail', starttls: 'smtp', expect: { certificate: '3d' } },
      {
        url: 'dns://example.com',
        name: 'name',
        record: 'MX',
        resolver: '192.0.2.53',
        expect: { answer: '(?s)^.*\\.example\\.com\\.$' },
      },
    ]);
  });

  test('leaves out what is no check of ours and what is not enabled, and says so, and what else is there', () => {
    const { notes, summary } = made(`
      ui: { header: Status }
      alerting: { slack: { webhook-url: "https://hooks.example.com/x" } }
      external-endpoints: [{ name: backup, token: secret-of-it }]
      surprise: 1
      endpoints:
        - { name: ping, url: "icmp://www.example.com", conditions: ["[CONNECTED] == true"] }
        - { name: off, url: "https://off.example.com", enabled: false }
        - { name: on, url: "https://on.example.com", interval: soon, alerts: [{ type: slack }], conditions: ["[STATUS] == 200"] }`);
    expect(summary).toBe('1 target of Gatus');
    expect(notes.toSorted()).toEqual([
      'alerting: who is told stands under sinks and notify',
      'external-endpoints: jobs that report go to a source of their own: push',
      'off: it is not enabled, and left out',
      'on: alerts: who is told, and after how many failures, stands under streams: down',
      'on: interval: a duration is wanted there',
      'ping: icmp://www.example.com: there is no ping; tcp://www.example.com:PORT is near; it is left out',
      'surprise: unknown here',
      'ui: there is no status page',
    ]);
  });

  test('may be several files, and gives every target a name of its own', () => {
    const one =
      'endpoints: [{ name: web, group: GROUP, url: "https://www.example.com", conditions: ["[STATUS] == 200"] }]';
    const config = checked(
      ['a', 'b', 'b'].map((group, i) => ({ name: `${i}.yaml`, text: one.replace('GROUP', group) })),
    );
    expect(sourceOf(config).urls.map(({ name }) => name)).toEqual([
      'web',
      'b/web',
      'web https://www.example.com',
    ]);
  });
});

describe('configs of blackbox_exporter', () => {
  const modules = `
    modules:
      web:
        prober: http
        timeout: 5s
        http:
          method: POST
          headers: { Host: www.example.com }
          http_headers: { Accept-Language: { values: [en] } }
          body: "{}"
          valid_status_codes: [200, 201, 202, 404]
          follow_redirects: false
          fail_if_body_not_matches_regexp: ['ready', 'steady']
          fail_if_body_matches_regexp: ['one', 'two']
          fail_if_header_matches: [{ header: Set-Cookie, regexp: '.*', allow_missing: true }]
          fail_if_header_not_matches: [{ header: Server, regexp: nginx }]
          basic_auth: { username: monitor, password: secret }
          tls_config: { insecure_skip_verify: true, ca_file: ca.pem }
          preferred_ip_protocol: ip4
          ip_protocol_fallback: false
          compression: gzip
          body_size_limit: 1MB
      mail:
        prober: tcp
        tcp:
          query_response:
            - expect: "^220 "
            - send: "EHLO prober\\r"
            - expect: "^250-STARTTLS"
            - send: "STARTTLS\\r"
            - expect: "^220"
            - starttls: true
            - send: "QUIT\\r"
      ssh: { prober: tcp, tcp: { query_response: [{ expect: "^SSH-2.0-" }] } }
      secure: { prober: tcp, tcp: { tls: true } }
      soa: { prober: dns, dns: { query_name: example.com, query_type: SOA, transport_protocol: tcp } }
      ping: { prober: icmp }`;

  const prometheus = `
    global: { scrape_interval: 30s, evaluation_interval: 1m }
    scrape_configs:
      - job_name: node
        static_configs: [{ targets: ["192.0.2.1:9100"] }]
      - job_name: web
        metrics_path: /probe
        params: { module: [web] }
        scrape_interval: 15s
        scrape_timeout: 3s
        static_configs:
          - targets: [https://www.example.com/, www.example.org]
            labels: { team: web }
        relabel_configs:
          - { source_labels: [__address__], target_label: __param_target }
          - { source_labels: [__param_target], target_label: instance }
          - { target_label: __address__, replacement: "127.0.0.1:9115" }
      - job_name: others
        metrics_path: /probe
        params: { module: [ssh] }
        file_sd_configs: [{ files: [targets.json] }]
        static_configs:
          - { targets: ["host.example.com:22"] }
          - { targets: [mail.example.com:25], labels: { module: mail } }
          - { targets: [192.0.2.53], labels: { module: soa } }
          - { targets: [secure.example.com:993], labels: { module: secure } }`;

  test('have modules, and Prometheus has the targets', () => {
    const config = checked([
      { name: 'blackbox.yml', text: modules },
      { name: 'prometheus.yml', text: prometheus },
    ]);
    const [web, org, ...others] = sourceOf(config).urls;
    expect(web).toEqual({
      url: 'https://www.example.com/',
      every: '15s',
      timeout: '3s',
      method: 'POST',
      headers: { Host: 'www.example.com', 'Accept-Language': 'en' },
      body: '{}',
      auth: { user: 'monitor', password: 'secret' },
      redirects: 0,
      ca: '${file:ca.pem}',
      insecure: true,
      family: 4,
      body_limit: '1000000B',
      tags: { job: 'web', team: 'web' },
      expect: {
        status: ['200-202', 404],
        body: 'ready',
        not_body: '(?:one)|(?:two)',
        headers: { 'set-cookie': { not: '.*' }, server: 'nginx' },
      },
    });
    expect(org).toMatchObject({ url: 'http://www.example.org', every: '15s' });
    expect(others).toEqual([
      {
        url: 'tcp://host.example.com:22',
        every: '30s',
        expect: { banner: '^SSH-2.0-' },
        tags: { job: 'others' },
      },
      {
        url: 'tcp://mail.example.com:25',
        every: '30s',
        expect: { banner: '^220 ' },
        starttls: 'smtp',
        tags: { job: 'others', module: 'mail' },
      },
      {
        url: 'dns://example.com',
        every: '30s',
        record: 'SOA',
        resolver: '192.0.2.53',
        tags: { job: 'others', module: 'soa' },
      },
      {
        url: 'tcp://secure.example.com:993',
        every: '30s',
        starttls: 'tls',
        tags: { job: 'others', module: 'secure' },
      },
    ]);
    expect(config.notes.toSorted()).toEqual([
      'blackbox.yml: modules: mail: tcp: query_response: from the 7th step on: nothing is said but what begins TLS, and only what comes first is looked at',
      'blackbox.yml: modules: ping: there is no ping; tcp://HOST:PORT is near; it is left out',
      'blackbox.yml: modules: soa: dns: transport_protocol: UDP is used, and TCP where an answer is too long for it',
      'blackbox.yml: modules: web: http: fail_if_body_not_matches_regexp: steady: a target has one pattern for its body',
      'scrape_configs: node: it does not ask blackbox_exporter, and is left out',
      'scrape_configs: others: file_sd_configs: targets are written down, or in a file that source: reads',
    ]);
    expect(config.text).toContain('# Passwords stand in this file as they did in that');
  });

  test('of modules alone have a target that nobody has, and say so', () => {
    const config = made(modules);
    const urls = sourceOf(config).urls.map(({ url }) => url);
    expect(urls).toEqual([
      'http://replace-me.example/',
      'tcp://replace-me.example:443',
      'tcp://replace-me.example:443',
      'tcp://replace-me.example:443',
      'dns://example.com',
    ]);
    expect(config.notes).toContainEqual(
      expect.stringContaining('they name no targets: replace replace-me.example'),
    );
  });

  test.each([
    [
      '{ prober: http, http: { bearer_token: abc, basic_auth: { username: a, password: b } } }',
      'http: bearer_token: there is basic_auth as well, and one of them alone can be sent',
    ],
    [
      "{ prober: http, http: { fail_if_body_matches_regexp: [':['] } }",
      'http: fail_if_body_matches_regexp: the pattern :[ is none: error parsing regexp: missing closing ]: `[`',
    ],
    [
      '{ prober: http, http: { fail_if_header_not_matches: [{ header: X, regexp: a, allow_missing: true }] } }',
      'http: fail_if_header_not_matches[0]: x: that a header may be missing cannot be expected',
    ],
    ['{ prober: http, http: { oauth2: {} } }', 'http: oauth2: no tokens are fetched'],
    ['{ prober: http, http: { news: 1 } }', 'http: news: unknown here'],
    ['{ prober: dns, dns: { query_name: a.example.com } }', 'dns: query_type: ANY cannot be asked for; A is'],
  ])('%s: says what is not taken over', (module, note) => {
    expect(made(`modules: { m: ${module} }`).notes).toContain(`modules: m: ${note}`);
  });
});

describe('a config of Upptime', () => {
  test('has its sites taken, and their secrets from the environment', () => {
    const config = made(`
      owner: someone
      repo: status
      user-agent: Monitor
      status-website: { cname: status.example.com }
      sites:
        - { name: Home, url: https://www.example.com }
        - name: API
          url: https://api.example.com/$VERSION
          method: POST
          headers: ["Authorization: Bearer $API_TOKEN", "Accept: */*"]
          expectedStatusCodes: [200, 201, 302]
          maxResponseTime: 5000
          maxRedirects: 2
          __dangerous__insecure: true
          __dangerous__body_down_if_text_missing: "(ok)"
          icon: https://www.example.com/icon.png
        - { name: SMTP, check: tcp-ping, url: mail.example.com, port: 25 }
        - { name: Socket, check: ws, url: "wss://www.example.com" }`);
    expect(sourceOf(config)).toEqual({
      every: '5m',
      timeout: '1m',
      expect: { status: ['200-208', 226, '300-308'], total: '30s' },
      urls: [
        { url: 'https://www.example.com', name: 'Home', headers: { 'user-agent': 'Monitor' } },
        {
          url: 'https://api.example.com/${VERSION}',
          name: 'API',
          method: 'POST',
          headers: { 'user-agent': 'Monitor', Authorization: 'Bearer ${API_TOKEN}', Accept: '*/*' },
          redirects: 2,
          insecure: true,
          expect: { status: ['200-201', 302], total: '5s', body: '\\(ok\\)' },
        },
        { url: 'tcp://mail.example.com:25', name: 'SMTP' },
      ],
    });
    expect(config.notes).toEqual([
      'status-website: there is no status page',
      'sites: API: icon: there is no status page',
      'sites: Socket: check: there is no check ws; it is left out',
    ]);
  });

  test('may be its list of sites alone, as JSON', () => {
    expect(urlsOf('[{"name":"Home","url":"https://www.example.com"}]')).toEqual([
      { url: 'https://www.example.com', name: 'Home' },
    ]);
  });
});

describe('a backup of Uptime Kuma', () => {
  const monitor = (more: object): object => ({
    id: 1,
    name: 'Home',
    url: 'https://www.example.com',
    method: 'GET',
    hostname: null,
    port: null,
    maxretries: 0,
    weight: 2000,
    active: 1,
    type: 'http',
    interval: 60,
    retryInterval: 60,
    keyword: null,
    expiryNotification: false,
    ignoreTls: false,
    upsideDown: false,
    maxredirects: 10,
    accepted_statuscodes: ['200-299'],
    dns_resolve_type: 'A',
    dns_resolve_server: '1.1.1.1',
    dns_last_result: null,
    proxyId: null,
    notificationIDList: {},
    tags: [],
    headers: null,
    body: null,
    basic_auth_user: null,
    basic_auth_pass: null,
    ...more,
  });
  const backup = (...monitors: readonly object[]): MadeConfig =>
    made(
      JSON.stringify({
        version: '1.23.0',
        notificationList: [],
        proxyList: [],
        monitorList: monitors.map(monitor),
      }),
    );

  test.each([
    [{}, { redirects: 10, expect: { status: ['200-299'] } }],
    [
      {
        type: 'keyword',
        keyword: 'all (ok)',
        interval: 20,
        timeout: 8,
        tags: [{ name: 'team', value: 'web', color: '#fff' }],
      },
      {
        redirects: 10,
        every: '20s',
        timeout: '8s',
        tags: { team: 'web' },
        expect: { status: ['200-299'], body: 'all \\(ok\\)' },
      },
    ],
    [
      { type: 'keyword', keyword: 'error', invertKeyword: true, expiryNotification: true },
      { redirects: 10, expect: { status: ['200-299'], not_body: 'error', certificate: '14d' } },
    ],
    [
      { type: 'json-query', jsonPath: 'status.code', expectedValue: 'up', ignoreTls: true },
      { redirects: 10, insecure: true, expect: { status: ['200-299'], json: ['status.code == "up"'] } },
    ],
    [
      {
        method: 'POST',
        body: '{}',
        headers: '{"X-Key":"1"}',
        authMethod: 'basic',
        basic_auth_user: 'a',
        basic_auth_pass: 'b',
      },
      {
        redirects: 10,
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json', 'X-Key': '1' },
        auth: { user: 'a', password: 'b' },
        expect: { status: ['200-299'] },
      },
    ],
    [{ type: 'port', hostname: 'db.example.com', port: 5432 }, { url: 'tcp://db.example.com:5432' }],
    [
      {
        type: 'dns',
        hostname: 'example.com',
        dns_resolve_type: 'MX',
        dns_resolve_server: '192.0.2.53',
        port: 53,
      },
      { url: 'dns://example.com', record: 'MX', resolver: '192.0.2.53' },
    ],
  ])('takes the monitor %j', (more, wanted) => {
    const config = backup(more);
    const common = { url: 'https://www.example.com', name: 'Home', every: '1m' };
    expect(sourceOf(config).urls).toEqual([{ ...common, ...wanted }]);
    expect(config.notes).toEqual([]);
  });

  test.each([
    [{ type: 'ping', hostname: 'h' }, 'there is no ping; tcp://HOST:PORT is near; it is left out'],
    [
      { type: 'push', pushToken: 'secret' },
      'jobs that report go to a source of their own: push; it is left out',
    ],
    [{ active: 0 }, 'it is paused; it is left out'],
    [{ upsideDown: true }, 'it is turned upside down: what fails would be up; it is left out'],
    [{ proxyId: 3 }, 'proxyId: write its proxy: by hand'],
    [{ notificationIDList: { 1: true } }, 'notificationIDList: who is told stands under sinks and notify'],
    [
      { maxretries: 2 },
      'maxretries: write streams: { down: { alerts: { down: { for: 3x } } } } for all of them',
    ],
    [{ authMethod: 'ntlm' }, 'authMethod: ntlm has to be written by hand'],
    [
      { type: 'json-query', jsonPath: '$count(a)', expectedValue: '1' },
      'jsonPath: $count(a) ==: write expect: { json: … } by hand',
    ],
    [{ novelty: 1 }, 'novelty: unknown here'],
  ])('says of %j what is not taken over', (more, note) => {
    expect(backup(more, { id: 2, name: 'Other' }).notes).toEqual([`monitors: Home: ${note}`]);
  });
});

describe('a made config', () => {
  test('says at its top what was not taken over, on lines that end nowhere else', () => {
    const { text } = made(
      'ui: {}\nendpoints: [{ name: "a\\nb", url: "icmp://h\\u001b[0m" }, { name: c, url: "https://www.example.com" }]',
    );
    const comments = text.split('\n').filter((line) => line.startsWith('#'));
    expect(comments).toEqual([
      '# Made of config.yaml: 1 target of Gatus.',
      '#',
      '# Not taken over:',
      '# - ui: there is no status page',
      '# - a\\x0ab: icmp://h\\x1b[0m: there is no ping; tcp://h\\x1b[0m:PORT is near; it is left out',
    ]);
  });

  test.each([
    ['example.com:8080/health', /^a: "example\.com:8080\/health" looks like host:port, .* It is left out$/],
    ['https://a b/', /^a: "https:\/\/a b\/" has a blank in it.* It is left out$/],
  ])('leaves out what is no address of ours: %s', (url, note) => {
    const { notes } = made(
      `sites: [{ name: a, url: "${url}" }, { name: b, url: "https://www.example.com" }]`,
    );
    expect(notes).toEqual([expect.stringMatching(note)]);
  });

  test('fills nothing in that was a text', () => {
    const [target] = urlsOf('sites: [{ name: "a ${b c} ${HOME}", url: "https://www.example.com" }]');
    expect(target?.name).toBe('a $${b c} ${HOME}');
  });

  test.each([
    ['just: this', /^config\.yaml is no config that is known: of Gatus/],
    ['- {', /^config\.yaml is neither YAML nor JSON: /],
    ['text', /^config\.yaml is no config that is known/],
    ['metrics: true', /^There is nothing to check in config\.yaml: metrics: /],
    ['endpoints: [1]', /^There is nothing to check in config\.yaml: endpoints\[0\]: a map is wanted there/],
  ])('is not made of %j', (text, message) => {
    expect(() => made(text)).toThrowError(
      expect.objectContaining({ code: 'unknown-format', message: expect.stringMatching(message) }),
    );
  });
});

const DATA = 'uptime';

test.skipIf(isMissing(DATA))(
  'all configs of other monitors that are at hand become configs, or say why not',
  () => {
    const root = join(SHARED_DATA, DATA);
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(5);
    let count = 0;
    for (const path of files) {
      let config: MadeConfig | undefined;
      try {
        config = checked([{ name: path, text: readFileSync(path, 'utf8') }]);
      } catch (error) {
        expect(error).toMatchObject({ code: 'unknown-format' });
      }
      if (config === undefined) continue;
      count++;
      expect(sourceOf(config).urls.length).toBeGreaterThan(0);
    }
    expect(count).toBeGreaterThan(10);
  },
);
