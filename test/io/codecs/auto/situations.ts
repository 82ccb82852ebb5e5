/** What people really have, made up: bytes as they come, and what they say. */
export interface Situation {
  readonly name: string;
  readonly input: string | Buffer;
  /** What it is taken for at first, and then; undefined: for nothing. */
  readonly formats: readonly string[];
  /** Of each row the fields that matter, `time` as text. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The reason of each rejected line. */
  readonly rejected?: readonly string[];
}

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const json = (value: unknown): string => JSON.stringify(value);

const CLF = '192.0.2.1 - jo [01/May/2024:14:00:01 +0200] "GET /api/a?b=c HTTP/1.1" 503 612 "-" "curl/8.5"';
const REQUEST = {
  time: '2024-05-01T12:00:01.000Z',
  host: '192.0.2.1',
  user: 'jo',
  method: 'GET',
  path: '/api/a?b=c',
  section: '/api',
  protocol: 'HTTP/1.1',
  status: 503,
  size: 612,
  referer: null,
  agent: 'curl/8.5',
};
const SHORT = '192.0.2.1 - jo [01/May/2024:14:00:01 +0200] "GET /api/a?b=c HTTP/1.1" 503 612';
const { referer: _, agent: __, ...COMMON } = REQUEST;
const HOUR = '2024-05-01T12:00:09.5Z';

const access = (name: string, line: string, row: object = REQUEST): Situation => ({
  name: `access-log: ${name}`,
  input: text(line),
  formats: ['access-log'],
  rows: [row as Situation['rows'][number]],
});

const LAYOUTS: readonly Situation[] = [
  access('common', SHORT, COMMON),
  access('combined', CLF),
  access('a virtual host first', `www.example.com ${CLF}`, { ...REQUEST, vhost: 'www.example.com' }),
  access('a virtual host with a port', `www.example.com:443 ${CLF}`, {
    ...REQUEST,
    vhost: 'www.example.com:443',
  }),
  access('a virtual host in the second place', CLF.replace(' - ', ' www.example.com '), {
    ...REQUEST,
    vhost: 'www.example.com',
  }),
  access('a list of forwarded addresses', CLF.replace('192.0.2.1', '192.0.2.1, 198.51.100.2'), REQUEST),
  access(
    'such a list in quotes, and the proxy',
    `"192.0.2.1, 198.51.100.2" ${CLF.replace('192.0.2.1', '198.51.100.3')}`,
  ),
  access('an address of IPv6', CLF.replace('192.0.2.1', '2001:db8::7'), { ...REQUEST, host: '2001:db8::7' }),
  access('seconds at the end', `${CLF} 0.012`, { ...REQUEST, duration: 12 }),
  access('a whole number at the end, of a unit that it does not say', `${CLF} 50000`, {
    ...REQUEST,
    duration: null,
  }),
  access('Traefik', `${CLF} 45640 "web@docker" "http://198.51.100.5:80" 42ms`, {
    ...REQUEST,
    time: '2024-05-01T12:00:01.042Z',
    duration: 42,
  }),
  access('no request and no size', '192.0.2.1 - - [01/May/2024:12:00:01 +0000] "-" 408 - "-" "-"', {
    ...{ host: '192.0.2.1', user: null, method: null, path: null, section: '(other)', status: 408, size: 0 },
  }),
  access(
    'TLS at a port of HTTP',
    '192.0.2.1 - - [01/May/2024:12:00:01 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"',
    {
      ...{ host: '192.0.2.1', method: null, section: '(other)', status: 400, size: 157 },
    },
  ),
  access('quotes in quotes', CLF.replace('curl/8.5', 'a \\"b\\" c'), { ...REQUEST, agent: 'a "b" c' }),
  access('a site in the request, as Varnish writes', CLF.replace('/api', 'http://www.example.com/api'), {
    ...{ host: '192.0.2.1', section: '/api', status: 503 },
  }),
  access('a byte that is no UTF-8', CLF.replace('curl/8.5', 'caf\\xe9'), { ...REQUEST, agent: 'caf\ufffd' }),
];

