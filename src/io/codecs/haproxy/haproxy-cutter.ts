import type { Cutter } from '../text-format/cutter.js';
import { Layout } from '../text-format/layout.js';
import { SlotFields } from '../text-format/slot-fields.js';

const HEAD = '$client [$accept_date] $frontend_name $backend_name/$server_name ';
const COUNTS = '$termination_state #actconn/#feconn/#beconn/#srv_conn/#retries #srv_queue/#backend_queue';
const HTTP = `${HEAD}#Tq/#Tw/#Tc/#Tr/#Ta #status_code #bytes_read $captured_request_cookie $captured_response_cookie ${COUNTS} (?{$captured_request_headers} )?(?{$captured_response_headers} )?"`;

const TEMPLATES = {
  http: `${HTTP}$http_request"`,
  https: `${HTTP}$http_request" $fc_err/$ssl_fc_err/$ssl_c_err/$ssl_c_ca_err/$ssl_fc_is_resumed $ssl_fc_sni/$sslv/$sslc`,
  /** A line that was cut off: half a path is none. */
  cut: `${HTTP}$rest`,
  tcp: `${HEAD}#Tw/#Tc/#Ta #bytes_read ${COUNTS}`,
} as const;

export const HAPROXY_SLOTS: readonly string[] = [
  ...new Set(Object.values(TEMPLATES).flatMap((template) => template.match(/(?<=[$#])\w+/g) ?? [])),
  'plus',
  'redispatch',
];

const layoutOf = (template: string): Layout => new Layout(template, HAPROXY_SLOTS);
const LAYOUTS = {
  http: layoutOf(TEMPLATES.http),
  others: [TEMPLATES.https, TEMPLATES.tcp, TEMPLATES.cut].map(layoutOf),
};

const slotOf = (slot: string): number => HAPROXY_SLOTS.indexOf(slot);
const PLUSSES = [slotOf('Ta'), slotOf('bytes_read')];
const RETRIES = slotOf('retries');
const PLUS = slotOf('plus');
const REDISPATCH = slotOf('redispatch');

const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS_SIGN = 0x2b;
const SLASH = 0x2f;
const COLON = 0x3a;
const OPEN = 0x5b;

/** Finds the values of a line of HAProxy; see `haproxy`. */
export class HaproxyCutter implements Cutter {
  readonly fields = new SlotFields(HAPROXY_SLOTS.length);
  problem = '';

  cut(bytes: Buffer, from: number, to: number): boolean {
    const { fields } = this;
    const start = clientAt(bytes, from, to);
    this.problem = 'No client and [dd/Mon/yyyy:HH:MM:SS.mmm] after it.';
    if (start === -1) return false;
    this.problem = 'What follows the time is no httplog or tcplog.';
    const isHttp = bytes[to - 1] === QUOTE && LAYOUTS.http.cut(bytes, start, to, fields);
    if (!isHttp && !LAYOUTS.others.some((layout) => layout.cut(bytes, start, to, fields))) return false;
    this.#takePlusses(bytes);
    return true;
  }

  /** A `+` says something of its own: the number is what comes after it. */
  #takePlusses(bytes: Buffer): void {
    const { fields } = this;
    for (const slot of PLUSSES) if (isPlus(bytes, fields, slot)) fields.takeFirst(slot, PLUS);
    if (isPlus(bytes, fields, RETRIES)) fields.takeFirst(RETRIES, REDISPATCH);
  }
}

const isPlus = (bytes: Buffer, fields: SlotFields, slot: number): boolean =>
  bytes[fields.from[slot] as number] === PLUS_SIGN;

/** Where the client begins, which the time in brackets follows: the first word, or the first after `haproxy[123]: `; or -1. */
function clientAt(bytes: Buffer, from: number, to: number): number {
  const last = to - 22;
  for (let open = from + 2; open < last; open++) {
    if (bytes[open] !== OPEN || bytes[open - 1] !== SPACE) continue;
    if (bytes[open + 3] !== SLASH || bytes[open + 7] !== SLASH || bytes[open + 12] !== COLON) continue;
    let start = open - 1;
    while (start > from && bytes[start - 1] !== SPACE) start--;
    const isFirst = start === from || (start > from + 1 && bytes[start - 2] === COLON);
    return isFirst && start < open - 1 ? start : -1;
  }
  return -1;
}
