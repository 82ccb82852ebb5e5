import { describe, expect, test } from 'vitest';
import { auto } from '../../../../src/io/codecs/auto/auto.js';

/** What a line is taken for, and its row with nothing for null; the reasons of what is rejected. */
const read = (line: string) => {
  const formats: string[] = [];
  const decoder = auto({ onFormat: (name) => formats.push(name) }).decoder('all', {
    written: () => Date.UTC(2024, 5, 1),
  });
  const parts = [decoder.decode(Buffer.from(`${line}\n`)), decoder.end()];
  const [row] = parts.flatMap(({ rows }) => rows);
  return {
    formats,
    row: row && Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? undefined])),
    rejected: parts.flatMap(({ rejected }) => rejected.map(({ reason }) => reason)),
  };
};

const T = Date.UTC(2024, 4, 1, 12);
const STAMP = '[01/May/2024:12:00:00 +0000]';
const PACKET = 'SRC=192.0.2.7 DST=198.51.100.1 LEN=60 TOS=0x00 PREC=0x00 TTL=54 ID=1 DF';
const AUDIT = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'a',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/default/pods?limit=500',
  verb: 'list',
  user: { username: 'admin', groups: ['system:masters'] },
  sourceIPs: ['192.0.2.1', '198.51.100.2'],
  userAgent: 'kubectl/v1.30',
  responseStatus: { metadata: {}, code: 200 },
  requestReceivedTimestamp: '2024-05-01T11:59:59.900000Z',
  stageTimestamp: '2024-05-01T12:00:00.000000Z',
};

describe('lines as the documentation of their programs has them', () => {
  test.each([
    [
      'varnishncsa, whose paths have the site',
      `192.0.2.1 - - ${STAMP} "GET http://www.example.com/a/b?c=1 HTTP/1.1" 200 5 "-" "curl/8"`,
      { host: '192.0.2.1', section: '/a', status: 200, size: 5, agent: 'curl/8' },
    ],
    [
      'varnishncsa of a request without an answer',
      `192.0.2.1 - - ${STAMP} "GET http://www.example.com/a HTTP/1.1" - - "-" "-"`,
      { host: '192.0.2.1', section: '/a', status: undefined, size: 0 },
    ],
    [
      'Tomcat, with an address of IPv6 in full',
      `0:0:0:0:0:0:0:1 - - ${STAMP} "GET /manager/html HTTP/1.1" 401 2473`,
      { host: '0:0:0:0:0:0:0:1', section: '/manager', status: 401, size: 2473 },
    ],
    [
      'Tomcat, with a session in the path, and a thread behind all',
      `192.0.2.1 - jo ${STAMP} "POST /shop/cart;jsessionid=A1 HTTP/1.1" 200 17 12 http-nio-8080-exec-3`,
      { user: 'jo', path: '/shop/cart;jsessionid=A1', section: '/shop', status: 200, duration: undefined },
    ],
    [
      'Tomcat of a connection without a request',
      `192.0.2.1 - - ${STAMP} "-" 400 -`,
      { section: '(other)', status: 400, size: 0, method: undefined },
    ],
    [
      'Jetty, with the server first and milliseconds in its time',
      `www.example.com 192.0.2.1 - - [01/May/2024:12:00:00.000 +0000] "GET /a HTTP/2.0" 200 17 "-" "curl/8"`,
      { vhost: 'www.example.com', host: '192.0.2.1', section: '/a', protocol: 'HTTP/2.0' },
    ],
  ])('%s', (_, line, row) => {
    expect(read(line)).toMatchObject({ formats: ['access-log'], row: { time: T, ...row }, rejected: [] });
  });

  test.each([
    [
      'iptables without a prefix, behind the uptime',
      `May  1 12:00:00 gw kernel: [  123.456] IN=eth0 OUT= MAC=00:00:5e:00:53:01 ${PACKET} PROTO=TCP SPT=4000 DPT=22 WINDOW=1 RES=0x00 SYN URGP=0`,
      { in_interface: 'eth0', proto: 'TCP', spt: 4000, dpt: 22, flags: 'SYN', prefix: undefined },
    ],
    [
      'an answer of ICMP, of whose packet within nothing is taken',
      `May  1 12:00:00 gw kernel: DROP IN=eth0 OUT= MAC= ${PACKET} PROTO=ICMP TYPE=3 CODE=3 [SRC=198.51.100.1 DST=192.0.2.7 LEN=60 PROTO=UDP SPT=53 DPT=4444 LEN=40 ]`,
      { prefix: 'DROP', src: '192.0.2.7', proto: 'ICMP', type: 3, code: 3, dpt: undefined, len: 60 },
    ],
    [
      'firewalld, of a protocol by its number',
      `May  1 12:00:00 gw kernel: filter_IN_public_REJECT: IN=eth0 OUT= MAC= ${PACKET} PROTO=2 MARK=0x1`,
      { proto: '2', in_interface: 'eth0' },
    ],
    [
      'a packet that goes out, and whose it is',
      `May  1 12:00:00 gw kernel: [UFW AUDIT] IN= OUT=eth0 ${PACKET} PROTO=UDP SPT=1 DPT=53 LEN=40 UID=33 GID=33`,
      { action: 'AUDIT', out_interface: 'eth0', in_interface: undefined, dpt: 53, len: 60 },
    ],
    [
      'IPv6, with a time that has its zone',
      '2024-05-01T14:00:00.000000+02:00 gw kernel: [UFW BLOCK] IN=eth0 OUT= SRC=2001:db8::7 DST=2001:db8::1 LEN=80 TC=0 HOPLIMIT=57 FLOWLBL=0 PROTO=TCP SPT=1 DPT=2 WINDOW=1 RES=0x00 SYN URGP=0',
      { src: '2001:db8::7', dst: '2001:db8::1', ttl: 57, action: 'BLOCK' },
    ],
  ])('netfilter: %s', (_, line, row) => {
    expect(read(line)).toMatchObject({ formats: ['netfilter'], row: { time: T, ...row }, rejected: [] });
  });

  test('an event of the audit log of Kubernetes is a request once it is answered', () => {
    expect(read(JSON.stringify(AUDIT))).toMatchObject({
      formats: ['jsonl'],
      row: {
        time: T,
        host: '192.0.2.1',
        user: 'admin',
        section: '/api',
        status: 200,
        duration: 100,
        agent: 'kubectl/v1.30',
      },
    });
    const { responseStatus: _, ...received } = { ...AUDIT, stage: 'RequestReceived' };
    expect(read(JSON.stringify(received)).row).toMatchObject({ time: T, verb: 'list' });
    expect(read(JSON.stringify(received)).row?.status).toBeUndefined();
  });

  test('what is not read is rejected: a zone in letters is none that is known everywhere', () => {
    expect(read('192.0.2.1 - - [01/May/2024:12:00:00 CEST] "GET /a HTTP/1.1" 200 17')).toMatchObject({
      formats: [],
      rejected: ['malformed'],
    });
  });
});
