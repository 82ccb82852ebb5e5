import type { Envelope } from './envelope.js';
import { isoEnd } from './peel-bytes.js';

const OPEN = 0x7b;
const HEAD_BYTES = 2048;
const LABELS = /^\{[A-Za-z_]\w*="(?:[^"\\]|\\.)*"(?:, ?[A-Za-z_]\w*="(?:[^"\\]|\\.)*")*\} /;
const POD = /[{,] ?pod="([^"\\]+)"/;
const CONTAINER = /[{,] ?container="([^"\\]+)"/;

/** `2024-05-01T12:00:09Z {app="web", pod="web-7"} …`, as logcli writes what Loki holds. */
export function peelLoki(out: Envelope): boolean {
  const { bytes, from, to } = out;
  const timeTo = isoEnd(bytes, from, to);
  if (timeTo === -1 || bytes[timeTo + 1] !== OPEN) return false;
  const labels = LABELS.exec(bytes.toString('utf8', timeTo + 1, Math.min(to, timeTo + HEAD_BYTES)))?.[0];
  if (labels === undefined) return false;
  out.tellTime('iso', from, timeTo);
  out.tellText('pod', POD.exec(labels)?.[1]);
  out.tellText('container', CONTAINER.exec(labels)?.[1]);
  out.payload(bytes, timeTo + 1 + Buffer.byteLength(labels), to);
  return true;
}
