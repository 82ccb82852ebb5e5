import { snakeCase } from '../../io/codecs/fields/snake-case.js';
import { FORMATS as FORMATS_OF_LOGS } from '../../io/codecs/formats.js';
import { PRESET_NAMES } from '../../io/codecs/jsonl/presets/presets.js';

/** What other programs call the fields of requests and of flows, in snake case. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  path: [
    ...['url', 'uri', 'request_uri', 'request_path', 'request_url', 'request_target', 'target', 'page'],
    ...['resource', 'url_path', 'url_original', 'uri_path', 'http_path', 'http_url', 'cs_uri', 'request'],
  ],
  section: ['route', 'endpoint', 'site_section', 'prefix'],
  host: [
    ...['ip', 'client', 'client_ip', 'client_address', 'client_addr', 'client_host', 'clientip', 'addr'],
    ...['remote', 'remote_addr', 'remote_address', 'remote_ip', 'remote_host', 'src_ip', 'source_ip'],
    ...['source_address', 'peer', 'visitor', 'ip_address', 'x_forwarded_for'],
  ],
  user: [
    ...['username', 'user_name', 'user_id', 'remote_user', 'auth_user', 'login', 'authuser', 'client_user'],
    ...['client_username'],
  ],
  method: ['verb', 'request_method', 'http_method', 'http_request_method', 'cs_method'],
  status: [
    ...[
      'code',
      'status_code',
      'statuscode',
      'http_status',
      'http_status_code',
      'http_code',
      'sc_status',
      's',
    ],
    ...['response_code', 'response_status', 'response', 'http_response_status_code', 'downstream_status'],
    ...['elb_status_code', 'edge_response_status'],
  ],
  size: [
    ...['bytes', 'length', 'content_length', 'body_bytes_sent', 'body_bytes', 'bytes_sent', 'bytes_out'],
    ...['sent_bytes', 'response_size', 'response_length', 'response_bytes', 'resp_size', 'content_size'],
    ...['http_response_body_bytes', 'downstream_content_size', 'sc_bytes'],
  ],
  duration: [
    ...['latency', 'time_taken', 'time_taken_ms', 'response_time', 'responsetime', 'request_time', 'elapsed'],
    ...['elapsed_ms', 'took', 'rt', 'ms', 'duration_ms', 'request_duration', 'total_time', 'process_time'],
    ...['processing_time', 'event_duration', 'latency_ms', 'response_ms', 'tt', 'ta'],
  ],
  agent: [
    ...['user_agent', 'useragent', 'ua', 'http_user_agent', 'user_agent_original', 'browser', 'client_agent'],
    ...['cs_user_agent', 'request_user_agent'],
  ],
  referer: ['referrer', 'http_referer', 'http_referrer', 'http_request_referrer', 'cs_referer', 'ref'],
  vhost: [
    ...['server_name', 'servername', 'domain', 'virtual_host', 'virtualhost', 'site', 'server', 'http_host'],
    ...['request_host', 'host_header', 'authority', 'url_domain'],
  ],
  protocol: ['http_version', 'version', 'proto', 'server_protocol', 'request_protocol', 'cs_version'],
  ip: ['source_ip', 'src_ip', 'client_ip', 'remote_ip', 'rhost', 'addr', 'address', 'remote_addr'],
  src: ['srcip', 'src_ip', 'source_ip', 'source', 'src_addr', 'srcaddr'],
  dst: ['dstip', 'dst_ip', 'dest_ip', 'destination', 'dst_addr', 'dstaddr'],
  spt: ['srcport', 'src_port', 'source_port', 'sport'],
  dpt: ['dstport', 'dst_port', 'dest_port', 'destination_port', 'dport', 'port'],
  request_id: ['x_request_id', 'req_id', 'reqid', 'requestid'],
  target_status_code: ['target_status', 'upstream_status', 'backend_status'],
  termination_state: ['termination', 'termination_code', 'tsc'],
  srcaddr: ['src', 'source', 'src_ip', 'source_ip', 'src_addr', 'source_address'],
  dstaddr: ['dst', 'dest', 'destination', 'dst_ip', 'dest_ip', 'dst_addr', 'destination_ip'],
  srcport: ['src_port', 'source_port', 'sport', 'spt'],
  dstport: ['dst_port', 'dest_port', 'destination_port', 'dport', 'dpt', 'port'],
  line: ['message', 'msg', 'text', 'log', 'raw'],
  time: ['timestamp', 'ts', 'date', 'datetime', 'date_time', 'event_time', 'time_local', 'time_iso8601'],
};

/** What any format itself calls its fields, as the formats say. */
const originals = (): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { about } of FORMATS_OF_LOGS) {
    for (const { name, original } of about) {
      if (original === undefined) continue;
      const written = snakeCase(original);
      if (written !== name) found.set(written, [...(found.get(written) ?? []), name]);
    }
  }
  return found;
};
let known: ReadonlyMap<string, readonly string[]> | undefined;

