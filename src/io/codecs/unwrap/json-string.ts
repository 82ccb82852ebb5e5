import { WordView } from '../bytes/word-view.js';

const BACKSLASH = 0x5c;
const LETTER_N = 0x6e;
const QUOTE = 0x22;
/** Bytes. */
const WORD = 4;
const FIRST_BYTES = 4096;
const FOUR_QUOTES = 0x22222222;
const FOUR_BACKSLASHES = 0x5c5c5c5c;

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
  /** Made with the first escape: in most inputs there is none to be made out. */
  #room = Buffer.alloc(0);
  readonly #words = new WordView();
  readonly #roomWords = new WordView();

  /** Reads the string behind the opening quote before `from`; false where it does not end before `to`, or is none. */
  read(bytes: Buffer, from: number, to: number): boolean {
    const view = this.#words.of(bytes);
    let i = from;
    while (i + WORD <= to && !isNoted(view.getInt32(i))) i += WORD;
    while (i < to && bytes[i] !== QUOTE && bytes[i] !== BACKSLASH) i++;
    const isPlain = bytes[i] === QUOTE;
    if (i + (isPlain ? 0 : 2) >= to) return false;
    if (!isPlain && (bytes[i + 1] !== LETTER_N || bytes[i + 2] !== QUOTE))
      return this.#unescape(bytes, from, to);
    // It can stay where it is.
    this.hasNewline = !isPlain;
    this.closing = isPlain ? i : i + 2;
    this.bytes = bytes;
    this.from = from;
    this.to = i;
    return true;
  }

  #unescape(bytes: Buffer, from: number, to: number): boolean {
    // No escape is shorter than what it stands for.
    if (this.#room.length < to - from)
      this.#room = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, (to - from) * 2));
    const room = this.#room;
    const view = this.#words.of(bytes);
    const roomView = this.#roomWords.of(room);
    let length = 0;
    let lineTo = -1;
    let i = from;
    while (i < to) {
      // Nearly all are as they are: four at once.
      const word = i + WORD <= to ? view.getInt32(i) : FOUR_QUOTES;
      if (!isNoted(word)) {
        roomView.setInt32(length, word);
        length += WORD;
        i += WORD;
        continue;
      }
      const byte = bytes[i] as number;
      if (byte === QUOTE) break;
      if (byte !== BACKSLASH) {
        room[length++] = byte;
        i++;
        continue;
      }
      const next = i + 1 < to ? (bytes[i + 1] as number) : 0;
      const simple = SIMPLE[next] as number;
      if (simple !== 0) {
        room[length++] = simple;
        i += 2;
        if (next === LETTER_N) lineTo = length;
      } else if (next === 0x75) {
        const text = unicodeText(bytes, i + 1, to);
        if (text === undefined) return false;
        length += room.write(text, length, 'utf8');
        i += text.length * 6;
      } else return false;
    }
    this.hasNewline = lineTo === length;
    if (i >= to) return false;
    this.closing = i;
    this.bytes = room;
    this.from = 0;
    this.to = this.hasNewline ? length - 1 : length;
    return true;
  }
}

/** Whether one of the four bytes is a quote or a backslash. */
const isNoted = (word: number): boolean => (zeros(word ^ FOUR_QUOTES) | zeros(word ^ FOUR_BACKSLASHES)) !== 0;

/** Not 0 where one of the four bytes is. */
const zeros = (word: number): number => (word - 0x01010101) & ~word & 0x80808080;

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
