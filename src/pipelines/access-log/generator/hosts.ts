import type { Random } from '../../../io/random.js';

/** Blocks set aside for documentation (RFC 5737), so that no line accuses a real machine. */
const BLOCKS = ['192.0.2.', '198.51.100.', '203.0.113.'];

const below = (random: Random, limit: number): number => random() % limit;

const ipv4 = (random: Random): string =>
  random() % 4 === 0
    ? `10.${below(random, 32)}.${below(random, 256)}.${1 + below(random, 254)}`
    : `${BLOCKS[below(random, BLOCKS.length)]}${1 + below(random, 254)}`;

const ipv6 = (random: Random): string =>
  `2001:db8:${below(random, 0x10000).toString(16)}::${(1 + below(random, 0xfffe)).toString(16)}`;

/** That many different addresses, one in eight of them IPv6. */
export const hosts = (count: number, random: Random): readonly string[] => {
  const found = new Set<string>();
  while (found.size < count) found.add(random() % 8 === 0 ? ipv6(random) : ipv4(random));
  return [...found];
};
