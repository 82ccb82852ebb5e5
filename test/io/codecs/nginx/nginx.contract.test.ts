import { nginx } from '../../../../src/io/codecs/nginx/nginx.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const MIXED = [
  '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /a/b HTTP/1.1" 200 123 "-" "Mozilla" 0.290',
  String.raw`10.0.0.1 - a b [10/Oct/2000:13:55:36 -0700] "GET /\x22q\"/x HTTP/1.1" 200 123 "http://h/" "jörg \\" -`,
  '',
  '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "-" 400 0 "-" "-" 0.000',
  '10.0.0.1 - - [yesterday] "GET / HTTP/1.1" 200 0 "-" "-" 0.000',
  '10.0.0.1 - - [31/Feb/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 0 "-" "-" 0.000',
  'nothing like it',
  '10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1',
].join('\n');

codecContract(
  'nginx',
  () =>
    nginx(
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time',
    ),
  [
    { name: 'mixed lines', bytes: Buffer.from(`${MIXED}\n`) },
    { name: 'mixed lines with \\r\\n', bytes: Buffer.from(`${MIXED}\n`.replaceAll('\n', '\r\n')) },
    { name: 'no last newline', bytes: Buffer.from(MIXED) },
  ],
);