const IIS =
  '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) sc-status sc-bytes time-taken';
const IIS_ROW = {
  ...{ time: '2024-05-01T12:00:01.000Z', host: '192.0.2.1', user: 'jo', method: 'GET', path: '/api/a?b=c' },
  ...{ section: '/api', agent: 'curl/8.5 (x)', status: 503, size: 612, duration: 250 },
};
const CLOUDFRONT =
  '2024-05-01\t12:00:01\tFRA2-C1\t612\t192.0.2.1\tGET\td111.cloudfront.net\t/api/a\t503\t-\tcurl/8.5\tb=c\t-\tError\tid==\twww.example.com\thttps\t23\t0.250\t-\tTLSv1.3\tECDHE\tError\tHTTP/2.0\t-\t-\t11040\t0.250\tError\ttext/html\t78\t-\t-';
const { user: ___, ...ANYBODY } = IIS_ROW;
const CLOUDFRONT_ROW = { ...ANYBODY, agent: 'curl/8.5', vhost: 'www.example.com' };
const ALB =
  'https 2024-05-01T12:00:01.250000Z app/web/50dc 192.0.2.1:2817 198.51.100.7:80 0.001 0.200 0.049 503 503 34 612 "GET https://www.example.com:443/api/a?b=c HTTP/1.1" "curl/8.5" ECDHE TLSv1.2 arn:aws:tg "Root=1" "www.example.com" "arn" 0 2024-05-01T12:00:01.000000Z "forward" "-" "-" "198.51.100.7:80" "503"';
const FLOW = '2 123456789010 eni-1 192.0.2.1 198.51.100.2 49152 443 6 10 840 1714564801 1714564861 ACCEPT OK';
const FLOW_ROW = {
  ...{ time: '2024-05-01T12:00:01.000Z', srcaddr: '192.0.2.1', dstport: 443, bytes: 840, action: 'ACCEPT' },
};

