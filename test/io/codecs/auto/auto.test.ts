import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { auto, recognise } from '../../../../src/io/codecs/auto/auto.js';
import { codecOf } from '../../../../src/io/codecs/codec-of.js';
import { FORMATS, type FormatName } from '../../../../src/io/codecs/formats.js';
import { isMissing, SHARED_DATA } from '../../../support/shared-data.js';
import { decodeAll } from '../decode-all.js';

const CLF = '10.0.0.1 - - [26/Dec/2016:16:16:48 +0200] "GET /a/b HTTP/1.0" 200 1';

const FIRST_LINES: readonly (readonly [FormatName | undefined, string])[] = [
  ['w3c', '#Version: 1.0'],
  ['cloudfront', '#Fields: date time x-edge-location sc-bytes'],
  [
    'alb',
    'http 2018-07-02T22:23:00.186641Z app/my-lb/50dc 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://h/ HTTP/1.1" "curl" - -',
  ],
  ['access-log', CLF],
  ['jsonl', '{"a":1}'],
  ['jsonl', 'web-1  | {"ts":1}'],
  ['csv', '"remotehost","rfc931","authuser","date","request","status","bytes"'],
  ['csv', 'timestamp;tagname;value'],
  ['csv', '#separator \\x09'],
  ['logfmt', 'ts=2026-01-02T03:04:05Z level=info'],
  ['lines', '2026-01-02 03:04:05 hello'],
  ['lines', 'Jan  2 03:04:05 host app: hello'],
  [undefined, 'hello'],
  [undefined, '# a comment'],
  [undefined, 'a,b,c'],
  [undefined, 'level=info msg=x'],
  [undefined, '{ hello'],
  [undefined, '[1, 2]'],
  [undefined, '\u0016\u0003\u0001'],
];

test.each(FIRST_LINES)('%s: %s', (name, line) => {
  expect(recognise(line)).toBe(name);
});

test('says once which format it has taken, and a decoder that resumes does not', () => {
  const said: string[] = [];
  const codec = auto({ onFormat: (name) => said.push(name) });
  const decoder = codec.decoder('all');
  decoder.decode(Buffer.from('noise\n'));
  expect(said).toEqual([]);
  decoder.decode(Buffer.from(`${CLF}\n{"ts":1700000000}\n${CLF}\n`));
  decoder.end();
  expect(said).toEqual(['access-log']);
  codec.decoder('all', { offset: 6, saved: decoder.save() }).decode(Buffer.from(`${CLF}\n`));
  expect(said).toEqual(['access-log']);
});

test('a request decides, and what is none between requests is rejected as that', () => {
  const { rows, rejected } = decodeAll(auto(), `noise\n${CLF}\n{"ts":1700000000}\n`);
  expect(rows).toMatchObject([{ section: '/a' }]);
  expect(rejected).toMatchObject([
    {
      reason: 'malformed',
      offset: 0,
      detail: expect.stringContaining('cloudfront, cloudfront-realtime, w3c'),
    },
    { reason: 'not-a-request', offset: 6 + CLF.length + 1 },
  ]);
});

test('options reach the format that is taken', () => {
  expect(decodeAll(auto({ year: 2026 }), 'Jan  2 03:04:05 x').rows).toEqual([
    { time: Date.UTC(2026, 0, 2, 3, 4, 5), line: 'Jan  2 03:04:05 x' },
  ]);
  expect(decodeAll(auto({ time: { field: 'at' } }), '{"ts":1,"at":1700000000}').rows).toMatchObject([
    { time: 1.7e12 },
  ]);
});

describe('codecOf', () => {
  test('knows every format by its name, and those with a parameter', () => {
    for (const { name } of FORMATS) expect(codecOf(name).fields).toContain('time');
    expect(codecOf('auto').open).toBe(true);
    expect(codecOf({ json: { user: 'user.id' } }).fields).toEqual(['time', 'user']);
    expect(codecOf({ regex: '(?<time>.*)' }).fields).toEqual(['time']);
    expect(codecOf({ nginx: '[$time_local] $status' }).fields).toContain('status');
  });

  test.each(['accesslog', 'constructor', {}])('refuses %j', (format) => {
    expect(() => codecOf(format as 'auto')).toThrow(expect.objectContaining({ code: 'unknown-format' }));
  });
});

const MATOMO = 'matomo-org__matomo-log-analytics';
const CROWDSEC = 'crowdsecurity__hub';
const LNAV = 'tstack__lnav';

