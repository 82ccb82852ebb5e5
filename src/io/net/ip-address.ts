import { isIPv6 } from 'node:net';

/** An address: of IPv4 its 32 bits, of IPv6 its 128 as 32 hex digits. One of IPv4 that is written as IPv6 is one of IPv4. */
export type IpAddress = number | string;

const DOT = 0x2e;
const ZERO = 0x30;
/** `0:0:0:0:0:ffff`, in front of the 32 bits of IPv4. */
const MAPPED = `${'0'.repeat(20)}ffff`;
/** `255.255.255.255` within an address of IPv6. */
const LONGEST = 45;

/**
 * The address that a text is; undefined for what is none: names, ports behind it, brackets, blanks. Zones of IPv6 (`%eth0`) are
 * left out.
 */
export const ipAddress = (text: string): IpAddress | undefined => {
  const four = ipv4(text, 0);
  if (four !== undefined) return four;
  const zone = text.indexOf('%');
  const plain = zone === -1 ? text : text.slice(0, zone);
  if (plain.length > LONGEST || !plain.includes(':') || !isIPv6(text)) return undefined;
  const digits = expanded(plain);
  return digits.startsWith(MAPPED) ? Number.parseInt(digits.slice(24), 16) : digits;
};

/** Four numbers without leading zeros, to the end of the text. */
const ipv4 = (text: string, from: number): number | undefined => {
  const { length } = text;
  if (length - from < 7 || length - from > 15) return undefined;
  let address = 0;
  let part = -1;
  let dots = 0;
  for (let i = from; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (part === -1 || ++dots > 3) return undefined;
      address = address * 256 + part;
      part = -1;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || part === 0) return undefined;
    part = part === -1 ? digit : part * 10 + digit;
    if (part > 255) return undefined;
  }
  return dots === 3 && part !== -1 ? address * 256 + part : undefined;
};

/** All digits of an address of IPv6 that is in order. */
const expanded = (text: string): string => {
  const colon = text.lastIndexOf(':');
  const four = text.includes('.') ? ipv4(text, colon + 1) : undefined;
  const hex = four?.toString(16).padStart(8, '0');
  const plain = hex === undefined ? text : `${text.slice(0, colon + 1)}${hex.slice(0, 4)}:${hex.slice(4)}`;
  const [before = '', after] = plain.split('::');
  const digitsOf = (part: string): string =>
    part === ''
      ? ''
      : part
          .split(':')
          .map((group) => group.padStart(4, '0'))
          .join('');
  const [left, right] = [digitsOf(before), digitsOf(after ?? '')];
  return (left + '0'.repeat(Math.max(0, 32 - left.length - right.length)) + right).toLowerCase();
};