const TABLES: readonly Situation[] = [
  {
    name: 'w3c: IIS, and again with other fields',
    input: text(
      IIS,
      '2024-05-01 12:00:01 GET /api/a b=c jo 192.0.2.1 curl/8.5+(x) 503 612 250',
      '#Fields: date time c-ip sc-status',
      '2024-05-01 12:00:02 192.0.2.2 200',
    ),
    formats: ['w3c'],
    rows: [IIS_ROW, { time: '2024-05-01T12:00:02.000Z', host: '192.0.2.2', status: 200 }],
  },
  {
    name: 'w3c: NetScaler, in seconds',
    input: text(
      '#Software: Netscaler Web Logging(NSWL)',
      '#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes time-taken',
      '2024-05-01 12:00:01 192.0.2.1 GET /a/b 302 355 1',
    ),
    formats: ['w3c'],
    rows: [{ host: '192.0.2.1', path: '/a/b', section: '/a', status: 302, size: 355, duration: 1000 }],
  },
  { name: 'cloudfront', input: text(CLOUDFRONT), formats: ['cloudfront'], rows: [CLOUDFRONT_ROW] },
  {
    name: 'alb',
    input: text(ALB),
    formats: ['alb'],
    rows: [
      {
        ...{ time: '2024-05-01T12:00:01.250Z', host: '192.0.2.1', path: '/api/a?b=c', status: 503 },
        ...{ size: 612, duration: 250, target_processing_time: 200, vhost: 'www.example.com:443' },
      },
    ],
  },
  {
    name: 's3-access',
    input: text(
      '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be logs [01/May/2024:12:00:01 +0000] 192.0.2.1 - 3E57 REST.GET.OBJECT a/b.jpg "GET /a/b.jpg HTTP/1.1" 404 NoSuchKey 612 - 250 - "-" "curl/8.5" -',
    ),
    formats: ['s3-access'],
    rows: [
      {
        ...{ time: '2024-05-01T12:00:01.250Z', host: '192.0.2.1', section: '/a', status: 404, size: 612 },
        ...{ duration: 250, error_code: 'NoSuchKey', object_size: null },
      },
    ],
  },
  { name: 'vpc-flow', input: text(FLOW), formats: ['vpc-flow'], rows: [FLOW_ROW] },
  {
    name: 'vpc-flow: fields in an order of their own, and a record without an instant',
    input: text(
      'srcaddr dstport bytes start action',
      '192.0.2.1 443 840 1714564801 ACCEPT',
      '192.0.2.1 443 840 - -',
    ),
    formats: ['vpc-flow'],
    rows: [FLOW_ROW],
    rejected: ['malformed'],
  },
  {
    name: 'csv, with a cell in quotes and one too few',
    input: text('time;level;text', '2024-05-01T12:00:01Z;warn;"a;b"', '2024-05-01T12:00:02Z;warn'),
    formats: ['csv'],
    rows: [{ time: '2024-05-01T12:00:01.000Z', level: 'warn', text: 'a;b' }],
    rejected: ['malformed'],
  },
  {
    name: 'csv: an access log as a table',
    input: text(
      '"remotehost","rfc931","authuser","date","request","status","bytes"',
      '"192.0.2.1","-","jo",1714564801,"GET /api/a?b=c HTTP/1.1",503,612',
    ),
    formats: ['csv'],
    rows: [COMMON],
  },
  {
    name: 'csv: Zeek',
    input: text(
      '#separator \\x09',
      '#path\tconn',
      '#fields\tts\tid.orig_h\tbytes',
      '1714564801.5\t192.0.2.1\t-',
      '#close\t2024-05-01-13-00-00',
    ),
    formats: ['csv'],
    rows: [{ time: '2024-05-01T12:00:01.500Z', id_orig_h: '192.0.2.1', bytes: null }],
  },
  {
    name: 'logfmt',
    input: text(
      'ts=2024-05-01T12:00:01Z level=info msg="it began" version=1.10',
      'ts=2024-05-01T12:00:02Z level=warn',
    ),
    formats: ['logfmt'],
    rows: [
      { time: '2024-05-01T12:00:01.000Z', level: 'info', msg: 'it began', version: '1.10' },
      { time: '2024-05-01T12:00:02.000Z', level: 'warn' },
    ],
  },
  {
    name: 'jsonl, with one that is none and one without a time',
    input: text('{"ts":1714564801,"n":9007199254740993}', '{"ts":17145', '{"n":1}', '{"ts":1714564802}'),
    formats: ['jsonl'],
    rows: [{ time: '2024-05-01T12:00:01.000Z', n: '9007199254740993' }, { time: '2024-05-01T12:00:02.000Z' }],
    rejected: ['malformed', 'no-time'],
  },
];

