import { type IpAddress, ipAddress } from '../../../net/ip-address.js';

/**
 * All that an address reaches: itself, and the one of IPv4 that it carries in any of the forms that routers and gateways
 * unwrap. Empty for what is none.
 */
export const embeddedAddresses = (text: string): readonly IpAddress[] => {
  const address = ipAddress(text);
  if (address === undefined) return [];
  return typeof address === 'number' ? [address] : [address, ...embeddedIn(address)];
};

const four = (digits: string): number => Number.parseInt(digits, 16);

/** In the 32 digits of an address of IPv6. One that is mapped (::ffff:0:0/96) is one of IPv4 already. */
const embeddedIn = (digits: string): readonly number[] => {
  const last = four(digits.slice(24));
  // IPv4-compatible (RFC 4291): `::` and `::1` are addresses of their own.
  if (digits.startsWith('0'.repeat(24))) return last > 1 ? [last] : [];
  // Translated (RFC 2765), ::ffff:0:0:0/96.
  if (digits.startsWith('0000000000000000ffff0000')) return [last];
  // NAT64 (RFC 6052), 64:ff9b::/96.
  if (digits.startsWith('0064ff9b0000000000000000')) return [last];
  // NAT64 of one's own (RFC 8215), 64:ff9b:1::/48: as /48, /56, /64 and /96 write it (RFC 6052, 2.2).
  if (digits.startsWith('0064ff9b0001')) {
    const at = (...parts: readonly (readonly [number, number])[]): number =>
      four(parts.map(([from, to]) => digits.slice(from, to)).join(''));
    return [at([12, 16], [18, 22]), at([14, 16], [18, 24]), at([18, 26]), last];
  }
  // 6to4 (RFC 3056), 2002::/16.
  if (digits.startsWith('2002')) return [four(digits.slice(4, 12))];
  // Teredo (RFC 4380), 2001::/32: its server, and the client with all bits turned over.
  if (digits.startsWith('20010000')) return [four(digits.slice(8, 16)), (last ^ 0xffffffff) >>> 0];
  // ISATAP (RFC 5214): in the interface identifier of any network.
  return /^.{16}0[02]005efe/.test(digits) ? [last] : [];
};
