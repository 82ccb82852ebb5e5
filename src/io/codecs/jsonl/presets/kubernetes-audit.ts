import { has, type Preset } from './preset.js';

/** One event for each request: that of the stage at which it was over. Others are of requests that come again. */
export const KUBERNETES_AUDIT: Preset = {
  name: 'kubernetes-audit',
  title: 'audit logs of Kubernetes, of each request the event at its end',
  needs: [
    has.text('audit_id'),
    has.text('request_uri'),
    has.text('verb'),
    has.like('stage', /^(?:ResponseComplete|Panic)$/),
  ],
  fields: {
    // sourceIPs, of which the last letter is a word of its own.
    host: ['source_i_ps', 'source_ips'],
    user: ['user_username'],
    path: ['request_uri'],
    status: ['response_status_code'],
    agent: ['user_agent'],
  },
  verb: 'verb',
  lasted: ['request_received_timestamp', 'stage_timestamp'],
  time: [{ name: 'stage_timestamp' }, { name: 'request_received_timestamp', began: true }],
};
