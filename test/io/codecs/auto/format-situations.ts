import type { Situation } from './situations.js';

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

const REALTIME =
  '1714564801.250\t192.0.2.1\t0.002\t503\t612\tGET\thttps\td111.cloudfront.net\t/api/a\t78\tFRA2-C1\tSOX4==\twww.example.com\t0.250\tHTTP/2.0\tIPv4\tcurl/8.5%20(x)\t-\t-\tb=c\tError\t-\tTLSv1.3\tTLS_AES_128\tError\t-\t-\ttext/html\t600\t-\t-\t11040\tError\tDE\tgzip,%20br\t*/*\t*\thost:www.example.com%0A\thost%0A\t1';
const REALTIME_ROW = {
  ...{
    time: '2024-05-01T12:00:01.250Z',
    host: '192.0.2.1',
    method: 'GET',
    path: '/api/a?b=c',
    section: '/api',
  },
  ...{
    status: 503,
    size: 612,
    agent: 'curl/8.5 (x)',
    vhost: 'www.example.com',
    duration: 250,
    referer: null,
  },
  ...{
    time_to_first_byte: 2,
    c_country: 'DE',
    cs_headers_count: 1,
    c_port: 11040,
    x_edge_result_type: 'Error',
  },
};

/** Formats that were checked against public logs of each. */
export const FORMAT_SITUATIONS: readonly Situation[] = [
  {
    name: 'cloudfront-realtime: the first forty fields, all, and more than are known',
    input: text(
      REALTIME,
      `${REALTIME}\tE1\td222.cloudfront.net\t0.100\t0.200\t64500`,
      `${REALTIME}\tE1\t-\t-\t-\t64500\tnew`,
    ),
    formats: ['cloudfront-realtime'],
    rows: [REALTIME_ROW, { ...REALTIME_ROW, origin_lbl: 200, asn: 64500 }, { ...REALTIME_ROW, asn: 64500 }],
  },
  {
    name: 'cloudfront-realtime: a line that lacks a field in its midst',
    input: text(
      `${REALTIME}\tE1\t-\t-\t-\t64500`,
      `${REALTIME.replace('\t-\t-\tb=c', '\t-\tb=c')}\tE1\t-\t-\t-\t64500`,
    ),
    formats: ['cloudfront-realtime'],
    rows: [REALTIME_ROW],
    rejected: ['malformed'],
  },
  {
    name: 'haproxy: a request in a format of somebody’s own is none of httplog, but a request',
    input: text(
      '192.0.2.7:33317 [01/May/2024:12:00:01.000] www web/web1 0/0/1/2/250 503 612 - - ---- 1/1/0/0/0 0/0 "GET /api/a HTTP/1.1"',
      'May  1 12:00:02 lb1 haproxy[7]: 192.0.2.7:33318 [01/May/2024:12:00:02.000] www web/web1 www.example.com 0/0/1/2/3 200 5 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"',
      'May  1 12:00:03 lb1 haproxy[7]: 192.0.2.7:33319 [01/May/2024:12:00:03.000] www/1: Connection closed during SSL handshake',
    ),
    formats: ['haproxy'],
    rows: [
      { time: '2024-05-01T12:00:01.250Z', host: '192.0.2.7', path: '/api/a', status: 503, duration: 250 },
    ],
    rejected: ['malformed', 'not-a-request'],
  },
  {
    name: 'postgresql-csv: with a statement of several lines',
    input: text(
      '2024-05-01 12:00:01.500 UTC,"jo","shop",7,"192.0.2.1:5000",66.7,1,"SELECT",2024-05-01 11:59:00 UTC,3/7,0,LOG,00000,"duration: 250.000 ms  statement: SELECT 1,',
      '\t""b""',
      'FROM c",,,,,,,,,"psql","client backend",,0',
      '2024-05-01 12:00:02.500 UTC,,,1,,66.1,2,,2024-05-01 11:59:00 UTC,,0,LOG,00000,"checkpoint starting: time",,,,,,,,,"","checkpointer",,0',
    ),
    formats: ['postgresql-csv'],
    rows: [
      {
        ...{
          time: '2024-05-01T12:00:01.500Z',
          severity: 'LOG',
          user: 'jo',
          host: '192.0.2.1',
          duration: 250,
        },
        ...{ statement: 'SELECT 1,\n\t"b"\nFROM c', application: 'psql' },
      },
      { time: '2024-05-01T12:00:02.500Z', message: 'checkpoint starting: time', user: null },
    ],
  },
];
