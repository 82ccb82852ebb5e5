import type { Envelope } from './envelope.js';
import { find, fractionDigits, has, isDigit, isoEnd, SPACE } from './peel-bytes.js';
import { peelStern } from './peel-stern.js';

const SLASH = 0x2f;
const CLOSE = 0x5d;
const PREFIX = '[pod/';
/** Programs write milliseconds or microseconds; a container runtime has nanoseconds. */
const LEAST_DIGITS = 7;

/**
 * `[pod/name/container] …` of `kubectl logs --prefix`, with or without the time of `--timestamps`; or that time alone, in
 * nanoseconds (any other is the program's own), as `docker logs --timestamps` has it too. Of stern `web-7d9c5b8f6d-x2x9z nginx
 * …`.
 */
export function peelKubectl(out: Envelope): boolean {
  const { bytes, from, to } = out;
  if (isDigit(bytes[from])) return peelTime(out, LEAST_DIGITS);
  if (!has(bytes, PREFIX, from, to)) {
    if (!peelStern(out)) return false;
    peelTime(out, LEAST_DIGITS);
    return true;
  }
  const pod = from + PREFIX.length;
  const close = find(bytes, CLOSE, pod, Math.min(to, pod + 520));
  if (close === -1) return false;
  const slash = find(bytes, SLASH, pod, close);
  if (slash === -1 || slash === pod || slash + 1 === close || (close + 1 < to && bytes[close + 1] !== SPACE))
    return false;
  out.tell('pod', pod, slash);
  out.tell('container', slash + 1, close);
  out.payload(bytes, Math.min(to, close + 2), to);
  peelTime(out, LEAST_DIGITS);
  return true;
}

/**
 * A time in ISO 8601 with a `T` and a zone before the payload, as exports of CloudWatch have it, with so many digits of a
 * second at least.
 */
export function peelTime(out: Envelope, leastDigits = 0): boolean {
  const { bytes, from, to } = out;
  const timeTo = isoEnd(bytes, from, to);
  if (timeTo === -1 || fractionDigits(bytes, from) < leastDigits) return false;
  out.tellTime('iso', from, timeTo);
  out.payload(bytes, timeTo + 1, to);
  return true;
}
