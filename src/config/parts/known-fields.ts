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
