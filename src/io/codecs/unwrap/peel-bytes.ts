export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COLON = 0x3a;
const SLASH = 0x2f;

/** Index of the first such byte in `[from, to)`, or -1. */
export function find(bytes: Buffer, byte: number, from: number, to: number): number {
  for (let i = from; i < to; i++) if (bytes[i] === byte) return i;
  return -1;
}

/** Whether an ASCII text stands at `from`. */
export function has(bytes: Buffer, text: string, from: number, to: number): boolean {
  if (from + text.length > to) return false;
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false;
  return true;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Letters, digits, `.`, `-`, `_` and `/`: what names of hosts, programs and containers are made of. */
export function isNameByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x2d && byte <= 0x39) || byte === 0x5f;
}

/** Where a name that begins at `from` ends. */
export function nameEnd(bytes: Buffer, from: number, to: number): number {
  let end = from;
  while (end < to && isNameByte(bytes[end])) end++;
  return end;
}

/** Where a host that begins here ends, before a space; -1 if it is none. */
export function hostEnd(bytes: Buffer, from: number, to: number): number {
  let end = from;
  // IPv6 has colons, and what has a slash is a path.
  while (end < to && end < from + 255 && isHostByte(bytes[end])) end++;
  return end > from && end < to && bytes[end] === SPACE && bytes[end - 1] !== COLON ? end : -1;
}

const isHostByte = (byte: number | undefined): boolean =>
  byte === COLON || (byte !== SLASH && isNameByte(byte));

/** Where an ISO 8601 instant with a `T` and a zone ends that begins at `from`, before a space; -1 if there is none. */
export function isoEnd(bytes: Buffer, from: number, to: number): number {
  if (from + 20 > to || bytes[from + 4] !== 0x2d || bytes[from + 10] !== 0x54 || bytes[from + 13] !== COLON)
    return -1;
  const end = find(bytes, SPACE, from + 19, Math.min(to, from + 40));
  if (end === -1) return -1;
  const last = bytes[end - 1];
  const hasZone = last === 0x5a || isZone(bytes[end - 6]) || isZone(bytes[end - 5]);
  return hasZone ? end : -1;
}

/** How many digits the fraction of the second of such an instant has. */
export function fractionDigits(bytes: Buffer, from: number): number {
  if (bytes[from + 19] !== 0x2e) return 0;
  let digits = 0;
  while (isDigit(bytes[from + 20 + digits])) digits++;
  return digits;
}

const isZone = (byte: number | undefined): boolean => byte === 0x2b || byte === 0x2d;
