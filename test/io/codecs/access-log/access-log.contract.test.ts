import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const MIXED = [
  '::1 - - [26/Dec/2016:16:16:29 +0200] "GET /favicon.ico HTTP/1.1" 404 209',
  '192.168.33.1 - - [26/Dec/2016:16:22:13 +0000] "GET /hello HTTP/1.1" 404 499 "-" "Mozilla/5.0"',
  'vhost1.example.org:443 2001:db8::1 - jörg [04/Jul/2019:09:20:46 +0200] "GET /ä/b HTTP/1.1" 200 32953 "-" "x"',
  '::1 - - [26/Dec/2016:16:16:48 +0200] "-" 408 -',
  '',
  '# a comment',
  'not a log line',
  String.raw`10.0.0.1 - - [26/Dec/2016:16:16:48 +0200] "\x16\x03\x01" 400 0 "-" "-"`,
  String.raw`10.0.0.1 - a\"b [26/Dec/2016:16:16:48 +0200] "GET /\"q\"/x HTTP/1.1" 200 1 "a\\b" "c\td"`,
  '172.17.1.2 - - [24/Nov/2024:13:38:04 +0000] "GET /x HTTP/2" - - "-" "N" 244 "a@b" "http://172.17.0.3:80" 42ms',
  '10.0.0.1 - - [26/Dec/2016:16:16:48 +0200] "GET /no-status HTTP/1.0" x 1',
  '10.0.0.1 - - [26/Dec/2016:16:16:48 +0200] "GET /no-size HTTP/1.0" 200',
  '10.0.0.1 - - [26/Dec/2016:16:16:48 +0200] no request',
  '10.0.0.1 - - [31/Feb/2016:16:16:48 +0200] "GET / HTTP/1.0" 200 1',
].join('\n');

const EXACTLY_100 = '10.0.0.1 - - [26/Dec/2016:16:16:48 +0200] "GET / HTTP/1.0" 200 1 "-" "x"'.padEnd(
  100,
  ' 1',
);
const LONG = `10.0.0.1 - - [26/Dec/2016:16:16:48 +0200] "GET /${'x'.repeat(400)} HTTP/1.0" 200 1`;

codecContract('access log', () => accessLog(), [
  { name: 'mixed formats', bytes: Buffer.from(`${MIXED}\n`) },
  { name: 'mixed formats with \\r\\n', bytes: Buffer.from(`${MIXED}\n`.replaceAll('\n', '\r\n')) },
  { name: 'no last newline', bytes: Buffer.from(MIXED) },
  { name: 'one long line', bytes: Buffer.from(`${LONG}\n`) },
]);

codecContract(
  'access log with short lines',
  () => accessLog({ maxLineBytes: 100 }),
  [
    {
      name: 'lines around the limit',
      bytes: Buffer.from(
        `${EXACTLY_100}\n${MIXED}\n${LONG}\n\r\n${EXACTLY_100}1\n${EXACTLY_100}\r\n${MIXED}\n${LONG}`,
      ),
    },
  ],
  { oversize: ['lines around the limit'] },
);
