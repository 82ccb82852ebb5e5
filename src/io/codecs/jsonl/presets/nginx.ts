import { DURATION_VARIABLES } from '../../nginx/nginx-variables.js';
import { has, type Preset, type PresetUnit } from './preset.js';

const UNITS: Readonly<Record<'seconds' | 'microseconds', PresetUnit>> = { seconds: 's', microseconds: 'us' };

/** What variables of nginx measure. */
export const NGINX_MEASURES: Readonly<Record<string, PresetUnit>> = Object.fromEntries(
  Array.from(DURATION_VARIABLES, ([name, unit]) => [name, UNITS[unit]]),
);

/** What nothing but nginx has. */
export const NGINX_EVIDENCE = has.there(
  ...['body_bytes_sent', 'time_local', 'time_iso8601', 'msec', 'http_user_agent', 'http_referer'],
  ...['http_x_forwarded_for', 'request_length', 'upstream_addr', 'upstream_response_time'],
  ...['upstream_status', 'upstream_connect_time', 'proxy_upstream_name'],
);

const shared = {
  name: 'nginx',
  title: 'an nginx log_format with escape=json, keys named as its variables',
  fields: {
    host: ['remote_addr', 'remote_ip', 'client_ip', 'ip', 'http_x_real_ip', 'http_x_forwarded_for'],
    user: ['remote_user'],
    method: ['request_method', 'method'],
    path: ['request_uri', 'uri', 'path'],
    protocol: ['server_protocol', 'protocol', 'request_proto'],
    status: ['status'],
    size: ['body_bytes_sent', 'bytes_sent', 'size', 'length'],
    referer: ['http_referer', 'http_referrer', 'referer', 'referrer'],
    agent: ['http_user_agent', 'user_agent', 'agent'],
    vhost: ['host', 'http_host', 'vhost', 'server_name'],
  },
  request: ['request'],
  // It has no other unit: what somebody calls duration is $request_time.
  duration: [
    ['request_time', 's'],
    ['duration', 's'],
  ],
  measures: NGINX_MEASURES,
  time: [{ name: 'msec' }, { name: 'time_iso8601' }, { name: 'time_local' }],
} as const satisfies Omit<Preset, 'needs'>;

const request = [has.string('request', 'request_uri', 'uri', 'path'), has.number('status')] as const;

export const NGINX: Preset = {
  ...shared,
  needs: [[...NGINX_EVIDENCE, ...has.there('remote_addr', 'remote_user', 'server_protocol')], ...request],
  excludes: [...has.object('request'), ...has.there('level', 'msg')],
};

/** With a level of its own, as programs have that call their clients remote_addr as well. */
export const NGINX_WITH_LEVEL: Preset = {
  ...shared,
  needs: [NGINX_EVIDENCE, ...request, has.there('level', 'msg')],
  excludes: has.object('request'),
};
