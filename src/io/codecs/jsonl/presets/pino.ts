import { has, type Preset } from './preset.js';

/** pino-http, fastify, and what logs req and res with Bunyan. A line that has only `req` says that a request has come. */
export const PINO: Preset = {
  name: 'pino',
  title: 'requests as pino-http, fastify and Bunyan log them',
  needs: [
    has.number('res_status_code'),
    [
      ...has.string('req_url', 'req_path', 'req_original_url', 'url'),
      ...has.number('response_time', 'latency', 'duration'),
    ],
  ],
  fields: {
    host: ['req_remote_address', 'remote_address', 'req_ip', 'ip'],
    user: ['req_user'],
    method: ['req_method', 'method'],
    path: ['req_original_url', 'req_url', 'req_path', 'url'],
    protocol: ['req_http_version', 'http_version'],
    status: ['res_status_code'],
    size: ['res_headers_content_length', 'res_content_length', 'res_length'],
    referer: ['req_headers_referer', 'req_headers_referrer'],
    agent: ['req_headers_user_agent', 'user_agent'],
    vhost: ['req_headers_host', 'req_host', 'req_hostname'],
  },
  duration: [
    ['response_time', 'ms'],
    ['latency', 'ms'],
    ['duration', 'ms'],
  ],
};
