import type { Envelope } from './envelope.js';
import { COLON, has, isoEnd, SPACE } from './peel-bytes.js';

const FULL = 0x46;
const PARTIAL = 0x50;

/** `2024-05-01T12:00:00.000000000Z stdout F …`, as container runtimes write for Kubernetes; `P` is a line that goes on. */
export function peelCri(out: Envelope): boolean {
  const { bytes, from, to } = out;
  const timeTo = isoEnd(bytes, from, to);
  if (timeTo === -1) return false;
  const stream = timeTo + 1;
  if (!has(bytes, 'stdout ', stream, to) && !has(bytes, 'stderr ', stream, to)) return false;
  const tag = stream + 7;
  const isPartial = bytes[tag] === PARTIAL;
  if (tag >= to || (!isPartial && bytes[tag] !== FULL)) return false;
  let tagsTo = tag + 1;
  if (tagsTo < to && bytes[tagsTo] === COLON) while (tagsTo < to && bytes[tagsTo] !== SPACE) tagsTo++;
  if (tagsTo < to && bytes[tagsTo] !== SPACE) return false;
  out.tellTime('iso', from, timeTo);
  out.tell('log_stream', stream, stream + 6);
  out.isPartial = isPartial;
  out.payload(bytes, Math.min(to, tagsTo + 1), to);
  return true;
}
