import { has, type Preset } from './preset.js';

/** What `UseSerilogRequestLogging` writes, compact or with Properties. */
export const SERILOG: Preset = {
  name: 'serilog',
  title: 'requests as Serilog logs them for ASP.NET Core',
  needs: [
    has.number('elapsed', 'elapsed_milliseconds', 'properties_elapsed', 'properties_elapsed_milliseconds'),
    has.string('request_path', 'properties_request_path'),
    has.number('status_code', 'properties_status_code'),
  ],
  fields: {
    host: ['client_ip', 'properties_client_ip', 'remote_ip_address', 'properties_remote_ip_address'],
    user: ['user_name', 'properties_user_name'],
    method: ['request_method', 'properties_request_method'],
    path: ['request_path', 'properties_request_path'],
    protocol: ['protocol', 'properties_protocol'],
    status: ['status_code', 'properties_status_code'],
    size: ['content_length', 'properties_content_length'],
    agent: ['user_agent', 'properties_user_agent'],
    vhost: ['request_host', 'properties_request_host', 'host', 'properties_host'],
  },
  duration: [
    ['elapsed', 'ms'],
    ['elapsed_milliseconds', 'ms'],
    ['properties_elapsed', 'ms'],
    ['properties_elapsed_milliseconds', 'ms'],
  ],
  time: [{ name: 't' }, { name: 'timestamp' }],
};
