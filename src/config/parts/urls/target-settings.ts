import * as z from 'zod';
import { positiveDuration } from '../../settings/duration-setting.js';
import { late } from '../../settings/late.js';
import { countSetting, flagSetting, mapSetting, oneOrMore, textSetting } from '../../settings/map-setting.js';
import { sizeSetting } from '../../settings/size-setting.js';
import { leasesSetting } from '../leases/leases-setting.js';

const pattern = () => textSetting('A pattern is wanted here, as text in quotes.');
const text = () =>
  z.union([z.string(), z.number(), z.boolean()], { error: 'A text is wanted here.' }).transform(String);
const pem = () => textSetting('The name of a PEM file is wanted here, or ${file:PATH}.');

const STATUS = 'Statuses are wanted here: [200-299], [200, 301-308], or 2xx.';
const JSON_CONDITION =
  'A condition on JSON is wanted here, such as "$.queue.waiting < 10" or $.version exists.';
const HEADER = 'A pattern, true (it is there), false (it is not) or { not: PATTERN } is wanted here.';

const expectations = () =>
  mapSetting({
    status: oneOrMore(z.union([z.number(), z.string()], { error: STATUS }))
      .optional()
      .meta({ examples: [['200-299', 301]] })
      .describe('Statuses that are right, and ranges of them. Default: 200-299.'),
    body: pattern().optional().describe('A pattern that is found in the text of the body.'),
    not_body: pattern().optional().describe('A pattern that is not found there.'),
    json: oneOrMore(textSetting(JSON_CONDITION))
      .optional()
      .meta({ examples: ['$.queue.waiting < 10'] })
      .describe(
        'Conditions on a body that is JSON: a path, then ==, !=, <, <=, >, >= and a value, or exists.',
      ),
    headers: z
      .record(
        z.string(),
        z.union([z.string(), z.boolean(), mapSetting({ not: pattern() })], { error: HEADER }),
        {
          error: 'A map of headers is wanted here.',
        },
      )
      .optional()
      .describe(
        'By header: a pattern in its value, true if it is to be there, false if not, or { not: PATTERN }.',
      ),
    final_url: pattern().optional().describe('A pattern in the URL that redirects lead to.'),
    certificate: positiveDuration()
      .optional()
      .describe(
        'For so long every certificate is to be valid; less than that is said by certificate_due, and is not down.',
      ),
    total: positiveDuration().optional().describe('Longer than this is class slow.'),
    banner: pattern().optional().describe('Of tcp://: a pattern in what the other end says first.'),
    answer: pattern().optional().describe('Of dns://: a pattern in one of the answers.'),
  });

const auth = () =>
  z.union(
    [
      mapSetting({
        user: textSetting('A name is wanted here.'),
        password: textSetting('A password is wanted here.'),
      }),
      mapSetting({ bearer: textSetting('A token is wanted here.') }),
    ],
    { error: 'Write { user: NAME, password: "${PASSWORD}" } or { bearer: "${TOKEN}" }.' },
  );

const clientCertificate = () =>
  mapSetting({
    cert: pem().describe('Certificates in PEM, the own one first.'),
    key: pem().describe('The private key in PEM.'),
    passphrase: textSetting('A text is wanted here.').optional().describe('Of the key, where it has one.'),
  });

