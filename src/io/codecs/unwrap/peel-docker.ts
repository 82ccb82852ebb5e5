import type { Envelope } from './envelope.js';
import type { JsonString } from './json-string.js';
import { find, has, isDigit, QUOTE } from './peel-bytes.js';

const LOG = '{"log":"';
const STREAM = ',"stream":"';
const TIME = '"time":"';
const CLOSE = 0x7d;
const CR = 0x0d;

/**
 * `{"log":"…\n","stream":"stdout","time":"…"}`, as Docker's json-file writes it, its `attrs` wherever they are. A log that
 * does not end in a newline is a piece of 16 KiB, which later ones go on with.
 */
export function peelDocker(out: Envelope, log: JsonString): boolean {
  const { bytes, from, to } = out;
  if (bytes[to - 1] !== CLOSE || !has(bytes, LOG, from, to)) return false;
  if (!log.read(bytes, from + LOG.length, to)) return false;
  const stream = log.closing + 1 + STREAM.length;
  if (!has(bytes, STREAM, log.closing + 1, to) || !has(bytes, 'std', stream, to)) return false;
  const streamTo = find(bytes, QUOTE, stream, to);
  const time = streamTo === -1 ? -1 : timeAt(bytes, streamTo, to);
  if (time === -1 || !isDigit(bytes[time])) return false;
  const timeTo = find(bytes, QUOTE, time, to);
  if (timeTo === -1) return false;
  out.tell('log_stream', stream, streamTo);
  out.tellTime('iso', time, timeTo);
  out.isPartial = !log.hasNewline;
  const end = log.hasNewline && log.to > log.from && log.bytes[log.to - 1] === CR ? log.to - 1 : log.to;
  out.payload(log.bytes, log.from, end);
  return true;
}

/** Index behind `"time":"`. */
function timeAt(bytes: Buffer, from: number, to: number): number {
  for (
    let quote = find(bytes, QUOTE, from + 1, to);
    quote !== -1;
    quote = find(bytes, QUOTE, quote + 1, to)
  ) {
    if (has(bytes, TIME, quote, to)) return quote + TIME.length;
  }
  return -1;
}
