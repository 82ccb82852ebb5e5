import { PRESET_NAMES } from '../../io/codecs/jsonl/presets/presets.js';

/** What other programs call the fields of requests and of flows. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  path: [
    'url',
    'uri',
    'request_uri',
    'request_path',
    'target',
    'page',
    'resource',
    'cs_uri_stem',
    'url_path',
  ],
  section: ['route', 'endpoint', 'site_section', 'prefix'],
  host: [
    'ip',
    'client',
    'client_ip',
    'remote_addr',
    'remote_ip',
    'remote_host',
    'addr',
    'src_ip',
    'c_ip',
    'clientip',
  ],
  user: ['username', 'remote_user', 'auth_user', 'login', 'authuser'],
  method: ['verb', 'request_method', 'http_method', 'cs_method'],
  status: ['code', 'status_code', 'http_status', 'response_code', 'sc_status', 'response', 'http_code'],
  size: ['bytes', 'length', 'content_length', 'body_bytes_sent', 'bytes_sent', 'response_size', 'sc_bytes'],
  duration: [
    'latency',
    'time_taken',
    'response_time',
    'request_time',
    'elapsed',
    'took',
    'rt',
    'ms',
    'duration_ms',
  ],
  agent: ['user_agent', 'useragent', 'ua', 'http_user_agent', 'browser'],
  referer: ['referrer', 'http_referer', 'ref'],
  vhost: ['server_name', 'domain', 'virtual_host', 'site', 'server', 'http_host'],
  protocol: ['http_version', 'version', 'proto'],
  srcaddr: ['src', 'source', 'src_ip', 'source_ip', 'src_addr'],
  dstaddr: ['dst', 'dest', 'destination', 'dst_ip', 'dest_ip', 'dst_addr'],
  line: ['message', 'msg', 'text', 'log'],
};

/** The field that is meant by a name that other programs have for it; undefined where there is none like it. */
export const usualField = (name: string, known: readonly string[]): string | undefined => {
  const plain = name
    .replace(/^\$/, '')
    .toLowerCase()
    .replaceAll(/[-.\s]/g, '_');
  return known.find((field) => Object.hasOwn(ELSEWHERE, field) && ELSEWHERE[field]?.includes(plain));
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