/** The field that is meant by a name that other programs have for it; undefined where there is none like it. */
export const usualField = (name: string, fields: readonly string[]): string | undefined => {
  const plain = snakeCase(name);
  const usual = fields.find((field) => Object.hasOwn(ELSEWHERE, field) && ELSEWHERE[field]?.includes(plain));
  if (usual !== undefined) return usual;
  known ??= originals();
  return known.get(plain)?.find((field) => fields.includes(field));
};

/** What other programs call the formats of logs. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  'access-log': [
    'apache',
    'apache2',
    'combined',
    'common',
    'clf',
    'ncsa',
    'httpd',
    'access',
    'nginx-combined',
  ],
  jsonl: ['ndjson', 'json-lines', 'json_lines', 'jsonlines'],
  w3c: ['iis', 'extended', 'elf', 'w3c-extended'],
  alb: ['elb', 'aws-alb', 'elb-access'],
  csv: ['tsv', 'table'],
  lines: ['text', 'plain', 'raw', 'txt', 'line'],
  'vpc-flow': ['vpc', 'flow', 'flow-log', 'vpc-flow-logs'],
  's3-access': ['s3', 's3-log'],
  logfmt: ['keyvalue', 'kv', 'key-value'],
  '{ json: envoy }': ['istio', 'contour', 'envoy-gateway', 'emissary', 'ambassador'],
  '{ json: gcp }': ['gcp-lb', 'google', 'stackdriver', 'cloud-run', 'cloud-logging'],
  '{ json: cloudflare }': ['logpush', 'cloudflare-logpush'],
  '{ json: api-gateway }': ['apigateway', 'apigw', 'aws-api-gateway'],
  '{ json: aws-waf }': ['waf', 'wafv2'],
  '{ json: azure-front-door }': ['front-door', 'frontdoor', 'afd'],
  '{ json: azure-app-gateway }': ['app-gateway', 'application-gateway', 'appgw'],
  '{ json: kubernetes-audit }': ['k8s-audit', 'kube-audit', 'audit'],
  '{ json: ecs }': ['elastic', 'elastic-common-schema'],
  '{ json: pino }': ['bunyan', 'fastify', 'pino-http'],
  '{ json: logback }': ['logstash', 'logback-access'],
  '{ json: logrus }': ['slog'],
};

/** The format that is meant by a name that other programs have for it; undefined where there is none like it. */
export const usualFormat = (name: string): string | undefined =>
  presetNamed(name.toLowerCase()) ??
  Object.keys(FORMATS).find((format) => FORMATS[format]?.includes(name.toLowerCase()));

/** JSON of somebody who is known. */
const presetNamed = (name: string): string | undefined =>
  name !== 'apache' && PRESET_NAMES.includes(name) ? `{ json: ${name} }` : undefined;