const LINES: readonly Situation[] = [
  ...[
    ['ISO 8601', '2024-05-01T12:00:01.5Z it began'],
    ['a space and a comma', '2024-05-01 12:00:01,500 INFO it began'],
    ['brackets', '[2024-05-01 12:00:01.500] it began'],
    ['milliseconds since 1970', '1714564801500 it began'],
  ].map(([name = '', line = '']) => ({
    name: `lines: ${name}`,
    input: text(line, '  at a.b(c.java:1)'),
    formats: ['lines'],
    rows: [
      { time: '2024-05-01T12:00:01.500Z', line },
      { time: '2024-05-01T12:00:01.500Z', line: '  at a.b(c.java:1)' },
    ],
  })),
  {
    name: 'lines: a syslog over a new year',
    input: text(
      'Dec 31 23:59:59 web1 cron1[7]: a',
      'Jan  1 00:00:00 web1 app: b',
      'Dec 31 23:59:58 web1 app: c',
    ),
    formats: ['lines'],
    rows: [
      { time: '2023-12-31T23:59:59.000Z', line: 'a', log_host: 'web1', program: 'cron1', pid: 7 },
      { time: '2024-01-01T00:00:00.000Z', line: 'b' },
      { time: '2023-12-31T23:59:58.000Z', line: 'c' },
    ],
  },
  {
    name: 'auth, over a new year, among other lines of a syslog',
    input: text(
      'Dec 31 23:59:59 web1 sshd[7]: Failed password for invalid user a from 192.0.2.1 port 5 ssh2',
      'Jan  1 00:00:00 web1 sshd[7]: Accepted publickey for jo from 2001:db8::7 port 6 ssh2: RSA x',
      'Jan  1 00:00:01 web1 systemd[1]: Started Session 7 of user jo.',
    ),
    formats: ['auth'],
    rows: [
      { time: '2023-12-31T23:59:59.000Z', outcome: 'failed', user: 'a', ip: '192.0.2.1', pid: 7 },
      { time: '2024-01-01T00:00:00.000Z', outcome: 'accepted', user: 'jo', ip: '2001:db8::7' },
      { time: '2024-01-01T00:00:01.000Z', program: 'systemd', outcome: null },
    ],
  },
];

const APP = '{"time":"2024-05-01T12:00:01Z","level":"warn","msg":"a \\"b\\""}';
const APP_ROW = { time: '2024-05-01T12:00:01.000Z', level: 'warn', msg: 'a "b"' };
const journald = (line: string): string =>
  json({
    ...{ __REALTIME_TIMESTAMP: '1714564809500000', _PID: '7', SYSLOG_IDENTIFIER: 'nginx' },
    ...{ _HOSTNAME: 'web1', PRIORITY: '6', MESSAGE: line },
  });
const docker = (log: string): string => json({ log, stream: 'stdout', time: HOUR });
const SAYS = { log_host: 'web1', program: 'nginx', pid: 7 };

/** In two pieces, behind one that is whole: only a line of 16 KB and more comes in pieces. */
const inPieces = (name: string, wrap: (line: string, isWhole: boolean) => string): readonly Situation[] =>
  (
    [
      ['access-log', CLF, REQUEST],
      ['jsonl', APP, APP_ROW],
    ] as const
  ).map(([format, line, row]) => ({
    name: `${name}, in two pieces: ${format}`,
    input: text(wrap(line, true), wrap(line.slice(0, 40), false), wrap(line.slice(40), true)),
    formats: [format],
    rows: [
      { ...row, log_stream: 'stdout' },
      { ...row, log_stream: 'stdout' },
    ],
  }));

const PIECES: readonly Situation[] = [
  ...inPieces('CRI', (line, isWhole) => `${HOUR} stdout ${isWhole ? 'F' : 'P'} ${line}`),
  ...inPieces('Docker', (line, isWhole) => docker(`${line}${isWhole ? '\n' : ''}`)),
];

