import type { Envelope } from './envelope.js';
import { isDigit, nameEnd, SPACE } from './peel-bytes.js';

const BAR = 0x7c;
const AT = 0x40;
const DASH = 0x2d;
const DOT = 0x2e;
const UNDERSCORE = 0x5f;
const MOST_NAME_BYTES = 128;

/** `nginx-1  | …`, as docker compose writes before the lines of a container; `web.1.x7k2…@node1    | …` of docker service logs. */
export function peelCompose(out: Envelope): boolean {
  const { bytes, from, to } = out;
  const nameTo = nameEnd(bytes, from, Math.min(to, from + MOST_NAME_BYTES));
  if (nameTo > from && bytes[nameTo] === AT) return peelService(out, nameTo);
  if (nameTo === from || nameTo >= to) return false;
  let bar = nameTo;
  while (bar < to && bytes[bar] === SPACE) bar++;
  if (bar === nameTo || bar >= to || bytes[bar] !== BAR) return false;
  const serviceTo = withoutNumber(bytes, from, nameTo);
  // One blank is what anybody may write; compose puts two behind a name, and a number at its end.
  if (bar - nameTo === 1 && serviceTo === nameTo) return false;
  if (bar + 1 < to && bytes[bar + 1] !== SPACE) return false;
  out.tell('container', from, nameTo);
  out.tell('service', from, serviceTo);
  out.payload(bytes, Math.min(to, bar + 2), to);
  return true;
}

/** Of a service: its name, which of its tasks it is, the id of that, and behind the @ the node. */
function peelService(out: Envelope, at: number): boolean {
  const { bytes, from, to } = out;
  const nodeTo = nameEnd(bytes, at + 1, to);
  let bar = nodeTo;
  while (bar < to && bytes[bar] === SPACE) bar++;
  if (nodeTo === at + 1 || bar - nodeTo < 2 || bar >= to || bytes[bar] !== BAR) return false;
  let id = at;
  while (id > from && bytes[id - 1] !== DOT) id--;
  let number = id - 1;
  while (number > from && isDigit(bytes[number - 1])) number--;
  const serviceTo = number - 1;
  if (serviceTo <= from || bytes[serviceTo] !== DOT || number === id - 1 || at - id < 10) return false;
  if (bar + 1 < to && bytes[bar + 1] !== SPACE) return false;
  out.tell('container', from, at);
  out.tell('service', from, serviceTo);
  out.tell('log_host', at + 1, nodeTo);
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
