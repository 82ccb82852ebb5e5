import { has, type Preset } from './preset.js';

/** Keys as the console and the documentation of AWS propose them, and those named as the variables of $context. */
export const API_GATEWAY: Preset = {
  name: 'api-gateway',
  title: 'access logs of Amazon API Gateway, keys named as the variables of $context',
  needs: [
    has.there('response_length', 'response_latency', 'resource_path', 'route_key', 'request_time_epoch'),
    has.there('request_time', 'request_time_epoch'),
    has.number('status'),
    has.text('http_method', 'route_key', 'resource_path', 'path'),
  ],
  fields: {
    host: ['ip', 'source_ip', 'identity_source_ip', 'client_ip'],
    user: ['user', 'principal_id', 'authorizer_principal_id', 'identity_user'],
    method: ['http_method', 'method'],
    path: ['path', 'resource_path'],
    protocol: ['protocol'],
    status: ['status'],
    size: ['response_length'],
    agent: ['user_agent', 'identity_user_agent'],
    vhost: ['domain_name'],
  },
  request: ['route_key'],
  duration: [['response_latency', 'ms']],
  measures: {
    integration_latency: 'ms',
    integration_integration_latency: 'ms',
    authorizer_latency: 'ms',
    authorizer_integration_latency: 'ms',
    waf_latency: 'ms',
  },
  time: [
    { name: 'request_time_epoch', began: true },
    { name: 'request_time', began: true },
  ],
};
