import type { Envelope } from './envelope.js';
import { COLON, find, isNameByte, nameEnd, SPACE } from './peel-bytes.js';

const OPEN = 0x5b;
const CLOSE = 0x5d;
const MOST_TAG_BYTES = 128;

/** Index of the colon that ends a tag: `nginx:`, `sshd[42]:`, `postfix/smtpd[7]:`, `sshd(pam_unix)[3]:`; -1 if there is none. */
export function tagEnd(bytes: Buffer, from: number, to: number): number {
  const limit = Math.min(to, from + MOST_TAG_BYTES);
  let end = nameEnd(bytes, from, limit);
  if (end === from) return -1;
  if (bytes[end] === 0x28) {
    const close = find(bytes, 0x29, end, limit);
    if (close === -1) return -1;
    end = close + 1;
  }
  if (bytes[end] === OPEN) {
    const close = find(bytes, CLOSE, end, limit);
    if (close === -1) return -1;
    for (let i = end + 1; i < close; i++) if (!isNameByte(bytes[i])) return -1;
    end = close + 1;
  }
  return end < to && bytes[end] === COLON && (end + 1 === to || bytes[end + 1] === SPACE) ? end : -1;
}

/** Whether the tag `[from, colon)` names its process. */
export const hasPid = (bytes: Buffer, from: number, colon: number): boolean =>
  colon !== -1 && bytes[colon - 1] === CLOSE && colon - 2 > from;

/** Tells what a tag says; the payload is what stands behind it. */
export function takeTag(out: Envelope, from: number, colon: number): boolean {
  const { bytes, to } = out;
  const open = find(bytes, OPEN, from, colon);
  out.tell('program', from, open === -1 ? colon : open);
  if (open !== -1 && open + 1 < colon - 1) out.tell('pid', open + 1, colon - 1);
  out.payload(bytes, Math.min(to, colon + 2), to);
  return true;
}
