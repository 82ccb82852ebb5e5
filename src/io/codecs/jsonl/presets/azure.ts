import { has, type Preset } from './preset.js';

const TIME = [{ name: 'time' }, { name: 'time_stamp' }] as const;

export const AZURE_FRONT_DOOR: Preset = {
  name: 'azure-front-door',
  title: 'access logs of Azure Front Door',
  needs: [
    has.there('properties_http_status_code'),
    has.text('properties_request_uri'),
    has.there('properties_time_taken', 'properties_http_method', 'properties_tracking_reference'),
  ],
  fields: {
    host: ['properties_client_ip', 'properties_socket_ip'],
    method: ['properties_http_method'],
    path: ['properties_request_uri'],
    protocol: ['properties_http_version'],
    status: ['properties_http_status_code'],
    size: ['properties_response_bytes'],
    referer: ['properties_referer', 'properties_referrer'],
    agent: ['properties_user_agent'],
    vhost: ['properties_host_name'],
  },
  duration: [['properties_time_taken', 's']],
  measures: { properties_time_to_first_byte: 's' },
  time: TIME,
};

const gateway = {
  fields: {
    host: ['properties_client_ip'],
    method: ['properties_http_method'],
    path: ['properties_original_request_uri_with_args', 'properties_request_uri'],
    protocol: ['properties_http_version'],
    status: ['properties_http_status'],
    size: ['properties_sent_bytes'],
    referer: ['properties_referer'],
    agent: ['properties_user_agent'],
    vhost: ['properties_original_host', 'properties_host'],
  },
  time: TIME,
} as const;

/** Its second version has seconds, and says more than the first; told apart by what they call their instances. */
export const AZURE_APP_GATEWAY: Preset = {
  ...gateway,
  name: 'azure-app-gateway',
  title: 'access logs of Azure Application Gateway',
  needs: [
    has.number('properties_http_status'),
    has.text('properties_request_uri'),
    has.there(
      ...['properties_server_response_latency', 'properties_server_routed', 'properties_server_status'],
      ...['properties_original_request_uri_with_args', 'properties_transaction_id', 'properties_waf_mode'],
    ),
  ],
  excludes: has.like('properties_instance_id', /^ApplicationGatewayRole/),
  duration: [['properties_time_taken', 's']],
  measures: { properties_server_response_latency: 's', properties_waf_evaluation_time: 's' },
};

/** The first version, which counts milliseconds. */
export const AZURE_APP_GATEWAY_V1: Preset = {
  ...gateway,
  name: 'azure-app-gateway',
  title: 'access logs of Azure Application Gateway',
  needs: [
    has.number('properties_http_status'),
    has.text('properties_request_uri'),
    has.like('properties_instance_id', /^ApplicationGatewayRole/),
  ],
  duration: [['properties_time_taken', 'ms']],
};
