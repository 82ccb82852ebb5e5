import { isText } from '../bytes/is-text.js';
import { stands } from '../bytes/stands.js';

/** Whether `bytes[from, to)`, which is never empty, looks like a value of a field. */
export type Look = (bytes: Buffer, from: number, to: number) => boolean;

/** Nothing but such bytes. */
const allOf = (characters: string): Look => {
  const isOne = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) isOne[byte] = 1;
  return (bytes, from, to) => {
    for (let i = from; i < to; i++) if (isOne[bytes[i] as number] === 0) return false;
    return true;
  };
};

/** One of these texts to begin with. */
const begins = (...texts: readonly string[]): Look => {
  const heads = texts.map((text) => Buffer.from(text));
  return (bytes, from, to) => {
    for (const head of heads) if (stands(bytes, head, from, to)) return true;
    return false;
  };
};

/** All of one of these texts. */
const textOf = (...texts: readonly string[]): Look => {
  const all = texts.map((text) => Buffer.from(text));
  return (bytes, from, to) => {
    for (const text of all) if (isText(bytes, text, from, to)) return true;
    return false;
  };
};

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const whole = allOf(DIGITS);
const decimal = allOf(`${DIGITS}.`);
const upper = allOf(UPPER);

/**
 * What values of a field look like: lines say nothing of the order of their fields, and one too few would shift all behind
 * it, so that rows would be plausible and wrong.
 */
export const REALTIME_LOOKS: Readonly<Record<string, Look>> = {
  'c-ip': allOf(`${DIGITS}ABCDEFabcdef:.`),
  'time-to-first-byte': decimal,
  'sc-status': (bytes, from, to) => to - from <= 3 && whole(bytes, from, to),
  'sc-bytes': whole,
  'cs-method': allOf(`${UPPER}-`),
  'cs-protocol': textOf('http', 'https', 'ws', 'wss'),
  'cs-uri-stem': begins('/', '*'),
  'x-edge-location': (bytes, from, to) =>
    to - from > 3 && upper(bytes, from, from + 3) && whole(bytes, from + 3, from + 4),
  'time-taken': decimal,
  'cs-protocol-version': begins('HTTP/'),
  'c-ip-version': textOf('IPv4', 'IPv6'),
  'ssl-protocol': begins('TLSv', 'SSLv'),
  'c-port': whole,
  'c-country': (bytes, from, to) => to - from === 2 && upper(bytes, from, to),
  'cs-headers-count': whole,
  'sc-content-len': whole,
  'origin-fbl': decimal,
  'origin-lbl': decimal,
  asn: whole,
};
