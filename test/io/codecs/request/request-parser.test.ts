import { describe, expect, it } from 'vitest';
import { builtParts } from '../../../../src/config/parts/built-parts.js';
import { codecOf } from '../../../../src/config/parts/format.js';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import { decodeAll } from '../decode-all.js';

const PREFIX = 'Apr 29 10:00:01 lb haproxy[8]: 192.0.2.1:333 [29/Apr/2024:10:00:01.655] ';
const OWNER = '79a5'.repeat(16);
/** A request, and then what the same program writes and is none. */
const CASES: Readonly<Record<string, readonly [request: string, ...others: string[]]>> = {
  haproxy: [
    `${PREFIX}http-in static/srv1 10/0/30/69/109 503 2750 - - ---- 1/1/1/1/0 0/0 "GET /x HTTP/1.1"`,
    `${PREFIX}db back/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0`,
  ],
  envoy: [
    '[2024-04-29T10:00:01.123Z] "GET /x HTTP/1.1" 503 UF 0 91 5 - "-" "curl/8" "id-1" "example.com" "-"',
    '[2024-04-29T10:00:02.123Z] "- - -" 0 - 145 220 33 - "-" "-" "-" "-" "192.0.2.9:3306"',
  ],
  w3c: [
    '#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2024-04-29 10:00:01 192.0.2.1 GET /x 503',
    '2024-04-29 10:00:02 192.0.2.1 - - -',
    '#Fields: date time c-ip x-event\n2024-04-29 10:00:03 192.0.2.1 connect',
  ],
  csv: [
    'time,client_ip,method,path,status\n2024-04-29T10:00:01Z,192.0.2.1,GET,/x,503',
    '2024-04-29T10:00:02Z,,,,',
    '2024-04-29T10:00:03Z,192.0.2.1,-,-,0',
  ],
  logfmt: [
    'time=2024-04-29T10:00:01Z level=info method=GET path=/x status=503 host=192.0.2.1',
    'time=2024-04-29T10:00:02Z level=info msg="job done" status=ok path=/tmp/file',
  ],
  's3-access': [
    `${OWNER} bucket [29/Apr/2024:10:00:01 +0000] 192.0.2.1 ${OWNER} 3E57F4A3EXAMPLE0 REST.GET.OBJECT x "GET /x HTTP/1.1" 503 - 12 12 7 - "-" "curl" - s9lz= SigV4 ECDHE AuthHeader b.example.com TLSV1.2 - -`,
    `${OWNER} bucket [29/Apr/2024:10:00:02 +0000] - AmazonS3 3E57F4A3EXAMPLE1 S3.EXPIRE.OBJECT x "-" - - - 12 - - "-" "-" - s9lz= - - - - - - -`,
  ],
};

describe.each(Object.entries(CASES))(
  '%s, of which only requests are wanted',
  (name, [request, ...others]) => {
    const input = [request, ...others, ''].join('\n');

    it.each([
      ['by its name', codecOf(name, builtParts, { requests: true })],
      ['told by itself', auto({ requests: true })],
    ])('gives requests alone, and says that the rest is none: %s', (_, codec) => {
      const { rows, rejected } = decodeAll(codec, input, ['section']);
      expect(rows).toMatchObject([{ section: '/x', status: 503 }]);
      expect(rejected.map(({ reason }) => reason)).toEqual(others.map(() => 'not-a-request'));
    });

    it('gives all of it where nothing is said', () => {
      const { rows } = decodeAll(codecOf(name, builtParts, {}), input, ['section']);
      expect(rows).toHaveLength(1 + others.length);
    });
  },
);
