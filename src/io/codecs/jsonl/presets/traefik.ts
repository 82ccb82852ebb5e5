import { has, type Preset } from './preset.js';

export const TRAEFIK: Preset = {
  name: 'traefik',
  title: 'access logs of Traefik',
  needs: [
    has.string('request_path'),
    has.there(
      'downstream_status',
      'origin_status',
      'request_addr',
      'client_host',
      'router_name',
      'start_utc',
    ),
    has.there('downstream_status', 'request_method'),
  ],
  fields: {
    host: ['client_host', 'client_addr'],
    user: ['client_username'],
    method: ['request_method'],
    path: ['request_path'],
    protocol: ['request_protocol'],
    status: ['downstream_status', 'origin_status'],
    size: ['downstream_content_size', 'origin_content_size'],
    referer: ['request_referer'],
    agent: ['request_user_agent'],
    vhost: ['request_host', 'request_addr'],
  },
  duration: [['duration', 'ns']],
  measures: { origin_duration: 'ns', overhead: 'ns' },
  time: [{ name: 'start_utc', began: true }, { name: 'start_local', began: true }, { name: 'time' }],
};
