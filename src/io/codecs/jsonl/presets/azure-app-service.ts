import { has, type Preset } from './preset.js';

/** `AppServiceHTTPLogs`: what IIS would write, with its names. Times are UTC, and are when a request was over. */
export const AZURE_APP_SERVICE: Preset = {
  name: 'azure-app-service',
  title: 'HTTP logs of Azure App Service',
  needs: [
    has.there('properties_sc_status'),
    has.text('properties_cs_uri_stem'),
    has.there('properties_cs_method', 'properties_time_taken', 'properties_c_ip'),
  ],
  fields: {
    host: ['properties_c_ip', 'properties_cip'],
    user: ['properties_cs_username'],
    method: ['properties_cs_method'],
    path: ['properties_cs_uri_stem'],
    protocol: ['properties_protocol'],
    status: ['properties_sc_status'],
    size: ['properties_sc_bytes'],
    referer: ['properties_referer'],
    agent: ['properties_user_agent'],
    vhost: ['properties_cs_host'],
  },
  duration: [['properties_time_taken', 'ms']],
  time: [{ name: 'time' }, { name: 'event_time' }],
};
