import type { Cutter } from '../text-format/cutter.js';
import { Layout } from '../text-format/layout.js';
import { SlotFields } from '../text-format/slot-fields.js';

const TEMPLATE =
  '$remote_addr - (?[$the_real_ip] - )?$remote_user [$time_local] "$request" #status #body_bytes_sent "$http_referer" ' +
  '"$http_user_agent" #request_length #request_time [$proxy_upstream_name] ';

/** What follows the name of the service; newer versions write the name of a canary, in brackets, and the id of the request. */
const TAIL = [
  'upstream_addr',
  'upstream_response_length',
  'upstream_response_time',
  'upstream_status',
  'req_id',
];

export const INGRESS_NGINX_SLOTS = [
  ...(TEMPLATE.match(/(?<=[$#])\w+/g) ?? []),
  ...['proxy_alternative_upstream_name', ...TAIL, 'rest'],
];

const LAYOUT = new Layout(`${TEMPLATE}(?[$proxy_alternative_upstream_name] )?$rest`, INGRESS_NGINX_SLOTS);
const FIRST = INGRESS_NGINX_SLOTS.indexOf('upstream_addr');
const REST = INGRESS_NGINX_SLOTS.indexOf('rest');
/** The id was added later. */
const LEAST = TAIL.length - 1;
const [SPACE, COMMA, COLON] = [0x20, 0x2c, 0x3a];

/** Finds the values of a line; see `ingressNginx`. */
export class IngressNginxCutter implements Cutter {
  readonly fields = new SlotFields(INGRESS_NGINX_SLOTS.length);
  problem = '';

  cut(bytes: Buffer, from: number, to: number): boolean {
    const { fields } = this;
    this.problem = 'It is not laid out as log-format-upstream says.';
    if (!LAYOUT.cut(bytes, from, to, fields)) return false;
    // What has spaces before it is no address, but stands around the line.
    for (let at = fields.from[0] as number; at < (fields.to[0] as number); at++)
      if (bytes[at] === SPACE) return false;
    this.problem = 'Not four lists and an id after the name of the service.';
    let slot = 0;
    for (let at = fields.from[REST] as number; at < to; slot++) {
      if (slot === TAIL.length) return false;
      const end = listEnd(bytes, at, to);
      fields.set(FIRST + slot, at, end);
      at = end + 1;
    }
    return slot >= LEAST;
  }
}

/** Index after a list that begins at `from`: a space ends it that stands neither after a comma nor beside a colon. */
function listEnd(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== SPACE || bytes[at - 1] === COMMA) continue;
    const isGroup = bytes[at + 1] === COLON && bytes[at + 2] === SPACE;
    if (!isGroup) return at;
    at += 2;
  }
  return to;
}