/** What can be said of one target, and of all of them at the source. */
const targetShape = () => ({
  every: positiveDuration().optional().describe('How often each is checked: 5s to 1d. Default: 1m.'),
  timeout: positiveDuration()
    .optional()
    .describe('For a whole check, from the first look-up to the last byte. Default: 10s.'),
  expect: expectations().optional().describe('What the answer is to be.'),
  method: z
    .string({ error: 'A method is wanted here, such as GET.' })
    .regex(/^[A-Z]{1,20}$/, { error: 'A method is wanted here, in capitals, such as GET, HEAD or POST.' })
    .optional()
    .describe('Default: GET.'),
  headers: z
    .record(z.string(), text(), { error: 'A map of headers is wanted here.' })
    .optional()
    .describe('Sent with every request. Host is sent instead of that of the URL.'),
  body: textSetting('A text is wanted here.').optional().describe('Sent with the request.'),
  auth: auth()
    .optional()
    .meta({ examples: [{ user: 'monitor', password: '${PASSWORD}' }, { bearer: '${TOKEN}' }] })
    .describe('Credentials; sent to the host of the URL and to no other.'),
  user_agent: textSetting('A text is wanted here.')
    .optional()
    .describe('Default: Tidemark, its version and address.'),
  redirects: z
    .int({ error: 'A number of redirects is wanted here.' })
    .min(0, { error: 'Write 0 or more.' })
    .max(50, { error: 'Write 50 or less.' })
    .optional()
    .describe('So many are followed; with 0 the answer itself is judged. Default: 10.'),
  proxy: textSetting(
    'The address of a proxy is wanted here, such as http://proxy.example.com:3128, or environment or none.',
  )
    .optional()
    .describe(
      'http://host:port; environment: what http_proxy, https_proxy and no_proxy say. Default: none, whatever the environment says.',
    ),
  ca: pem()
    .optional()
    .describe('A PEM file of authorities that are trusted, instead of the well-known ones.'),
  client: clientCertificate().optional().describe('The certificate that we show.'),
  insecure: flagSetting().optional().describe('Certificates are looked at and not verified. Default: false.'),
  family: z
    .union([z.literal('auto'), z.literal(4), z.literal(6)], { error: 'Write auto, 4 or 6.' })
    .optional()
    .describe('IPv4 or IPv6; auto tries both, IPv4 300 ms after IPv6. Default: auto.'),
  connection: z
    .enum(['fresh', 'kept'], { error: 'Write fresh or kept.' })
    .optional()
    .describe('A connection of its own for each check, or one that is kept. Default: fresh.'),
  resolver: oneOrMore(textSetting('The address of a name server is wanted here, such as 127.0.0.1:5353.'))
    .optional()
    .describe('Name servers that are asked. Default: those of the system.'),
  connect_to: textSetting('A host and a port are wanted here, such as 192.0.2.1:8443.')
    .optional()
    .describe('Connected to instead of what the URL names; name and Host stay.'),
  allow: oneOrMore(textSetting('A network is wanted here, such as 169.254.0.0/16.'))
    .optional()
    .describe('Networks that are reached though they are refused: link-local and metadata addresses.'),
  body_limit: sizeSetting().optional().describe('So much of a body is looked at. Default: 1MiB.'),
  tags: z
    .record(z.string(), text(), { error: 'A map of tags is wanted here.' })
    .optional()
    .describe('Words that its rows carry, each in a field of its own, tag_NAME.'),
  group: textSetting('A name is wanted here.')
    .optional()
    .describe('Rows carry it; those of one group can be judged together.'),
  maintenance: oneOrMore(
    z.record(z.string(), z.unknown(), {
      error: 'A window is wanted here, such as { from: "02:55", to: "03:35", zone: Europe/Berlin }.',
    }),
  )
    .optional()
    .meta({ examples: [{ from: '02:55', to: '03:35', zone: 'Europe/Berlin', days: ['sat', 'sun'] }] })
    .describe(
      'Times in which checks go on, marked, and alert nobody: { from, to or for, days, zone } for each day, or { start, end } once.',
    ),
  record: z
    .enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'SOA', 'CAA', 'PTR'], {
      error: 'Write A, AAAA, CNAME, MX, NS, TXT, SRV, SOA, CAA or PTR.',
    })
    .optional()
    .describe('Of dns://: what is asked for. Default: A.'),
  starttls: z
    .enum(['smtp', 'imap', 'pop3', 'tls'], {
      error: 'Write smtp, imap, pop3, or tls for TLS from the first byte.',
    })
    .optional()
    .describe('Of tcp://: it turns to TLS as these do, and its certificate is looked at.'),
});

/** One target, written out. */
export const targetSettings = late(() =>
  mapSetting({
    url: textSetting('An address is wanted here, such as https://www.example.com/.').describe(
      'https://…, http://…, tcp://host:port or dns://name.',
    ),
    name: textSetting('A name is wanted here.')
      .optional()
      .describe('What it is called, once. Default: the URL.'),
    ...targetShape(),
  }),
);

const LOCATION = 'A name of a place is wanted here: letters, digits, and . _ -, such as berlin.';

const WANTED = 'A target is wanted here: a URL, or { url: https://www.example.com/, every: 30s }.';

/** The settings of the source: its targets, and what holds for all of them. */
export const urlsSettings = late(() =>
  mapSetting({
    urls: z
      .union([z.string(), z.array(z.union([z.string(), targetSettings()], { error: WANTED }))], {
        error: WANTED,
      })
      .optional()
      .meta({
        examples: [['https://www.example.com/', { url: 'https://api.example.com/health', every: '10s' }]],
      })
      .describe('What is checked: URLs, or maps with a URL and settings of its own.'),
    from: oneOrMore(textSetting('The name of a file is wanted here.'))
      .optional()
      .describe(
        'Files of targets: YAML or JSON as under urls, or any other with a URL on each line, # for comments.',
      ),
    concurrency: countSetting('A whole number above 0 is wanted here.')
      .optional()
      .describe(
        'So many checks run at once. Default: 2000, or what the limit of open files leaves room for.',
      ),
    location: z
      .string({ error: LOCATION })
      .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u, { error: LOCATION })
      .optional()
      .meta({ examples: ['berlin'] })
      .describe('Where this monitor runs; its rows carry it. Default: default.'),
    leases: leasesSetting()
      .optional()
      .meta({ examples: [{ postgres: '${DATABASE_URL}' }] })
      .describe(
        'Other processes check the same targets: those of one location divide them among themselves, by leases in the database of the web monitor.',
      ),
    once: flagSetting().optional().describe('Check each once, at once, and end. Default: false.'),
    canary: oneOrMore(textSetting('An address is wanted here, such as https://www.example.com/.'))
      .optional()
      .describe(
        'Addresses that answer whenever our own network works. While none does, what fails to connect is unknown, and not down.',
      ),
    ...targetShape(),
  }),
);

export type TargetSettings = z.output<ReturnType<typeof targetSettings>>;
export type UrlsSettings = z.output<ReturnType<typeof urlsSettings>>;
/** What holds for targets that do not say otherwise. */
export type TargetDefaults = Omit<TargetSettings, 'url' | 'name'>;
