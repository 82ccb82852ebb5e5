import { has, type Preset } from './preset.js';

/** The Elastic Common Schema, nested or with dots: httpd, nginx, Beats and others that follow it. */
export const ECS: Preset = {
  name: 'ecs',
  title: 'requests in the Elastic Common Schema, nested or dotted',
  needs: [
    has.there('http_response_status_code', 'http_request_method'),
    has.string('url_path', 'url_original', 'url_full'),
    has.there('http_response_status_code', 'event_duration'),
  ],
  fields: {
    host: ['client_ip', 'source_ip', 'client_address', 'source_address'],
    user: ['user_name', 'client_user_name', 'source_user_name'],
    method: ['http_request_method'],
    path: ['url_original', 'url_path', 'url_full'],
    protocol: ['http_version'],
    status: ['http_response_status_code'],
    size: ['http_response_body_bytes', 'http_response_bytes'],
    referer: ['http_request_referrer'],
    agent: ['user_agent_original'],
    vhost: ['url_domain', 'destination_domain'],
  },
  duration: [['event_duration', 'ns']],
  time: [{ name: 'event_end' }, { name: 'timestamp' }],
};
