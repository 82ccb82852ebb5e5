const BACKSLASH = 0x5c;

/** The two-character escapes of Apache and nginx, by the byte after the backslash. */
const SIMPLE_ESCAPES: ReadonlyMap<number, number> = new Map(
  Object.entries({ '"': '"', '\\': '\\', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }).map(
    ([name, character]) => [name.charCodeAt(0), character.charCodeAt(0)],
  ),
);

/**
 * The text of a logged field: `\"`, `\\`, `\n`, `\t`, `\r`, `\b`, `\f`, `\v` and `\xhh` are resolved, an unknown escape
 * stays as it is, and the bytes are read as UTF-8 (what is not UTF-8 becomes U+FFFD).
 */
export function fieldText(bytes: Buffer, from: number, to: number): string {
  let bits = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte === BACKSLASH) return unescaped(bytes, from, to);
    bits |= byte;
  }
  return bytes.toString(bits < 0x80 ? 'latin1' : 'utf8', from, to);
}

function unescaped(bytes: Buffer, from: number, to: number): string {
  const text = Buffer.allocUnsafe(to - from);
  let length = 0;
  for (let i = from; i < to; i++) {
    let byte = bytes[i] as number;
    if (byte === BACKSLASH && i + 1 < to) {
      const next = bytes[i + 1] as number;
      const simple = SIMPLE_ESCAPES.get(next);
      const hex = next === 0x78 && i + 3 < to ? hexByte(bytes[i + 2], bytes[i + 3]) : -1;
      if (simple !== undefined) {
        byte = simple;
        i += 1;
      } else if (hex !== -1) {
        byte = hex;
        i += 3;
      }
    }
    text[length++] = byte;
  }
  return text.toString('utf8', 0, length);
}

function hexByte(high: number | undefined, low: number | undefined): number {
  const value = hexDigit(high) * 16 + hexDigit(low);
  return Number.isNaN(value) ? -1 : value;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return Number.NaN;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}
