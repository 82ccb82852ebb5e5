import { stands } from '../bytes/stands.js';
import type { Cutter } from '../text-format/cutter.js';
import { Layout } from '../text-format/layout.js';
import { SlotFields } from '../text-format/slot-fields.js';

/** What may follow the message, in its order. */
const KEYS = ['client', 'server', 'request', 'subrequest', 'upstream', 'host', 'referrer'];
export const NGINX_ERROR_SLOTS = ['time', 'level', 'pid', 'tid', 'connection', 'message', ...KEYS];

const HEAD = new Layout('$time [$level] #pid##tid: (?*#connection )?$message', NGINX_ERROR_SLOTS);
const MESSAGE = NGINX_ERROR_SLOTS.indexOf('message');
const FIRST = NGINX_ERROR_SLOTS.indexOf('client');
const MARKS = KEYS.map((key) => Buffer.from(`, ${key}: `));
const COMMA = 0x2c;
const SPACE = 0x20;
const QUOTE = 0x22;

/** Finds the values of a line; see `nginxError`. */
export class NginxErrorCutter implements Cutter {
  readonly fields = new SlotFields(NGINX_ERROR_SLOTS.length);
  readonly problem = 'No yyyy/mm/dd HH:MM:SS [level] pid#tid: at its start.';

  cut(bytes: Buffer, from: number, to: number): boolean {
    const { fields } = this;
    if (!HEAD.cut(bytes, from, to, fields)) return false;
    const message = fields.from[MESSAGE] as number;
    const first = markAfter(bytes, message, to, 0);
    if (first === to) return true;
    fields.set(MESSAGE, message, first);
    if (!this.#takeTail(bytes, first, to))
      for (let k = 0; k < KEYS.length; k++) fields.set(FIRST + k, -1, -1);
    return true;
  }

  /** Whether everything from the first mark on is there once and in order. */
  #takeTail(bytes: Buffer, from: number, to: number): boolean {
    let last = -1;
    for (let at = from; at < to; ) {
      const key = keyAt(bytes, at, to);
      if (key <= last) return false;
      const value = at + (MARKS[key] as Buffer).length;
      const next = markAfter(bytes, value, to, -1);
      this.#set(bytes, FIRST + key, value, next);
      last = key;
      at = next;
    }
    return true;
  }

  /** A value in quotes goes to the last quote before the next one, any other to the first comma. */
  #set(bytes: Buffer, slot: number, from: number, to: number): void {
    let end = to;
    if (bytes[from] === QUOTE) {
      while (end > from + 1 && bytes[end - 1] !== QUOTE) end--;
      this.fields.set(slot, from + 1, Math.max(from + 1, end - 1));
      return;
    }
    for (end = from; end < to && bytes[end] !== COMMA; ) end++;
    this.fields.set(slot, from, end);
  }
}

/** The key that a mark at `at` names, or -1. */
function keyAt(bytes: Buffer, at: number, to: number): number {
  if (bytes[at] !== COMMA || bytes[at + 1] !== SPACE) return -1;
  for (let k = 0; k < MARKS.length; k++) if (stands(bytes, MARKS[k] as Buffer, at, to)) return k;
  return -1;
}

/** Index of the first mark, of one key or (-1) of any, at `from` or after it; `to` if there is none. */
function markAfter(bytes: Buffer, from: number, to: number, key: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== COMMA) continue;
    const found = keyAt(bytes, at, to);
    if (found !== -1 && (key === -1 || found === key)) return at;
  }
  return to;
}
