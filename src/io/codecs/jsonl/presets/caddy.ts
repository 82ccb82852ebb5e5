import { has, type Preset } from './preset.js';

export const CADDY: Preset = {
  name: 'caddy',
  title: 'access logs of Caddy',
  needs: [
    [
      ...has.object('request'),
      ...has.text('request_proto', 'request_remote_ip', 'request_client_ip', 'request_remote_addr'),
    ],
    has.string('request_uri'),
    has.there('status'),
  ],
  // nginx may have a key request_proto, and Kong answers in an object of its own.
  excludes: has.there('remote_addr', 'body_bytes_sent', 'time_iso8601', 'time_local', 'response_status'),
  fields: {
    host: ['request_client_ip', 'request_remote_ip', 'request_remote_addr'],
    user: ['user_id'],
    method: ['request_method'],
    path: ['request_uri'],
    protocol: ['request_proto'],
    status: ['status'],
    size: ['size'],
    referer: ['request_headers_referer'],
    agent: ['request_headers_user_agent'],
    vhost: ['request_host'],
  },
  duration: [['duration', 's']],
  time: [{ name: 'ts' }],
};