/** Objects that hold a line, and what else they say. */
const SHIPPED: readonly Wrap[] = (
  [
    ['Fluent Bit', { date: 1714564809.5 }, 'log', {}],
    [
      'Fluent Bit of Kubernetes, of CRI',
      {
        time: HOUR,
        stream: 'stderr',
        logtag: 'F',
        kubernetes: { pod_name: 'web-7', container_name: 'nginx' },
      },
      'message',
      { pod: 'web-7', container: 'nginx', log_stream: 'stderr' },
    ],
    [
      'FireLens of ECS',
      { container_id: 'ab', container_name: 'nginx', source: 'stdout' },
      'log',
      { container: 'nginx', log_stream: 'stdout' },
    ],
    [
      'Filebeat',
      {
        '@timestamp': HOUR,
        log: { offset: 0 },
        input: { type: 'log' },
        host: { name: 'web1' },
        agent: { type: 'filebeat' },
      },
      'message',
      { log_host: 'web1' },
    ],
    [
      'Vector',
      { file: '/x', host: 'web1', source_type: 'file', timestamp: HOUR },
      'message',
      { log_host: 'web1' },
    ],
    [
      'GELF',
      { version: '1.1', host: 'web1', timestamp: 1714564809.5 },
      'short_message',
      { log_host: 'web1' },
    ],
    ['events of CloudWatch', { timestamp: 1714564809500, ingestionTime: 1714564809600 }, 'message', {}],
    [
      'gcloud logging read',
      {
        insertId: 'a',
        timestamp: HOUR,
        resource: { labels: { pod_name: 'web-7', container_name: 'nginx' } },
      },
      'textPayload',
      { pod: 'web-7', container: 'nginx' },
    ],
    ['logcli as JSON', { labels: { app: 'web', pod: 'web-7' }, timestamp: HOUR }, 'line', { pod: 'web-7' }],
    [
      'stern as JSON',
      { namespace: 'shop', podName: 'web-7', containerName: 'nginx' },
      'message',
      { pod: 'web-7', container: 'nginx' },
    ],
  ] as const
).map(([name, object, key, fields]) => [name, (line) => json({ ...object, [key]: line }), fields]);

type Wrap = readonly [string, (line: string) => string, Readonly<Record<string, unknown>>];
const WRAPS: readonly Wrap[] = [
  ['CRI', (line) => `${HOUR} stdout F ${line}`, { log_stream: 'stdout' }],
  ['Docker', (line) => docker(`${line}\n`), { log_stream: 'stdout' }],
  ['compose', (line) => `web-1  | ${line}`, { container: 'web-1', service: 'web' }],
  ['compose, in colour', (line) => `\u001b[36mweb-1  | \u001b[0m${line}`, { container: 'web-1' }],
  ['kubectl --prefix', (line) => `[pod/web-7/nginx] ${line}`, { pod: 'web-7', container: 'nginx' }],
  ['kubectl --timestamps', (line) => `${HOUR.replace('.5Z', '.500000000Z')} ${line}`, {}],
  ['RFC 3164', (line) => `<134>May  1 12:00:09 web1 nginx[7]: ${line}`, { ...SAYS, severity: 'info' }],
  [
    'RFC 5424',
    (line) => `<134>1 ${HOUR} web1 nginx 7 - [a@1 b="x"] ${line}`,
    { ...SAYS, facility: 'local0' },
  ],
  ['journalctl', (line) => `May 01 12:00:09 web1 nginx[7]: ${line}`, SAYS],
  ['journalctl -o short-iso', (line) => `2024-05-01T12:00:09+0000 web1 nginx[7]: ${line}`, SAYS],
  ['journalctl -o json', journald, SAYS],
  [
    'Heroku',
    (line) => `${HOUR.replace('Z', '+00:00')} app[web.1]: ${line}`,
    { program: 'app', pid: 'web.1' },
  ],
  ['journalctl -o short-full', (line) => `Wed 2024-05-01 12:00:09 UTC web1 nginx[7]: ${line}`, SAYS],
  [
    'journalctl -o with-unit, in a zone of letters',
    (line) => `Wed 2024-05-01 14:00:09 CEST web1 nginx.service[7]: ${line}`,
    { ...SAYS, program: 'nginx.service', unit: 'nginx.service' },
  ],
  ['journalctl -o short-monotonic', (line) => `[   12.345678] web1 nginx[7]: ${line}`, SAYS],
  ['journalctl -o short-unix', (line) => `1714564809.123456 web1 nginx[7]: ${line}`, SAYS],
  ['docker compose logs -t', (line) => `web-1  | 2024-05-01T12:00:09.123456789Z ${line}`, { service: 'web' }],
  [
    'docker service logs',
    (line) => `web.1.x7k2j9d8s7f6@node1    | ${line}`,
    { service: 'web', container: 'web.1.x7k2j9d8s7f6', log_host: 'node1' },
  ],
  [
    'docker service logs -t',
    (line) => `2024-05-01T12:00:09.123456789Z web.1.x7k2j9d8s7f6@node1    | ${line}`,
    { service: 'web', log_host: 'node1' },
  ],
  [
    'kubectl --prefix --timestamps',
    (line) => `[pod/web-7/nginx] 2024-05-01T12:00:09.123456789Z ${line}`,
    { pod: 'web-7', container: 'nginx' },
  ],
  [
    'stern',
    (line) => `web-7d9c5b8f6d-x2x9z nginx ${line}`,
    { pod: 'web-7d9c5b8f6d-x2x9z', container: 'nginx' },
  ],
  [
    'stern --timestamps, in colour',
    (line) =>
      `\u001b[31mweb-7d9c5b8f6d-x2x9z\u001b[0m \u001b[32mnginx\u001b[0m 2024-05-01T12:00:09.123456789Z ${line}`,
    { pod: 'web-7d9c5b8f6d-x2x9z' },
  ],
  ['an export of CloudWatch', (line) => `2024-05-01T12:00:09.500Z ${line}`, {}],
  ['logcli', (line) => `2024-05-01T12:00:09Z {app="web", pod="web-7"} ${line}`, { pod: 'web-7' }],
  ['Papertrail', (line) => `May 01 12:00:09 web1 nginx: ${line}`, { log_host: 'web1', program: 'nginx' }],
  ...SHIPPED,
  ['a syslog in Docker', (line) => docker(`May  1 12:00:09 web1 nginx[7]: ${line}\n`), SAYS],
];

