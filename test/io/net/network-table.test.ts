import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipAddress } from '../../../src/io/net/ip-address.js';
import { NetworkTable } from '../../../src/io/net/network-table.js';

const V4 = fc.oneof(fc.ipV4(), fc.constantFrom('0.0.0.0', '255.255.255.255', '10.0.0.1', '10.255.0.1'));
const V6 = fc.oneof(fc.ipV6(), fc.constantFrom('::', '::1', '2001:db8::1', '2001:DB8::F', 'fe80::1'));
const NET = fc.oneof(
  fc.tuple(V4, fc.integer({ min: 0, max: 32 })),
  fc.tuple(V6, fc.integer({ min: 0, max: 128 })),
);
const isMapped = (address: string): boolean =>
  typeof ipAddress(address) === 'number' && address.includes(':');

describe('an address', () => {
  it('is one where Node takes it for one, and nothing else is', () => {
    const pieces = fc.array(
      fc.constantFrom('1', '25', '256', '0', '.', ':', '::', 'ff', 'g', '%e', ' ', '-'),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          V4,
          V6,
          pieces.map((all) => all.join('')),
          fc.string(),
        ),
        (text) => {
          expect([text, ipAddress(text) !== undefined]).toEqual([text, isIP(text) !== 0]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is the same however it is written', () => {
    expect(ipAddress('10.0.0.1')).toBe(0x0a000001);
    expect(ipAddress('::ffff:10.0.0.1')).toBe(0x0a000001);
    expect(ipAddress('::FFFF:a00:1')).toBe(0x0a000001);
    expect(ipAddress('2001:db8::1%eth0')).toBe(ipAddress('2001:0DB8:0:0:0:0:0:1'));
    expect(ipAddress('::10.0.0.1')).toBe(ipAddress('::a00:1'));
  });
});

describe('a table of networks', () => {
  it('finds the narrowest of those that an address is in', () => {
    const table = new NetworkTable<string>();
    for (const net of ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '::/0', '2001:db8::/33'])
      table.set(net, net);
    expect(table.find('10.1.2.3')).toBe('10.1.2.3');
    expect(table.find('10.1.2.4')).toBe('10.1.0.0/16');
    expect(table.find('10.2.0.0')).toBe('10.0.0.0/8');
    expect(table.find('192.0.2.1')).toBe('0.0.0.0/0');
    expect(table.find('::ffff:10.1.2.3')).toBe('10.1.2.3');
    expect(table.find('2001:db8:7fff::1')).toBe('2001:db8::/33');
    expect(table.find('2001:db8:8000::1')).toBe('::/0');
    expect(table.find('example.com')).toBeUndefined();
    expect(table.size).toBe(6);
  });

  it('agrees with the lists of Node on every network and address', () => {
    fc.assert(
      fc.property(fc.array(NET, { minLength: 1, maxLength: 6 }), fc.oneof(V4, V6), (nets, address) => {
        const plain = nets.filter(([net]) => !isMapped(net));
        fc.pre(plain.length > 0 && !isMapped(address));
        const table = new NetworkTable<number>();
        const bits = new Map<number, number>();
        const inside: number[] = [];
        for (const [i, [net, length]] of plain.entries()) {
          table.set(`${net}/${length}`, i);
          bits.set(i, length);
          const list = new BlockList();
          list.addSubnet(net, length, isIP(net) === 4 ? 'ipv4' : 'ipv6');
          const isSame = isIP(net) === isIP(address);
          if (isSame && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')) inside.push(i);
        }
        const found = table.find(address);
        expect(found === undefined).toBe(inside.length === 0);
        if (found !== undefined) {
          expect(inside).toContain(found);
          expect(bits.get(found)).toBe(Math.max(...inside.map((i) => bits.get(i) ?? -1)));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/8/9',
    '::/129',
    'example.com/8',
    '::ffff:10.0.0.0/8',
    ' 10.0.0.0/8',
  ])('refuses %j', (text) => {
    expect(() => new NetworkTable().set(text, 1)).toThrow(/is no network; write for example/);
  });
});
