import { isDash } from '../columns/read-column.js';
import { SpaceFields } from '../columns/space-fields.js';
import type { Cutter } from '../text-format/cutter.js';
import { SlotFields } from '../text-format/slot-fields.js';

const HEAD = ['start_time', 'request', 'response_code', 'response_flags'];
const MIDDLE = [
  ...['bytes_received', 'bytes_sent', 'duration', 'upstream_service_time', 'x_forwarded_for'],
  ...['user_agent', 'request_id', 'authority', 'upstream_host'],
];
/** What Istio writes between: newer versions all three, older ones what a policy said and then the last. */
const BETWEEN = [
  'response_code_details',
  'connection_termination_details',
  'upstream_transport_failure_reason',
];
const BETWEENS = [0, BETWEEN.length - 1, BETWEEN.length];
const TAIL = [
  ...['upstream_cluster', 'upstream_local_address', 'downstream_local_address'],
  ...['downstream_remote_address', 'requested_server_name', 'route_name'],
];
export const ENVOY_SLOTS = [...HEAD, ...MIDDLE, ...BETWEEN, ...TAIL, 'client'];

const slotOf = (slot: string): number => ENVOY_SLOTS.indexOf(slot);
const [CODE, MIDDLE_FROM, BETWEEN_FROM, TAIL_FROM] = [
  slotOf('response_code'),
  slotOf('bytes_received'),
  slotOf('response_code_details'),
  slotOf('upstream_cluster'),
];
const [FORWARDED, REMOTE, CLIENT] = [
  slotOf('x_forwarded_for'),
  slotOf('downstream_remote_address'),
  slotOf('client'),
];
const FAILURE = slotOf('upstream_transport_failure_reason');
const [QUOTE, COMMA, COLON, OPEN, CLOSE] = [0x22, 0x2c, 0x3a, 0x5b, 0x5d];

/** Finds the values of a line; see `envoy`. */
export class EnvoyCutter implements Cutter {
  readonly fields = new SlotFields(ENVOY_SLOTS.length);
  readonly problem = 'It is laid out neither as the default of Envoy nor as that of Istio.';
  readonly #words = new SpaceFields(0);

  cut(bytes: Buffer, from: number, to: number): boolean {
    const words = this.#words;
    words.split(bytes, from, to);
    const between = this.#between(bytes);
    const middle = HEAD.length + between;
    if (between === -1 || words.count < middle + MIDDLE.length || !isWhole(bytes, words, CODE)) return false;
    if (!isQuoted(bytes, words, middle + 4) || !isQuoted(bytes, words, middle + MIDDLE.length - 1))
      return false;
    this.fields.clear();
    this.#take(0, HEAD.length, 0);
    this.#take(middle, MIDDLE.length, MIDDLE_FROM);
    if (between === BETWEEN.length) this.#take(HEAD.length, between, BETWEEN_FROM);
    else if (between > 0) this.#take(HEAD.length + 1, 1, FAILURE);
    this.#take(
      middle + MIDDLE.length,
      Math.min(TAIL.length, words.count - middle - MIDDLE.length),
      TAIL_FROM,
    );
    this.#takeClient(bytes);
    return true;
  }

  /** How many words stand between the flags and the bytes, of which two counts follow one another; -1 if there are none. */
  #between(bytes: Buffer): number {
    const words = this.#words;
    for (const between of BETWEENS) {
      const at = HEAD.length + between;
      if (isWhole(bytes, words, at) && isWhole(bytes, words, at + 1)) return between;
    }
    return -1;
  }

  #take(word: number, count: number, slot: number): void {
    const { from, to } = this.#words;
    for (let i = 0; i < count; i++)
      this.fields.set(slot + i, from[word + i] as number, to[word + i] as number);
  }

  /** The first address that was forwarded, or whoever connected, without the port. */
  #takeClient(bytes: Buffer): void {
    const { fields } = this;
    const hasForwarded = !isDash(bytes, fields, FORWARDED);
    const slot = hasForwarded ? FORWARDED : REMOTE;
    let from = fields.from[slot] as number;
    let end = fields.to[slot] as number;
    if (from === -1) return;
    if (hasForwarded) {
      const last = end;
      for (end = from; end < last && bytes[end] !== COMMA; ) end++;
    } else if (!isDash(bytes, fields, slot)) {
      while (end > from && bytes[end] !== COLON) end--;
      if (bytes[from] === OPEN && bytes[end - 1] === CLOSE) {
        from++;
        end--;
      }
    }
    fields.set(CLIENT, from, end);
  }
}

/** Whether a word is digits. */
function isWhole(bytes: Buffer, words: SpaceFields, word: number): boolean {
  if (word >= words.count) return false;
  const to = words.to[word] as number;
  let at = words.from[word] as number;
  if (at === to) return false;
  while (at < to && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) at++;
  return at === to;
}

const isQuoted = (bytes: Buffer, words: SpaceFields, word: number): boolean =>
  bytes[(words.from[word] as number) - 1] === QUOTE;
