const NUL = 0x00;
const BEL = 0x07;
const CR = 0x0d;
const ESC = 0x1b;
const FIRST_BYTES = 4096;

const IN_THE_MIDDLE =
  'There are NUL bytes within the line: a write that was cut off by a crash, and another behind it.';
const UNKNOWN_SEQUENCE = 'There is an escape sequence within the line that is none of those of a terminal.';
const UTF_16 =
  'The line is UTF-16 with other than Latin characters, and the input is not: write all of it as UTF-8 (iconv -f UTF-16 -t UTF-8).';

/**
 * A line without what is not of it: byte-order marks, NUL bytes around it (what a crash or copytruncate leaves), carriage
 * returns at its end, and what colours a terminal. UTF-16 becomes UTF-8. Each line tells by itself.
 */
export class LineNoise {
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  /** Why nothing can be made of the line; empty where it is as it was meant. */
  problem = '';
  /** Made when it is first needed: most inputs have no noise. */
  #room = Buffer.alloc(0);

  clean(bytes: Buffer, start: number, end: number): void {
    let from = start;
    let to = end;
    this.problem = '';
    for (let mark = markAt(bytes, from, to); mark > 0; mark = markAt(bytes, from, to)) from += mark;
    while (to > from && (bytes[to - 1] === CR || bytes[to - 1] === NUL)) to--;
    this.#set(bytes, from, to);
    let i = from;
    while (i < to && bytes[i] !== NUL && bytes[i] !== ESC) i++;
    if (i === to) return;
    const nul = bytes[i] === NUL ? i : bytes.indexOf(NUL, i);
    if (nul === -1 || nul >= to) this.#plain(bytes, from, to);
    else if (isWide(bytes, from, to)) this.#narrow(bytes, from, to);
    else this.problem = IN_THE_MIDDLE;
  }

  #set(bytes: Buffer, from: number, to: number): void {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  #roomFor(length: number): Buffer {
    if (this.#room.length < length) this.#room = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, length * 2));
    return this.#room;
  }

  /** Takes out the escape sequences that colour. */
  #plain(bytes: Buffer, from: number, to: number): void {
    const room = this.#roomFor(to - from);
    let length = 0;
    for (let i = from; i < to; ) {
      if (bytes[i] !== ESC) {
        room[length++] = bytes[i++] as number;
        continue;
      }
      const end = sequenceEnd(bytes, i, to);
      // Nobody knows how much of what follows would belong to it.
      if (end === -1) {
        this.problem = UNKNOWN_SEQUENCE;
        return;
      }
      // What does more than colour a text is no noise but a part of it, and shown as that.
      if (!isColour(bytes, i, end)) length += bytes.copy(room, length, i, end);
      i = end;
    }
    this.#set(room, 0, length);
  }

  /** Of either byte order: its NUL before the first character, or behind the last, is gone by now. */
  #narrow(bytes: Buffer, from: number, to: number): void {
    const room = this.#roomFor((to - from) * 2);
    let length = 0;
    for (let i = from; i < to; i += 2) {
      const byte = bytes[i] as number;
      if (i + 1 < to && bytes[i + 1] !== NUL) {
        this.problem = UTF_16;
        return;
      }
      if (byte < 0x80) room[length++] = byte;
      else {
        room[length++] = 0xc0 | (byte >> 6);
        room[length++] = 0x80 | (byte & 0x3f);
      }
    }
    while (length > 0 && room[length - 1] === CR) length--;
    if (room.indexOf(ESC) !== -1 && room.indexOf(ESC) < length)
      this.clean(Buffer.from(room.subarray(0, length)), 0, length);
    else this.#set(room, 0, length);
  }
}

/** Whether there may be something to take off a line that has neither NUL nor ESC in it. */
export function hasNoiseAround(bytes: Buffer, from: number, to: number): boolean {
  const first = bytes[from] as number;
  return first === 0xef || first >= 0xfe || bytes[to - 1] === CR;
}

/** Bytes of a mark or a NUL that begins here; 0 where a line begins. */
function markAt(bytes: Buffer, from: number, to: number): number {
  if (from >= to) return 0;
  const first = bytes[from];
  if (first === NUL) return 1;
  if (first === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf && from + 3 <= to) return 3;
  const isMark = (first === 0xff && bytes[from + 1] === 0xfe) || (first === 0xfe && bytes[from + 1] === 0xff);
  return isMark && from + 2 <= to ? 2 : 0;
}

/** Whether nearly every second byte is NUL, as in UTF-16. */
function isWide(bytes: Buffer, from: number, to: number): boolean {
  let nuls = 0;
  for (let i = from + 1; i < to; i += 2) if (bytes[i] === NUL) nuls++;
  return to - from > 2 && nuls * 4 >= Math.floor((to - from) / 2) * 3;
}

/** Whether a sequence only tells how a text looks: colours, also as grep ends them, links and character sets. */
function isColour(bytes: Buffer, at: number, end: number): boolean {
  const last = bytes[end - 1];
  return bytes[at + 1] !== 0x5b || last === 0x6d || last === 0x4b;
}

/**
 * Where the escape sequence that begins at `at` ends: colours and what moves the cursor, links, character sets; -1 if it is
 * none of these.
 */
function sequenceEnd(bytes: Buffer, at: number, to: number): number {
  const kind = at + 1 < to ? bytes[at + 1] : 0;
  let i = at + 2;
  if (kind === 0x5b) {
    // Parameters, and then the letter that says what it is.
    while (i < to && (bytes[i] as number) >= 0x30 && (bytes[i] as number) < 0x40) i++;
    return i < to && (bytes[i] as number) >= 0x40 && (bytes[i] as number) < 0x7f ? i + 1 : -1;
  }
  if (kind === 0x28) return i + 1 <= to ? i + 1 : -1;
  if (kind !== 0x5d) return -1;
  while (i < to && bytes[i] !== BEL && bytes[i] !== ESC) i++;
  const end = bytes[i] === ESC ? i + 2 : i + 1;
  return i < to && end <= to ? end : -1;
}