const WRAPPED: readonly Situation[] = WRAPS.flatMap(([name, wrap, fields]) => [
  {
    name: `${name}: access-log`,
    input: text(wrap(CLF), wrap(CLF)),
    formats: ['access-log'],
    rows: [
      { ...REQUEST, ...fields },
      { ...REQUEST, ...fields },
    ],
  },
  {
    name: `${name}: jsonl`,
    input: text(wrap(APP), wrap(APP)),
    formats: ['jsonl'],
    rows: [
      { ...APP_ROW, ...fields },
      { ...APP_ROW, ...fields },
    ],
  },
]);

const noisy = (name: string, input: string | Buffer, rejected: readonly string[] = []): Situation => ({
  name: `noise: ${name}`,
  input,
  formats: ['access-log'],
  rows: [REQUEST, REQUEST],
  rejected,
});

const WORDS_OF_BEAT = json({ '@timestamp': HOUR, message: 'it began', agent: { type: 'filebeat' } });

/** What looks like something around a line, and says nothing of a line. */
const BARE: readonly Situation[] = [
  {
    name: 'bare: a text that Filebeat ships is a field of its object',
    input: text(WORDS_OF_BEAT, WORDS_OF_BEAT),
    formats: ['jsonl'],
    rows: [{ time: '2024-05-01T12:00:09.500Z', message: 'it began', agent_type: 'filebeat' }, {}],
  },
  {
    name: 'bare: text behind a time in a zone of letters has no time of its own',
    input: text('Wed 2024-05-01 14:00:09 CEST web1 app[7]: it began'),
    formats: [],
    rows: [],
    rejected: ['malformed'],
  },
  {
    name: 'bare: the same in UTC',
    input: text('Wed 2024-05-01 12:00:09 UTC web1 app[7]: it began'),
    formats: ['lines'],
    rows: [{ time: '2024-05-01T12:00:09.000Z', line: 'it began', log_host: 'web1', program: 'app', pid: 7 }],
  },
  {
    name: 'bare: what the kernel says begins with seconds too',
    input: text(
      '[    5.123456] usb 1-1: new high-speed device',
      '1714564809.123456 usb 1-1: new high-speed device',
    ),
    formats: ['lines'],
    rows: [{ time: '2024-05-01T12:00:09.123Z', line: '1714564809.123456 usb 1-1: new high-speed device' }],
    rejected: ['malformed'],
  },
  {
    name: 'bare: a number of sixteen digits that is no time',
    input: text('7711561783320576\tweb1\tit began'),
    formats: [],
    rows: [],
    rejected: ['malformed'],
  },
  {
    name: 'bare: Fluent Bit to a terminal, whose texts end nobody knows where',
    input: text(`[0] tail.0: [[1714564809.123456789, {}], {"log"=>"${CLF}"}]`),
    formats: [],
    rows: [],
    rejected: ['malformed'],
  },
  {
    name: 'bare: a stream of CloudWatch before the line is no host',
    input: text(`2024-05-01T12:00:09.500000+00:00 web/nginx/0123abcd app[7]: it began`),
    formats: ['lines'],
    rows: [
      {
        time: '2024-05-01T12:00:09.500Z',
        line: '2024-05-01T12:00:09.500000+00:00 web/nginx/0123abcd app[7]: it began',
      },
    ],
  },
];

