import { has, type Preset } from './preset.js';

export const CLOUDFLARE: Preset = {
  name: 'cloudflare',
  title: 'HTTP requests of Cloudflare Logpush',
  needs: [
    has.there('edge_response_status', 'edge_start_timestamp', 'edge_end_timestamp'),
    has.string('client_request_uri', 'client_request_path'),
  ],
  fields: {
    host: ['client_ip'],
    method: ['client_request_method'],
    path: ['client_request_uri', 'client_request_path'],
    protocol: ['client_request_protocol'],
    status: ['edge_response_status'],
    size: ['edge_response_bytes', 'edge_response_body_bytes'],
    referer: ['client_request_referer'],
    agent: ['client_request_user_agent'],
    vhost: ['client_request_host'],
  },
  lasted: ['edge_start_timestamp', 'edge_end_timestamp'],
  measures: {
    origin_response_duration_ms: 'ms',
    edge_time_to_first_byte_ms: 'ms',
    origin_dns_response_time_ms: 'ms',
    origin_request_header_send_duration_ms: 'ms',
    origin_response_header_receive_duration_ms: 'ms',
    origin_tcp_handshake_duration_ms: 'ms',
    origin_tls_handshake_duration_ms: 'ms',
    // The older name of origin_response_duration_ms.
    origin_response_time: 'ns',
    worker_cpu_time: 'us',
  },
  time: [{ name: 'edge_end_timestamp' }, { name: 'edge_start_timestamp', began: true }],
};
