const BACKSLASH = 0x5c;
const LETTER_N = 0x6e;
const QUOTE = 0x22;

/** A string of JSON in bytes: where it ends, and what it holds. One is used for all. */
export class JsonString {
  /** Index of the closing quote. */
  closing = -1;
  /** Whether the string ends in a newline. */
  hasNewline = false;
  /** What it holds, without a newline at its end. */
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  #room = Buffer.allocUnsafeSlow(4096);

  /** Reads the string behind the opening quote before `from`; false where it does not end before `to`. */
  read(bytes: Buffer, from: number, to: number): boolean {
    let escapes = 0;
    let last = -1;
    let i = from;
    for (; i < to && bytes[i] !== QUOTE; i++) {
      if (bytes[i] !== BACKSLASH) continue;
      escapes++;
      last = i++;
    }
    if (i >= to) return false;
    this.closing = i;
    this.hasNewline = last !== -1 && last === i - 2 && bytes[i - 1] === LETTER_N;
    const end = this.hasNewline ? last : i;
    if (escapes > (this.hasNewline ? 1 : 0)) return this.#unescape(bytes, from, end);
    // As most are: it can stay where it is.
    this.bytes = bytes;
    this.from = from;
    this.to = end;
    return true;
  }

  #unescape(bytes: Buffer, from: number, to: number): boolean {
    // No escape is shorter than what it stands for.
    if (this.#room.length < to - from) this.#room = Buffer.allocUnsafeSlow((to - from) * 2);
    const room = this.#room;
    let length = 0;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      if (byte !== BACKSLASH) {
        room[length++] = byte;
        continue;
      }
      const next = bytes[++i] as number;
      const simple = SIMPLE.get(next);
      if (simple !== undefined) room[length++] = simple;
      else if (next === 0x75) {
        const text = unicodeText(bytes, i, to);
        if (text === undefined) return false;
        length += room.write(text, length, 'utf8');
        i += text.length * 6 - 2;
      } else return false;
    }
    this.bytes = room;
    this.from = 0;
    this.to = length;
    return true;
  }
}

const SIMPLE: ReadonlyMap<number, number> = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([name, character]) => [name.charCodeAt(0), character.charCodeAt(0)],
  ),
);

/** The character of `uXXXX` at `at`, with the second half of a pair where one follows; undefined if it is none. */
function unicodeText(bytes: Buffer, at: number, to: number): string | undefined {
  const first = hex(bytes, at + 1, to);
  if (Number.isNaN(first)) return undefined;
  if (first < 0xd800 || first > 0xdbff || bytes[at + 5] !== BACKSLASH || bytes[at + 6] !== 0x75)
    return String.fromCharCode(first);
  const second = hex(bytes, at + 7, to);
  return second >= 0xdc00 && second <= 0xdfff
    ? String.fromCharCode(first, second)
    : String.fromCharCode(first);
}

function hex(bytes: Buffer, from: number, to: number): number {
  if (from + 4 > to) return Number.NaN;
  const text = bytes.toString('latin1', from, from + 4);
  return /^[\da-f]{4}$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN;
}