const NOISE: readonly Situation[] = [
  noisy('a byte-order mark', `\u{feff}${text(CLF, CLF)}`),
  noisy('carriage returns', `${CLF}\r\n${CLF}\r\n`),
  noisy('colours', text(`\u001b[32m${CLF}\u001b[0m`, CLF)),
  noisy('NUL bytes after a crash', text(CLF, `${'\0'.repeat(70)}${CLF}`)),
  noisy('nothing but NUL bytes', text(CLF, '\0'.repeat(70), CLF)),
  noisy('UTF-16', Buffer.from(`\u{feff}${text(CLF, CLF)}`, 'utf16le')),
  noisy('UTF-16 of the other byte order', Buffer.from(`\u{feff}${text(CLF, CLF)}`, 'utf16le').swap16()),
  noisy('UTF-16 without a mark', Buffer.from(text(CLF, CLF), 'utf16le')),
  {
    name: 'noise: UTF-16 with a byte of a newline in its letters',
    input: Buffer.from(`\u{feff}${text(CLF.replace('/api', '/上海'))}`, 'utf16le'),
    formats: ['access-log'],
    rows: [{ ...REQUEST, path: '/上海/a?b=c', section: '/上海' }],
  },
  noisy('empty lines, and no newline at the end', `\n\n${CLF}\n\n${CLF}`),
  noisy('TLS, and words', text('\u0016\u0003\u0001', CLF, 'hello', CLF), ['malformed', 'malformed']),
];

const NOTICE = '2024/05/01 12:00:00 [notice] 1#1: using the "epoll" event method';
const ERROR =
  '2024/05/01 12:00:01 [error] 7#7: *1 open() "/x" failed (2: No such file), client: 192.0.2.1, server: _, request: "GET /x HTTP/1.1", host: "x"';
const OTHER_REQUEST =
  '{"time":"2024-05-01T12:00:02Z","remote_addr":"192.0.2.7","request":"GET /j HTTP/1.1","status":503,"body_bytes_sent":7}';
const OTHER_ROW = { time: '2024-05-01T12:00:02.000Z', host: '192.0.2.7', path: '/j', status: 503, size: 7 };

