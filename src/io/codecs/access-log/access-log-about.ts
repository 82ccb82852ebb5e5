import type { FieldAbout } from '../fields/field-about.js';
import { requestAbout } from '../fields/request-about.js';

/** By the variables of nginx; Apache has no names for them. */
export const ACCESS_LOG_ABOUT: readonly FieldAbout[] = requestAbout({
  host: '$remote_addr',
  user: '$remote_user',
  method: '$request_method',
  path: '$request_uri',
  protocol: '$server_protocol',
  status: '$status',
  size: '$body_bytes_sent',
  referer: '$http_referer',
  agent: '$http_user_agent',
  vhost: '$host',
  duration: '$request_time',
});
