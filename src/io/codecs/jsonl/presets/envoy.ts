import { has, type Preset } from './preset.js';

/** Envoy, and what is made of it: Istio, Envoy Gateway, Contour, Emissary. What is no request has `response_code` 0 and no path. */
export const ENVOY: Preset = {
  name: 'envoy',
  title: 'access logs of Envoy, Istio, Envoy Gateway and Contour',
  needs: [
    has.number('response_code'),
    has.text('path', 'x_envoy_original_path', 'x_envoy_origin_path'),
    has.there(
      ...['response_flags', 'start_time', 'upstream_cluster', 'upstream_host', 'route_name'],
      ...['downstream_remote_address', 'upstream_service_time', 'x_envoy_upstream_service_time'],
    ),
  ],
  fields: {
    host: ['downstream_remote_address', 'downstream_direct_remote_address', 'x_forwarded_for'],
    method: ['method'],
    path: ['x_envoy_original_path', 'x_envoy_origin_path', 'path'],
    protocol: ['protocol'],
    status: ['response_code'],
    size: ['bytes_sent'],
    referer: ['referer'],
    agent: ['user_agent'],
    vhost: ['authority'],
  },
  duration: [['duration', 'ms']],
  measures: {
    upstream_service_time: 'ms',
    x_envoy_upstream_service_time: 'ms',
    request_duration: 'ms',
    response_duration: 'ms',
    response_tx_duration: 'ms',
  },
  time: [
    { name: 'start_time', began: true },
    { name: 'timestamp', began: true },
  ],
};
