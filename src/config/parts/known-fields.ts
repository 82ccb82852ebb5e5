import { OF_NGINX } from '../../io/codecs/jsonl/own-durations.js';
import { DURATION_VARIABLES } from '../../io/codecs/nginx/nginx-variables.js';
import { IIS_NAMES } from '../../io/codecs/w3c/w3c-names.js';
import type { FieldInfo } from './part.js';

type Fields = Readonly<Record<string, FieldInfo>>;

/** What an access log has, under the names that every format of requests shares. */
export const REQUEST_FIELDS: Fields = {
  time: { type: 'number' },
  host: { type: 'string' },
  user: { type: 'string' },
  method: { type: 'string' },
  path: { type: 'string' },
  section: { type: 'string' },
  protocol: { type: 'string' },
  status: { type: 'number' },
  size: { type: 'number', unit: 'size' },
  referer: { type: 'string' },
  agent: { type: 'string' },
  vhost: { type: 'string' },
  duration: { type: 'number', unit: 'duration' },
};

const DURATION: FieldInfo = { type: 'number', unit: 'duration' };
const SIZE: FieldInfo = { type: 'number', unit: 'size' };
const NUMBER: FieldInfo = { type: 'number' };

/** What load balancers of AWS have besides. */
export const ALB_FIELDS: Fields = {
  ...REQUEST_FIELDS,
  request_processing_time: DURATION,
  target_processing_time: DURATION,
  response_processing_time: DURATION,
  target_status_code: NUMBER,
  elb_status_code: NUMBER,
  received_bytes: SIZE,
  sent_bytes: SIZE,
};

/** What S3 has besides. */
export const S3_FIELDS: Fields = {
  ...REQUEST_FIELDS,
  total_time: DURATION,
  turn_around_time: DURATION,
  http_status: NUMBER,
  bytes_sent: SIZE,
  object_size: SIZE,
};

/** What extended logs have besides, CloudFront's among them. */
export const W3C_FIELDS: Fields = {
  ...REQUEST_FIELDS,
  time_taken: DURATION,
  time_taken_ms: DURATION,
  x_duration: DURATION,
  time_to_first_byte: DURATION,
  origin_fbl: DURATION,
  origin_lbl: DURATION,
  bytes: SIZE,
  sc_bytes: SIZE,
  cs_bytes: SIZE,
  sc_content_len: SIZE,
  sc_status: NUMBER,
};

/** What variables of nginx count besides; of a second use of one the field ends in a number. */
const NGINX_UNITS: Fields = {
  ...Object.fromEntries(Array.from(DURATION_VARIABLES.keys(), (name) => [name, DURATION])),
  ...Object.fromEntries(
    [
      ...['body_bytes_sent', 'bytes_sent', 'bytes_received', 'request_length', 'content_length'],
      ...['upstream_response_length', 'upstream_bytes_received', 'upstream_bytes_sent'],
    ].map((name) => [name, { type: 'any', unit: 'size' }]),
  ),
};

/** What lines of JSON have under names that nobody else gives. */
export const JSON_FIELDS: Fields = {
  time: NUMBER,
  ...Object.fromEntries(OF_NGINX.map((name) => [name, { type: 'any', unit: 'duration' }])),
};

export const nginxFields = (names: readonly string[]): Fields => ({
  ...REQUEST_FIELDS,
  ...Object.fromEntries(
    names.flatMap((name) => {
      const info = NGINX_UNITS[name.replace(/_\d+$/, '')];
      return info === undefined ? [] : [[name, info]];
    }),
  ),
});

/** What of a flow record is compared and summed. */
export const FLOW_FIELDS: Fields = {
  time: { type: 'number' },
  bytes: { type: 'number', unit: 'size' },
  packets: { type: 'number', unit: 'count' },
  srcport: { type: 'number' },
  dstport: { type: 'number' },
  srcaddr: { type: 'string' },
  dstaddr: { type: 'string' },
  action: { type: 'string' },
  log_status: { type: 'string' },
  src_app: { type: 'string' },
  dest_app: { type: 'string' },
  bytes_tx: { type: 'number', unit: 'size' },
  bytes_rx: { type: 'number', unit: 'size' },
  hour: { type: 'number' },
};

/** Names of a flow log that windows keep for themselves. */
export const FLOW_NAMES: Readonly<Record<string, string>> = { start: 'start_time', end: 'end_time' };

/** What extended logs mostly have under names of their own. */
export const EXTENDED_FIELDS: Fields = Object.fromEntries(IIS_NAMES.map((name) => [name, { type: 'any' }]));
