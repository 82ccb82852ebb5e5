import { has, type Preset } from './preset.js';
import { SAID_DURATIONS } from './usual-names.js';

/** The names that are passed on for a LogFormat of JSON: remoteIP, request, userAgent, process (%D). Its %t is the beginning. */
export const APACHE: Preset = {
  name: 'apache',
  title: 'a LogFormat of Apache that writes JSON, with the usual keys',
  needs: [
    has.string('request'),
    has.text('remote_ip', 'remote_host', 'remote_hostname', 'client_ip', 'client', 'clientip'),
    has.number('status', 'status_code', 'response'),
    has.there('process', 'filename', 'query', 'query_string'),
  ],
  excludes: [
    ...has.there('remote_addr', 'body_bytes_sent', 'time_local', 'time_iso8601', 'http_user_agent'),
    ...has.there('msg', 'message', 'http_referer', 'msec', 'request_length', 'server_protocol'),
  ],
  fields: {
    host: ['remote_ip', 'client_ip', 'remote_host', 'remote_hostname', 'client', 'clientip'],
    user: ['remote_user', 'user', 'auth'],
    method: ['method', 'request_method', 'verb'],
    path: ['request'],
    protocol: ['protocol', 'http_version', 'httpversion'],
    status: ['status', 'status_code', 'response'],
    size: ['size', 'bytes', 'bytes_sent', 'response_size', 'length'],
    referer: ['referer', 'referrer'],
    agent: ['user_agent', 'agent'],
    vhost: ['host', 'vhost', 'server_name', 'virtual_host'],
  },
  request: ['request'],
  // Of %D: what else it is called may as well be %T, which counts seconds.
  duration: [['process', 'us'], ...SAID_DURATIONS, ['duration', 'unsaid'], ['response_time', 'unsaid']],
  time: [
    { name: 'time', began: true },
    { name: 'timestamp', began: true },
  ],
};
