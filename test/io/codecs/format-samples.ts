import type { FormatName } from '../../../src/io/codecs/formats.js';

/** Lines in which as many fields as possible hold something. */
export const SAMPLES: Readonly<Partial<Record<FormatName, string>>> = {
  'access-log':
    'www.example.com:443 192.0.2.1 - ann [29/Feb/2024:13:55:36 +0000] "GET /api/users?id=7 HTTP/1.1" 200 5 "http://example.com/" "curl/8" 0.012',
  alb: 'https 2024-02-29T13:55:36.123456Z app/web/50dc6c495c0c9188 192.0.2.1:2817 198.51.100.7:80 0.001 0.002 0.003 200 201 34 366 "GET https://www.example.com:443/api/users HTTP/1.1" "curl/8" ECDHE-RSA TLSv1.2 arn:aws:tg "Root=1-58337281" "www.example.com" "arn:aws:cert" 7 2024-02-29T13:55:36.000000Z "forward" "https://example.com/" "LambdaInvalidResponse" "198.51.100.7:80" "200" "Acceptable" "x" TID_1 "h" "/u" "ok"',
  's3-access':
    '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be logs [29/Feb/2024:13:55:36 +0000] 192.0.2.1 arn:aws:iam::1:user/ann 3E57427F3EXAMPLE REST.GET.OBJECT photos/a.jpg "GET /photos/a.jpg HTTP/1.1" 200 NoSuchKey 2326 4096 70 10 "http://example.com/" "S3Console/0.4" v1 host= SigV4 ECDHE-RSA AuthHeader logs.s3.example.com TLSv1.2 arn:aws:s3:ap Yes eu-west-1',
  w3c: [
    '#Fields: date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken time-to-first-byte',
    '2024-02-29 13:55:36 W3SVC1 WEB1 198.51.100.1 GET /report q=1 443 ann 192.0.2.1 HTTP/1.1 curl/8 a=1 http://example.com/ www.example.com 200 1 2 157 33 15 0.5',
  ].join('\n'),
  cloudfront:
    '2024-02-29\t13:55:36\tFRA2-C1\t157\t192.0.2.1\tGET\td111.cloudfront.net\t/report\t200\thttp://example.com/\tcurl%2F8\tq=1\ta=1\tHit\tSOX4xwn4==\twww.example.com\thttps\t23\t0.002\t192.0.2.9\tTLSv1.2\tECDHE\tHit\tHTTP/2.0\tProcessed\t1\t11040\t0.001\tHit\ttext/html\t78\t0\t77',
  'cloudfront-realtime':
    '1709214936.250\t192.0.2.1\t0.002\t200\t612\tGET\thttps\td111.cloudfront.net\t/report\t78\tFRA2-C1\tSOX4xwn4==\twww.example.com\t0.250\tHTTP/2.0\tIPv4\tcurl%2F8\thttp://example.com/\ta=1\tq=1\tHit\t192.0.2.9\tTLSv1.3\tTLS_AES_128\tHit\t1\tProcessed\ttext/html\t600\t0\t599\t11040\tHit\tDE\tgzip\t*/*\t/rep*\thost:www.example.com%0A\thost%0A\t1\tE1\td222.cloudfront.net\t0.100\t0.200\t64500',
  'vpc-flow':
    '2 123456789010 eni-1235b8ca 192.0.2.1 198.51.100.9 49152 443 6 10 840 1418530010 1418530070 ACCEPT OK',
  jsonl: '{"time":"2024-02-29T13:55:36Z","level":"info","took_ms":12.5,"deep":{"ok":true}}',
  csv: 'time,level,ms\n2024-02-29T13:55:36Z,info,12',
  logfmt: 'time=2024-02-29T13:55:36Z level=info msg="it began"',
  lines: '2024-02-29T13:55:36Z it began',
};
