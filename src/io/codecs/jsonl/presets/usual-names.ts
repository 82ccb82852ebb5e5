import { has, type Preset, type PresetUnit } from './preset.js';

/** What programs call the fields of a request where they have no schema to follow. */
export const USUAL_FIELDS: Preset['fields'] = {
  host: ['remote_ip', 'client_ip', 'remote_addr', 'remote_address', 'ip', 'remote_host', 'client'],
  user: ['remote_user', 'user', 'username', 'user_name'],
  method: ['method', 'http_method', 'request_method', 'verb'],
  path: ['path', 'uri', 'url', 'request_uri', 'request_path', 'request_url', 'target'],
  protocol: ['protocol', 'proto', 'http_version', 'server_protocol'],
  status: ['status', 'status_code', 'http_status', 'response_status', 'response_code'],
  size: [
    'size',
    'bytes',
    'bytes_out',
    'bytes_sent',
    'response_size',
    'content_length',
    'length',
    'resp_size',
  ],
  referer: ['referer', 'referrer'],
  agent: ['user_agent', 'agent', 'ua'],
  vhost: ['vhost', 'host', 'http_host', 'server_name', 'domain'],
};

export const USUAL_PATHS = [
  'path',
  'uri',
  'url',
  'request_uri',
  'request_path',
  'request_url',
  'target',
] as const;
export const USUAL_STATUSES = [
  ...(['status', 'status_code', 'http_status', 'response_status', 'response_code'] as const),
] as const;
export const USUAL_METHODS = ['method', 'http_method', 'request_method', 'verb'] as const;

const WORDS = ['duration', 'latency', 'elapsed', 'took', 'response_time', 'request_time', 'time_taken'];
const SUFFIXES: readonly (readonly [suffix: string, unit: PresetUnit])[] = [
  ...(['ms', 'millis', 'milliseconds', 'milli'] as const).map((suffix) => [suffix, 'ms'] as const),
  ...(['us', 'micros', 'microseconds'] as const).map((suffix) => [suffix, 'us'] as const),
  ...(['ns', 'nanos', 'nanoseconds'] as const).map((suffix) => [suffix, 'ns'] as const),
  ...(['s', 'sec', 'secs', 'seconds'] as const).map((suffix) => [suffix, 's'] as const),
];

/** Durations whose names say what they count: these keep it in rows, and give `duration` in milliseconds. */
export const SAID_DURATIONS: readonly (readonly [name: string, unit: PresetUnit])[] = [
  ...WORDS.flatMap((word) => SUFFIXES.map(([suffix, unit]) => [`${word}_${suffix}`, unit] as const)),
  ['generation_time_milli', 'ms'],
];

/** Durations whose names do not, with what a program is known to mean. */
export const usualDurations = (unit: PresetUnit): readonly (readonly [name: string, unit: PresetUnit])[] => [
  ...SAID_DURATIONS,
  ['latency_human', 'unsaid'],
  ...WORDS.map((word) => [word, unit] as const),
];

/** What every line of a request has that is written with a library for logs. */
export const loggedRequest = [
  has.text(...USUAL_PATHS),
  has.number(...USUAL_STATUSES),
  has.text(...USUAL_METHODS),
] as const;
