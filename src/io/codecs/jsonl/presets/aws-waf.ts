import { has, type Preset } from './preset.js';

export const AWS_WAF: Preset = {
  name: 'aws-waf',
  title: 'logs of AWS WAF',
  needs: [
    has.text('webacl_id', 'web_acl_id', 'terminating_rule_id'),
    has.string('http_request_uri'),
    has.text('action'),
  ],
  fields: {
    host: ['http_request_client_ip'],
    method: ['http_request_http_method'],
    path: ['http_request_uri'],
    protocol: ['http_request_http_version'],
    status: ['response_code_sent'],
  },
  headers: 'http_request_headers',
  time: [{ name: 'timestamp' }],
};
