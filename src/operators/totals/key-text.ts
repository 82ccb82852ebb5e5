// The texts of a key, one after the other. Each: twice its length in UTF-16 code units, plus 1 where they take two bytes
// each (seven bits a byte, the lowest first, the top bit set on all but the last), and the units themselves. Every string
// has one form, lone surrogates too, and no two lists of strings have the same.

/** Bytes that these texts take at most. */
export function mostBytes(key: readonly string[]): number {
  let bytes = 0;
  for (const text of key) bytes += 5 + 2 * text.length;
  return bytes;
}

/** Writes the texts and answers with where they end. */
export function writeTexts(bytes: Uint8Array, from: number, key: readonly string[]): number {
  let at = from;
  for (const text of key) {
    const { length } = text;
    let units = 0;
    for (let i = 0; i < length; i++) units |= text.charCodeAt(i);
    const wide = units > 0xff;
    let head = length * 2 + (wide ? 1 : 0);
    for (; head > 0x7f; head >>>= 7) bytes[at++] = (head & 0x7f) | 0x80;
    bytes[at++] = head;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      bytes[at++] = unit & 0xff;
      if (wide) bytes[at++] = unit >>> 8;
    }
  }
  return at;
}

/** Whether these texts are written here. */
export function holdsTexts(bytes: Uint8Array, from: number, key: readonly string[]): boolean {
  let at = from;
  for (let k = 0; k < key.length; k++) {
    const text = key[k] as string;
    const { length } = text;
    let head = bytes[at++] as number;
    if (head > 0x7f) {
      head = headAt(bytes, at - 1);
      at = afterHead(bytes, at - 1);
    }
    if (head >>> 1 !== length) return false;
    if ((head & 1) === 0) {
      for (let i = 0; i < length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
      at += length;
    } else {
      for (let i = 0; i < length; i++, at += 2) {
        if (((bytes[at] as number) | ((bytes[at + 1] as number) << 8)) !== text.charCodeAt(i)) return false;
      }
    }
  }
  return true;
}

/** Where a number of texts end. */
export function endOfTexts(bytes: Uint8Array, from: number, count: number): number {
  let at = from;
  for (let k = 0; k < count; k++) {
    const head = headAt(bytes, at);
    at = afterHead(bytes, at) + (head >>> 1) * (1 + (head & 1));
  }
  return at;
}

export function readTexts(bytes: Buffer, from: number, count: number): string[] {
  const end = endOfTexts(bytes, from, count);
  // One string of it all, and parts of that: a call for each text would cost more.
  const all = bytes.toString('latin1', from, end);
  const texts: string[] = [];
  for (let k = 0, at = from; k < count; k++) {
    const head = headAt(bytes, at);
    at = afterHead(bytes, at);
    const next = at + (head >>> 1) * (1 + (head & 1));
    texts.push((head & 1) === 0 ? all.slice(at - from, next - from) : bytes.toString('utf16le', at, next));
    at = next;
  }
  return texts;
}

function headAt(bytes: Uint8Array, from: number): number {
  let head = bytes[from] as number;
  if (head < 0x80) return head;
  head = 0;
  let at = from;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number;
    head += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return head;
  }
}

function afterHead(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] as number) > 0x7f) at++;
  return at + 1;
}
