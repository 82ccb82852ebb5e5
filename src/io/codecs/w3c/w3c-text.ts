import { plainText } from '../columns/plain-text.js';

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** Text in which `""` stands for a quote. */
export function doubledText(bytes: Buffer, from: number, to: number): string {
  return plainText(bytes, from, to).replaceAll('""', '"');
}

/**
 * Text with its percent escapes resolved; twice where `%25` shows that it was escaped twice, as CloudFront used to do.
 * What is no escape stays as it is.
 */
export function percentText(bytes: Buffer, from: number, to: number): string {
  const first = bytes.indexOf(PERCENT, from);
  if (first === -1 || first >= to) return plainText(bytes, from, to);
  const once = resolved(bytes, from, to);
  const isTwice = bytes.toString('latin1', from, to).includes('%25');
  const text = isTwice ? resolved(once, 0, once.length) : once;
  return plainText(text, 0, text.length);
}

/**
 * An agent as IIS and others write it: a `+` for each space. Of two together the second is a plus, as in
 * `(compatible;++http://…)`. One that has spaces, or is escaped with `%20` instead, has no such pluses.
 */
export function plusText(bytes: Buffer, from: number, to: number): string {
  const text = percentText(bytes, from, to);
  if (text.includes(' ')) return text;
  const plain = Buffer.from(text, 'utf8');
  for (let i = 0; i < plain.length; i++) {
    if (plain[i] !== PLUS) continue;
    plain[i] = SPACE;
    if (plain[i + 1] === PLUS) i++;
  }
  return plain.toString('utf8');
}

function resolved(bytes: Buffer, from: number, to: number): Buffer {
  const text = Buffer.allocUnsafe(to - from);
  let length = 0;
  for (let i = from; i < to; i++) {
    const value = bytes[i] === PERCENT && i + 2 < to ? hexByte(bytes, i + 1) : -1;
    text[length++] = value === -1 ? (bytes[i] as number) : value;
    if (value !== -1) i += 2;
  }
  return text.subarray(0, length);
}

function hexByte(bytes: Buffer, at: number): number {
  const text = bytes.toString('latin1', at, at + 2);
  return /^[0-9a-f]{2}$/i.test(text) ? Number.parseInt(text, 16) : -1;
}