/** What a person takes each file for, with its rows and rejected lines. */
const FILES: readonly (readonly [string, string, number, number])[] = [
  [`${CROWDSEC}/apache2-logs/apache2-logs.log`, 'access-log', 7, 2],
  [`${CROWDSEC}/aws-cloudfront-logs/aws-cloudfront-logs.log`, 'cloudfront', 2, 0],
  [`${CROWDSEC}/base-upsun-httplog-logs/base-upsun-httplog-logs.log`, 'jsonl', 1, 0],
  [`${CROWDSEC}/haproxy-logs/haproxy-logs.log`, 'haproxy', 2, 3],
  [`${CROWDSEC}/nginx_http-logs/nginx_http-logs.log`, 'access-log', 8, 1],
  [`${CROWDSEC}/traefik_clf/traefik_clf.log`, 'access-log', 7, 0],
  [`${CROWDSEC}/uptime-kuma-logs/uptime-kuma-logs.log`, 'lines', 2, 0],
  [`${CROWDSEC}/zoraxy-http-logs/zoraxy.log`, 'lines', 13, 0],
  ['elastic__beats/apache_test.log', 'access-log', 7, 0],
  ['elastic__beats/iis_7.5.log', 'w3c', 4, 0],
  ['elastic__beats/iis_ipv6zone.log', 'w3c', 1, 0],
  ['elastic__beats/nginx_test.log', 'access-log', 7, 0],
  ['elastic__examples/apache_logs.log', 'access-log', 10_000, 0],
  ['elastic__examples/nginxplus_json_logs.ndjson', 'jsonl', 500, 0],
  ['logpai__loghub/Apache/Apache_2k.log', 'apache-error', 2000, 0],
  ['logpai__loghub/Apache/Apache_2k.log_structured.csv', 'csv', 2000, 0],
  [`${MATOMO}/alb.log`, 'alb', 1, 0],
  // It begins with #Version, as any W3C log may.
  [`${MATOMO}/amazon_cloudfront_web.log`, 'w3c', 1, 0],
  [`${MATOMO}/caddy_json.log`, 'jsonl', 3, 0],
  [`${MATOMO}/common.log`, 'access-log', 1, 0],
  [`${MATOMO}/common_complete.log`, 'access-log', 1, 0],
  [`${MATOMO}/common_vhost.log`, 'access-log', 1, 0],
  // Only a pattern of the user's can read its date.
  [`${MATOMO}/custom_regex_custom_date.log`, 'none', 0, 1],
  [`${MATOMO}/gandi.log`, 'access-log', 2, 0],
  // Syslog's times have no year.
  [`${MATOMO}/haproxy.log`, 'haproxy', 1, 0],
  [`${MATOMO}/icecast2.log`, 'access-log', 1, 0],
  [`${MATOMO}/iis.log`, 'w3c', 1, 0],
  [`${MATOMO}/logs_to_tests.log`, 'access-log', 4, 1],
  [`${MATOMO}/ncsa_extended.log`, 'access-log', 1, 0],
  [`${MATOMO}/netscaler.log`, 'w3c', 1, 0],
  [`${MATOMO}/nginx_json.log`, 'jsonl', 2, 0],
  [`${MATOMO}/ovh.log`, 'access-log', 1, 0],
  [`${MATOMO}/s3.log`, 's3-access', 1, 0],
  [`${MATOMO}/shoutcast.log`, 'w3c', 1, 0],
  [`${MATOMO}/static_ignores.log`, 'access-log', 4, 0],
  ['sidqian123__log-ml/nasa_sample_a.log', 'access-log', 650, 0],
  [`${LNAV}/logfile_access_log.0`, 'access-log', 3, 0],
  [`${LNAV}/logfile_access_log.1`, 'access-log', 1, 0],
  [`${LNAV}/logfile_bro_http.log.0`, 'csv', 197, 0],
  [`${LNAV}/logfile_caddy_log.0`, 'jsonl', 39, 0],
  [`${LNAV}/logfile_caddy_log.1`, 'jsonl', 4, 0],
  [`${LNAV}/logfile_crlf.0`, 'lines', 2, 0],
  [`${LNAV}/logfile_epoch.0`, 'lines', 2, 0],
  [`${LNAV}/logfile_regexp_access_log.0`, 'access-log', 2, 0],
  [`${LNAV}/logfile_syslog_with_access_log.0`, 'auth', 0, 5],
  [`${LNAV}/logfile_syslog_with_mixed_times.0`, 'lines', 0, 13],
  [`${LNAV}/logfile_w3c.0`, 'w3c', 1, 0],
  [`${LNAV}/logfile_w3c.6`, 'w3c', 1, 0],
  [`${LNAV}/logfile_w3c_big.0`, 'w3c', 210, 0],
];

describe.skipIf(isMissing('http-logs'))('log files of other projects', () => {
  test.each(FILES)('%s is %s', (file, format, rows, rejected) => {
    let name = 'none';
    const codec = auto({ onFormat: (taken) => (name = taken) });
    const out = decodeAll(codec, readFileSync(join(SHARED_DATA, 'http-logs', file)));
    expect([name, out.rows.length, out.rejected.length]).toEqual([format, rows, rejected]);
  });
});
