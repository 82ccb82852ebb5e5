import { has, type Preset } from './preset.js';

/** What the encoder for access events of logstash-logback-encoder writes; the older one had names with `@fields.`. */
export const LOGBACK: Preset = {
  name: 'logback',
  title: 'access events of logback as logstash-logback-encoder writes them',
  needs: [
    has.string('requested_uri', 'requested_url', 'fields_requested_uri', 'fields_requested_url'),
    has.number('status_code', 'fields_status_code'),
  ],
  fields: {
    host: ['remote_host', 'fields_remote_host'],
    user: ['remote_user', 'fields_remote_user'],
    method: ['method', 'fields_method'],
    path: ['requested_uri', 'fields_requested_uri'],
    protocol: ['protocol', 'fields_protocol'],
    status: ['status_code', 'fields_status_code'],
    size: ['content_length', 'fields_content_length'],
    referer: ['request_headers_referer'],
    agent: ['request_headers_user_agent'],
    vhost: ['request_headers_host'],
  },
  request: ['requested_url', 'fields_requested_url'],
  duration: [
    ['elapsed_time', 'ms'],
    ['fields_elapsed_time', 'ms'],
  ],
  time: [{ name: 'timestamp' }],
};
