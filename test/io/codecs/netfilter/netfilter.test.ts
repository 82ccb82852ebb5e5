import { expect, test } from 'vitest';
import { netfilter } from '../../../../src/io/codecs/netfilter/netfilter.js';
import { rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const [UFW = '', UDP = '', V6 = '', ICMP = ''] = TEXT_SAMPLES.netfilter.rows;
const row = (line: string) => rowOf(netfilter.codec({ year: 2024 }), line);

test('a packet that ufw has blocked has its rule, its ends and its flags', () => {
  expect(row(UFW)).toStrictEqual({
    time: Date.parse('2024-05-01T12:00:00Z'),
    hostname: 'web1',
    prefix: 'UFW BLOCK',
    action: 'BLOCK',
    in_interface: 'eth0',
    out_interface: null,
    mac: '00:00:5e:00:53:01:00:00:5e:00:53:02:08:00',
    src: '192.0.2.7',
    dst: '198.51.100.1',
    len: 60,
    ttl: 54,
    id: 4321,
    proto: 'TCP',
    spt: 51234,
    dpt: 22,
    flags: 'SYN',
    type: undefined,
    code: undefined,
  });
  expect(row(UFW.replace(' SYN ', ' ACK FIN '))).toMatchObject({ flags: 'ACK FIN' });
});

test('of what comes twice the first counts, and a packet within another is not this one', () => {
  expect(row(UDP)).toMatchObject({
    prefix: 'drop-in',
    action: undefined,
    len: 29,
    mac: null,
    flags: undefined,
  });
  expect(row(V6)).toMatchObject({ action: 'ALLOW', ttl: 255, proto: 'ICMPv6', type: 135, code: 0 });
  expect(row(ICMP)).toMatchObject({ prefix: undefined, dst: '198.51.100.1', proto: 'ICMP', spt: undefined });
});