const MIXED: readonly Situation[] = [
  {
    name: 'mixed: kubectl logs of nginx, from its start',
    input: text(
      '/docker-entrypoint.sh: Configuration complete; ready for start up',
      NOTICE,
      CLF,
      NOTICE,
      CLF,
    ),
    formats: ['access-log'],
    rows: [REQUEST, REQUEST],
    rejected: ['malformed', 'not-a-request', 'not-a-request'],
  },
  {
    name: 'mixed: requests and errors of nginx',
    input: text(ERROR, CLF, ERROR, CLF),
    formats: ['access-log'],
    rows: [REQUEST, REQUEST],
    rejected: ['not-a-request', 'not-a-request'],
  },
  {
    name: 'mixed: requests as text and as JSON',
    input: text(CLF, OTHER_REQUEST, CLF),
    formats: ['access-log'],
    rows: [REQUEST, OTHER_ROW, REQUEST],
  },
  {
    name: 'mixed: requests in JSON and what the program says besides',
    input: text(OTHER_REQUEST, APP, OTHER_REQUEST),
    formats: ['jsonl'],
    rows: [OTHER_ROW, APP_ROW, OTHER_ROW],
  },
  {
    name: 'mixed: containers that write different things',
    input: text(`web-1  | ${CLF}`, `app-1  | ${OTHER_REQUEST}`, `db-1   | ready`, `web-1  | ${CLF}`),
    formats: ['access-log'],
    rows: [
      { ...REQUEST, service: 'web' },
      { ...OTHER_ROW, service: 'app' },
      { ...REQUEST, service: 'web' },
    ],
    rejected: ['malformed'],
  },
  {
    name: 'postgresql: a zone of letters, of which nobody knows what it is',
    input: text(
      '2024-05-01 12:00:01.500 UTC [7] jo@shop ERROR:  canceling statement',
      '2024-05-01 12:00:02.500 CEST [7] jo@shop ERROR:  canceling statement',
    ),
    formats: ['postgresql'],
    rows: [{ time: '2024-05-01T12:00:01.500Z', severity: 'ERROR', pid: 7, user: 'jo', database: 'shop' }],
    rejected: ['no-time'],
  },
  {
    name: 'nothing that is known',
    input: text('hello', 'a,b,c', '# a comment', '{ hello'),
    formats: [],
    rows: [],
    rejected: ['malformed', 'malformed', 'malformed', 'malformed'],
  },
];

const LOGIN = 'Apr 29 10:00:01 web1 sshd[7]: Failed password for invalid user a from 192.0.2.1 port 5 ssh2';
const PACKET =
  'Apr 29 10:00:01 web1 kernel: [12.3] [UFW BLOCK] IN=eth0 OUT= MAC= SRC=192.0.2.7 DST=198.51.100.1 LEN=60 TTL=54 ID=4 PROTO=TCP SPT=5 DPT=22 SYN URGP=0';

const SYSLOGS: readonly Situation[] = (
  [
    ['Docker', (line: string) => docker(`${line}\n`)],
    ['compose', (line: string) => `syslog-1  | ${line}`],
  ] as const
).flatMap(([name, wrap]) => [
  {
    name: `auth in ${name}`,
    input: text(wrap(LOGIN), wrap(LOGIN.replace('invalid user a', 'jo'))),
    formats: ['auth'],
    rows: [
      { time: '2024-04-29T10:00:01.000Z', hostname: 'web1', outcome: 'failed', user: 'a', ip: '192.0.2.1' },
      { time: '2024-04-29T10:00:01.000Z', outcome: 'failed', user: 'jo' },
    ],
  },
  {
    name: `netfilter in ${name}`,
    input: text(wrap(PACKET)),
    formats: ['netfilter'],
    rows: [{ time: '2024-04-29T10:00:01.000Z', action: 'BLOCK', src: '192.0.2.7', dpt: 22 }],
  },
  {
    name: `a syslog in ${name}`,
    input: text(wrap('Apr 29 10:00:01 web1 app[7]: it began')),
    formats: ['lines'],
    rows: [{ line: 'it began', log_host: 'web1', program: 'app', pid: 7 }],
  },
]);

export const SITUATIONS: readonly Situation[] = [
  ...LAYOUTS,
  ...TABLES,
  ...LINES,
  ...WRAPPED,
  ...PIECES,
  ...SYSLOGS,
  ...BARE,
  ...NOISE,
  ...MIXED,
];
