import { tookMs } from '../time/stamped-at-start.js';

/** `[time] "GET / HTTP/2" 200 - 0 226 100 …`: Envoy's own format, and Istio's with details before the bytes. */
const ENVOY =
  /^\[[^\]]{19,40}\] "[^"]*" \d{1,3} \S{1,64} (?:\S{1,256} \S{1,256} "[^"]*" )?\d{1,19} \d{1,19} (\d{1,15}) /;
/** `… [time] frontend backend/server 10/0/30/69/109 …`: the last is all of it; `+` says that it was written before the end. */
const HAPROXY =
  /^[^{"]{0,200}\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] \S{1,256} \S{1,256}\/\S{1,256} (?:-?\d{1,15}\/){2,4}(\d{1,15}) /;

/**
 * How long what a line tells of took, in milliseconds, where its time is known to be that at which it began and it was
 * written when it was over: a request that Envoy or HAProxy has served. 0 for any other line.
 */
export function tookOfLine(line: string): number {
  return tookMs((ENVOY.exec(line) ?? HAPROXY.exec(line))?.[1], 'ms');
}

const OPEN = 0x5b;
const SLASH = 0x2f;
const QUOTE = 0x22;
const BRACE = 0x7b;
/** HAProxy's 200 characters, of up to four bytes each. */
const BYTES_BEFORE = 800;

/** Whether a line that begins with a time in ISO 8601 may be one of HAProxy, behind what a syslog says. */
export function mayTellHowLong(bytes: Buffer, from: number, to: number): boolean {
  const most = Math.min(to - 3, from + BYTES_BEFORE);
  for (let i = from; i < most; i++) {
    const byte = bytes[i] as number;
    if (byte === QUOTE || byte === BRACE) return false;
    if (byte === OPEN && bytes[i + 3] === SLASH) return true;
  }
  return false;
}
