import { stands } from '../bytes/stands.js';
import type { Cutter } from '../text-format/cutter.js';
import { SlotFields } from '../text-format/slot-fields.js';
import { SYSLOG_SLOTS, takeSyslogHead } from '../text-format/syslog-head.js';

const KEYS = [
  'IN',
  'OUT',
  'MAC',
  'SRC',
  'DST',
  'LEN',
  'TTL',
  'HOPLIMIT',
  'ID',
  'PROTO',
  'SPT',
  'DPT',
  'TYPE',
  'CODE',
];
export const NETFILTER_SLOTS = [...SYSLOG_SLOTS, 'prefix', 'action', 'flags', ...KEYS];
const slotOf = (slot: string): number => NETFILTER_SLOTS.indexOf(slot);
const [PREFIX, ACTION, FLAGS, OUT, SRC, TTL] = [
  slotOf('prefix'),
  slotOf('action'),
  slotOf('flags'),
  slotOf('OUT'),
  slotOf('SRC'),
  slotOf('TTL'),
];
/** IPv6 has another name for the same. */
const SLOTS = KEYS.map((key) => (key === 'HOPLIMIT' ? TTL : slotOf(key)));
const MARKS = KEYS.map((key) => Buffer.from(`${key}=`));
const IN_MARK = Buffer.from('IN=');
const UFW_MARK = Buffer.from('UFW ');
const RES_MARK = Buffer.from('RES=');
const [SPACE, EQUALS, OPEN, CLOSE] = [0x20, 0x3d, 0x5b, 0x5d];

/** Finds the values of a line; see `netfilter`. */
export class NetfilterCutter implements Cutter {
  readonly fields = new SlotFields(NETFILTER_SLOTS.length);
  readonly problem = 'No time, machine and kernel: at its start, or no IN=, OUT= and SRC= behind them.';

  cut(bytes: Buffer, from: number, to: number): boolean {
    const { fields } = this;
    const message = takeSyslogHead(bytes, from, to, fields);
    if (message === -1) return false;
    let at = message;
    while (at < to && !(stands(bytes, IN_MARK, at, to) && !isOfWord(bytes[at - 1]))) at++;
    if (at === to) return false;
    this.#takePrefix(bytes, message, at);
    this.#takePairs(bytes, at, to);
    return (fields.from[OUT] as number) !== -1 && (fields.from[SRC] as number) !== -1;
  }

  /** What the rule says, behind how long the machine is up, both perhaps in brackets. */
  #takePrefix(bytes: Buffer, message: number, pairs: number): void {
    let from = message;
    let to = pairs;
    if (bytes[from] === OPEN && isUptime(bytes, from, to)) {
      while (from < to && bytes[from] !== CLOSE) from++;
      from++;
    }
    while (from < to && bytes[from] === SPACE) from++;
    while (to > from && bytes[to - 1] === SPACE) to--;
    if (bytes[from] === OPEN && bytes[to - 1] === CLOSE) {
      from++;
      to--;
    }
    if (from >= to) return;
    this.fields.set(PREFIX, from, to);
    if (stands(bytes, UFW_MARK, from, to)) this.fields.set(ACTION, from + UFW_MARK.length, to);
  }

  /** `KEY=value` and bare words, up to a packet within this one. The first of a key counts. */
  #takePairs(bytes: Buffer, from: number, to: number): void {
    const { fields } = this;
    let afterRes = -1;
    for (let at = from; at < to && bytes[at] !== OPEN; ) {
      let end = at;
      let equals = -1;
      for (; end < to && bytes[end] !== SPACE; end++)
        if (bytes[end] === EQUALS && equals === -1) equals = end;
      if (equals === -1) {
        if (afterRes !== -1 && end > at) fields.set(FLAGS, afterRes, end);
      } else {
        const key = keyAt(bytes, at, equals);
        const slot = key === -1 ? -1 : (SLOTS[key] as number);
        if (slot !== -1 && fields.from[slot] === -1) fields.set(slot, equals + 1, end);
        afterRes = stands(bytes, RES_MARK, at, to) ? end + 1 : -1;
      }
      at = end + 1;
    }
  }
}

function keyAt(bytes: Buffer, at: number, equals: number): number {
  for (let k = 0; k < MARKS.length; k++) {
    const mark = MARKS[k] as Buffer;
    if (mark.length === equals + 1 - at && stands(bytes, mark, at, equals + 1)) return k;
  }
  return -1;
}

/** `[12345.678901]`, in which spaces may fill up. */
function isUptime(bytes: Buffer, open: number, to: number): boolean {
  let at = open + 1;
  while (at < to && (bytes[at] === SPACE || bytes[at] === 0x2e || isDigit(bytes[at]))) at++;
  return bytes[at] === CLOSE;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const isOfWord = (byte: number | undefined): boolean =>
  byte !== undefined && (isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a));
