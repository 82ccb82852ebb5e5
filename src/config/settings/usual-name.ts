/** What other programs call settings of ours. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  use: ['preset', 'extends', 'type'],
  source: ['input', 'inputs', 'from'],
  every: ['slide', 'step', 'hop', 'interval', 'advance', 'period', 'rotate'],
  size: ['length', 'duration', 'width'],
  session: ['gap', 'timeout'],
  by: ['group', 'group_by', 'groupby', 'key', 'partition_by'],
  where: ['filter', 'if', 'condition', 'when'],
  skip: ['ignore', 'exclude', 'drop', 'unless', 'except', 'where_not'],
  measure: ['metrics', 'aggregate', 'aggregates', 'aggregations', 'select', 'compute'],
  to: ['output', 'outputs', 'sink', 'sinks', 'write'],
  n: ['limit', 'count', 'k'],
  above: ['threshold', 'over', 'greater_than', 'gt', 'max'],
  below: ['under', 'less_than', 'lt', 'min'],
  clear: ['recover', 'recovery', 'hysteresis', 'reset'],
  for: ['duration', 'since', 'pending'],
  message: ['text', 'description', 'summary', 'annotations'],
  notify: ['to', 'receivers', 'channels', 'contact'],
  remind: ['repeat', 'repeat_interval'],
  zone: ['timezone', 'tz'],
  lateness: ['delay', 'allowed_lateness', 'out_of_orderness'],
  listen: ['bind', 'address', 'port'],
  state: ['store', 'data_dir', 'checkpoint'],
  file: ['path', 'paths', 'files', 'include'],
  http: ['url', 'webhook', 'endpoint'],
  body: ['payload', 'template', 'keyword', 'contains', 'regex', 'regexp'],
  postgres: [
    'postgresql',
    'pg',
    'database_url',
    'dsn',
    'connection_string',
    'connection',
    'database',
    'db',
    'psql',
    'timescale',
  ],
  table: ['relation', 'into', 'table_name'],
  columns: ['fields', 'column', 'mapping', 'map'],
  key: ['primary_key', 'unique', 'keys', 'id', 'conflict', 'on_conflict', 'dedupe'],
  writers: ['connections', 'pool', 'pool_size', 'concurrency', 'parallel', 'workers'],
  batch: ['batch_size', 'max', 'batch_rows'],
  slack: ['webhook_url', 'slack_webhook', 'api_url', 'slack_url'],
  discord: ['discord_webhook', 'discord_url'],
  teams: ['msteams', 'microsoft_teams', 'office365', 'teams_url'],
  pagerduty: ['routing_key', 'integration_key', 'service_key', 'pager_duty'],
  opsgenie: ['api_key', 'genie_key'],
  telegram: ['bot_token'],
  email: ['mail', 'recipients', 'email_to', 'to'],
  smtp: ['smarthost', 'server', 'host', 'smtp_server', 'smtp_host'],
  user: ['username', 'auth_username', 'login'],
  password: ['pass', 'auth_password'],
  chat: ['chat_id', 'channel'],
  topic: ['message_thread_id', 'thread_id'],
  mention: ['mentions', 'mention_users', 'ping'],
  link: ['client_url', 'runbook', 'runbook_url', 'click', 'title_link', 'generator_url'],
  expect: ['assert', 'expected', 'conditions', 'assertions', 'validators'],
  urls: ['targets', 'endpoints', 'sites', 'monitors', 'checks', 'hosts'],
  timeout: ['deadline', 'max_time', 'request_timeout'],
  auth: ['basic_auth', 'basic', 'authorization', 'credentials', 'bearer_token'],
  user_agent: ['useragent', 'agent'],
  redirects: ['max_redirects', 'maxredirects', 'follow_redirects', 'ignore_redirect'],
  insecure: ['insecure_skip_verify', 'ignore_tls', 'tls_skip_verify', 'skip_verify', 'verify'],
  ca: ['ca_file', 'cacert', 'ca_cert'],
  client: ['client_certificate', 'tls', 'tls_config', 'mtls'],
  family: ['ip_version', 'ip_protocol', 'preferred_ip_protocol'],
  connection: ['keep_alive', 'keepalive', 'reuse'],
  resolver: ['dns_resolver', 'nameserver', 'nameservers', 'dns'],
  body_limit: ['max_body', 'body_size_limit', 'max_bytes'],
  tags: ['labels', 'tag'],
  not_body: ['fail_if_body_matches_regexp', 'must_not_contain', 'body_not'],
  final_url: ['redirected_to', 'effective_url'],
  certificate: ['certificate_expiration', 'cert', 'ssl', 'cert_expiry', 'tls_expiry'],
  total: ['response_time', 'max_response_time', 'latency', 'slow'],
  starttls: ['tls_mode', 'start_tls'],
  record: ['query_type', 'record_type', 'rrtype'],
  feed: ['given', 'input'],
};

/** Settings that stand one level deeper than people look for them. */
const DEEPER: Readonly<Record<string, readonly [key: string, advice: string]>> = Object.fromEntries([
  ...['every', 'slide', 'step', 'hop', 'size', 'session', 'gap', 'max', 'length'].map((key) => [
    key,
    ['window', 'it belongs in the window: window: { size: 2m, every: 10s }'] as const,
  ]),
  ...['n', 'limit', 'per'].map((key) => [
    key,
    ['top', 'it belongs in top: top: { n: 10, by: hits }'] as const,
  ]),
  ...['above', 'below', 'clear', 'value', 'notify', 'severity', 'message', 'absent', 'if', 'for'].map(
    (key) => [key, ['alerts', `it belongs in an alert: alerts: { name: { ${key}: … } }`] as const],
  ),
]);

/** The setting of the same map in which a key belongs; undefined where there is none. */
export const homeOf = (key: string, allowed: readonly string[]): string | undefined => {
  const [home] = (Object.hasOwn(DEEPER, key) ? DEEPER[key] : undefined) ?? [];
  return home !== undefined && allowed.includes(home) ? home : undefined;
};

/** What to write for a key that is called otherwise elsewhere, or stands deeper; undefined where nothing is like it. */
export const usualName = (key: string, allowed: readonly string[]): string | undefined => {
  const plain = key.toLowerCase().replaceAll('-', '_');
  const ours = allowed.find((name) => Object.hasOwn(ELSEWHERE, name) && ELSEWHERE[name]?.includes(plain));
  if (ours !== undefined) return `it is called "${ours}" here`;
  const [home, advice] = (Object.hasOwn(DEEPER, plain) ? DEEPER[plain] : undefined) ?? [];
  return home !== undefined && allowed.includes(home) ? advice : undefined;
};
