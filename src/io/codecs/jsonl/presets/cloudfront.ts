import { has, type Preset } from './preset.js';

/** Standard logs, version 2, and real-time logs that something has made JSON of. */
export const CLOUDFRONT: Preset = {
  name: 'cloudfront',
  title: 'standard logs of CloudFront, version 2, as JSON',
  needs: [
    has.there('x_edge_location', 'x_edge_request_id', 'x_edge_result_type'),
    has.string('cs_uri_stem'),
    has.there('sc_status'),
  ],
  fields: {
    host: ['c_ip'],
    method: ['cs_method'],
    path: ['cs_uri_stem'],
    protocol: ['cs_protocol_version'],
    status: ['sc_status'],
    size: ['sc_bytes'],
    referer: ['cs_referer'],
    agent: ['cs_user_agent'],
    vhost: ['x_host_header', 'cs_host'],
  },
  duration: [['time_taken', 's']],
  measures: { time_to_first_byte: 's', origin_fbl: 's', origin_lbl: 's' },
  time: [{ name: 'timestamp_ms' }, { name: 'timestamp' }],
  dateAndTime: ['date', 'time'],
};
