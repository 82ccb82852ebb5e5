import { has, type Preset } from './preset.js';

/** Log entries of Google Cloud that have an `httpRequest`: of load balancers, Cloud Run, App Engine and others. */
export const GCP: Preset = {
  name: 'gcp',
  title: 'log entries of Google Cloud with an httpRequest, load balancers among them',
  needs: [
    has.text('http_request_request_url', 'http_request_request_method'),
    has.there('http_request_status', 'http_request_request_url'),
  ],
  fields: {
    host: ['http_request_remote_ip'],
    method: ['http_request_request_method'],
    path: ['http_request_request_url'],
    protocol: ['http_request_protocol'],
    status: ['http_request_status'],
    size: ['http_request_response_size'],
    referer: ['http_request_referer'],
    agent: ['http_request_user_agent'],
  },
  duration: [['http_request_latency', 's']],
  time: [{ name: 'timestamp' }, { name: 'receive_timestamp' }],
};
