import { stands } from '../bytes/stands.js';
import type { Cutter } from '../text-format/cutter.js';
import { SlotFields } from '../text-format/slot-fields.js';

export const APACHE_ERROR_SLOTS = [
  ...['time', 'module', 'level', 'pid', 'tid', 'source', 'os_error', 'client', 'client_port', 'error_code'],
  ...['message', 'referer'],
];
const [TIME, MODULE, LEVEL, PID, TID, SOURCE, OS_ERROR, CLIENT, CLIENT_PORT, ERROR_CODE, MESSAGE, REFERER] = [
  ...APACHE_ERROR_SLOTS.keys(),
] as [number, number, number, number, number, number, number, number, number, number, number, number];

const PID_MARK = Buffer.from('[pid ');
const TID_MARK = Buffer.from('tid ');
const CLIENTS = ['[client ', '[remote '].map((mark) => Buffer.from(mark));
const SOURCE_END = Buffer.from('): ');
const CODE_MARK = Buffer.from('AH');
const REFERER_MARK = Buffer.from(', referer: ');
const [SPACE, PAREN, COMMA, DOT, COLON, OPEN, CLOSE] = [0x20, 0x28, 0x2c, 0x2e, 0x3a, 0x5b, 0x5d];

/** Finds the values of a line; see `apacheError`. */
export class ApacheErrorCutter implements Cutter {
  readonly fields = new SlotFields(APACHE_ERROR_SLOTS.length);
  readonly problem = 'No [Www Mmm dd HH:MM:SS yyyy] [level] at its start.';

  cut(bytes: Buffer, from: number, to: number): boolean {
    const { fields } = this;
    fields.clear();
    const timeTo = closing(bytes, from, to);
    if (timeTo === -1) return false;
    const level = timeTo + 2;
    const levelTo = closing(bytes, level, to);
    if (levelTo === -1 || bytes[level - 1] !== SPACE) return false;
    fields.set(TIME, from + 1, timeTo);
    const colon = indexWithin(bytes, COLON, level + 1, levelTo);
    if (colon !== levelTo) fields.set(MODULE, level + 1, colon);
    fields.set(LEVEL, colon === levelTo ? level + 1 : colon + 1, levelTo);
    let at = Math.min(levelTo + 2, to);
    if (stands(bytes, PID_MARK, at, to)) at = this.#takePid(bytes, at, to);
    at = this.#takeSource(bytes, at, to);
    at = this.#takeClient(bytes, at, to);
    at = this.#takeCode(bytes, at, to);
    this.#takeMessage(bytes, at, to);
    return true;
  }

  #takePid(bytes: Buffer, at: number, to: number): number {
    const end = closing(bytes, at, to);
    if (end === -1) return at;
    const pid = at + PID_MARK.length;
    const colon = indexWithin(bytes, COLON, pid, end);
    this.fields.set(PID, pid, colon);
    if (stands(bytes, TID_MARK, colon + 1, end)) this.fields.set(TID, colon + 1 + TID_MARK.length, end);
    return Math.min(end + 2, to);
  }

  /** `mod_rewrite.c(470): `, which only debugging and traces have. */
  #takeSource(bytes: Buffer, at: number, to: number): number {
    let open = at;
    while (open < to && isOfFile(bytes[open] as number)) open++;
    if (open === at || bytes[open] !== PAREN) return at;
    let end = open + 1;
    while (end < to && isDigit(bytes[end] as number)) end++;
    if (end === open + 1 || !stands(bytes, SOURCE_END, end, to)) return at;
    this.fields.set(SOURCE, at, end + 1);
    return end + SOURCE_END.length;
  }

  /** `[client …]`, before which an error of the system may stand. Answers what comes after them. */
  #takeClient(bytes: Buffer, at: number, to: number): number {
    let open = at;
    if (bytes[at] === PAREN) {
      open = indexWithin(bytes, OPEN, at, to);
      if (open === to || bytes[open - 2] !== COLON) return at;
    }
    if (!CLIENTS.some((mark) => stands(bytes, mark, open, to))) return at;
    const end = closing(bytes, open, to);
    if (end === -1) return at;
    if (open > at) this.fields.set(OS_ERROR, at, open - 2);
    this.#setClient(bytes, open + 8, end);
    return Math.min(end + 2, to);
  }

  /** An address with a port, or one without: of IPv6 only 2.4 writes the port, and it writes pids too. */
  #setClient(bytes: Buffer, from: number, to: number): void {
    const { fields } = this;
    let colon = to - 1;
    while (colon > from && bytes[colon] !== COLON) colon--;
    const isV4 = indexWithin(bytes, DOT, from, to) < to;
    const hasPort = colon > from && (isV4 || (fields.from[PID] as number) >= 0);
    fields.set(CLIENT, from, hasPort ? colon : to);
    if (hasPort) fields.set(CLIENT_PORT, colon + 1, to);
  }

  #takeCode(bytes: Buffer, at: number, to: number): number {
    const colon = at + 7;
    if (!stands(bytes, CODE_MARK, at, to) || bytes[colon] !== COLON || colon + 1 >= to) return at;
    this.fields.set(ERROR_CODE, at, colon);
    return Math.min(colon + 2, to);
  }

  #takeMessage(bytes: Buffer, from: number, to: number): void {
    let mark = to - REFERER_MARK.length;
    while (mark >= from && (bytes[mark] !== COMMA || !stands(bytes, REFERER_MARK, mark, to))) mark--;
    if (mark >= from) this.fields.set(REFERER, mark + REFERER_MARK.length, to);
    this.fields.set(MESSAGE, from, mark >= from ? mark : to);
  }
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Letters, digits, `_`, `-`, `.` and `/`. */
const isOfFile = (byte: number): boolean =>
  isDigit(byte) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  byte === 0x5f ||
  (byte >= 0x2d && byte <= 0x2f);

/** Index of the bracket that closes the one at `open`, or -1. */
function closing(bytes: Buffer, open: number, to: number): number {
  if (bytes[open] !== OPEN) return -1;
  const end = indexWithin(bytes, CLOSE, open, to);
  return end === to ? -1 : end;
}

function indexWithin(bytes: Buffer, byte: number, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== byte) at++;
  return at;
}
