import type { Envelope } from './envelope.js';
import { isDigit, nameEnd, SPACE } from './peel-bytes.js';

const BAR = 0x7c;
const DASH = 0x2d;
const UNDERSCORE = 0x5f;
const MOST_NAME_BYTES = 128;

/** `nginx-1  | …`, as docker compose writes before the lines of a container. */
export function peelCompose(out: Envelope): boolean {
  const { bytes, from, to } = out;
  const nameTo = nameEnd(bytes, from, Math.min(to, from + MOST_NAME_BYTES));
  if (nameTo === from || nameTo >= to) return false;
  let bar = nameTo;
  while (bar < to && bytes[bar] === SPACE) bar++;
  const serviceTo = withoutNumber(bytes, from, nameTo);
  // One blank is what anybody may write; compose puts two behind a name, and a number at its end.
  if (bar === nameTo || bytes[bar] !== BAR || (bar - nameTo === 1 && serviceTo === nameTo)) return false;
  if (bar + 1 < to && bytes[bar + 1] !== SPACE) return false;
  out.tell('container', from, nameTo);
  out.tell('service', from, serviceTo);
  out.payload(bytes, Math.min(to, bar + 2), to);
  return true;
}

/** Where a name ends without `-1` or `_1` at its end. */
function withoutNumber(bytes: Buffer, from: number, to: number): number {
  let end = to;
  while (end > from && isDigit(bytes[end - 1])) end--;
  const joint = bytes[end - 1];
  return end < to && end - 1 > from && (joint === DASH || joint === UNDERSCORE) ? end - 1 : to;
}
