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

  /** Reads the string behind the opening quote before `from`; false where it does not end before `to`, or is none. */
  read(bytes: Buffer, from: number, to: number): boolean {
    let i = from;
    while (i < to && bytes[i] !== QUOTE && bytes[i] !== BACKSLASH) i++;
    const isPlain = bytes[i] === QUOTE;
    if (i + (isPlain ? 0 : 2) >= to) return false;
    if (!isPlain && (bytes[i + 1] !== LETTER_N || bytes[i + 2] !== QUOTE))
      return this.#unescape(bytes, from, i, to);
    // It can stay where it is.
    this.hasNewline = !isPlain;
    this.closing = isPlain ? i : i + 2;
    this.bytes = bytes;
    this.from = from;
    this.to = i;
    return true;
  }

  /** The first escape is at `first`. */
  #unescape(bytes: Buffer, from: number, first: number, to: number): boolean {
    // No escape is shorter than what it stands for.
    if (this.#room.length < to - from) this.#room = Buffer.allocUnsafeSlow((to - from) * 2);
    const room = this.#room;
    let length = bytes.copy(room, 0, from, first);
    let i = first;
    this.hasNewline = false;
    for (; i < to; i++) {
      const byte = bytes[i] as number;
      if (byte === QUOTE) break;
      this.hasNewline = false;
      if (byte !== BACKSLASH) {
        room[length++] = byte;
        continue;
      }
      const next = i + 1 < to ? (bytes[++i] as number) : 0;
      const simple = SIMPLE[next] as number;
      if (simple !== 0) room[length++] = simple;
      else if (next === 0x75) {
        const text = unicodeText(bytes, i, to);
        if (text === undefined) return false;
        length += room.write(text, length, 'utf8');
        i += text.length * 6 - 2;
      } else return false;
      this.hasNewline = next === LETTER_N;
    }
    if (i >= to) return false;
    this.closing = i;
    this.bytes = room;
    this.from = 0;
    this.to = this.hasNewline ? length - 1 : length;
    return true;
  }
}

/** What the byte behind a backslash stands for; 0 for none. */
const SIMPLE = new Uint8Array(256);
for (const [name, character] of Object.entries({
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}))
  SIMPLE[name.charCodeAt(0)] = character.charCodeAt(0);

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
