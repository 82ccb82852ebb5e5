import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import type { AccessLogRow } from '../../../../src/io/codecs/access-log/access-log-row.js';
import { decodeAccessLog } from './decode-access-log.js';

// Log files of other projects with what those projects say is in them. They are not part of this repository.
const DATA = resolve(import.meta.dirname, '../../../../../shared/data');
const LOGS = join(DATA, 'http-logs');
const missing = !existsSync(LOGS);
if (missing) console.log(`Skipped: the shared log files are not at ${DATA}.`);

const bytesOf = (file: string): Buffer => readFileSync(join(LOGS, file));
// biome-ignore lint/suspicious/noExplicitAny: expected files of many shapes, read field by field below
const jsonOf = (file: string): any => JSON.parse(bytesOf(file).toString('utf8'));
const rowsOf = (file: string): readonly AccessLogRow[] => decodeAccessLog(bytesOf(file)).rows;

/** Our null and undefined are both the `-` or the absent field of most expected files. */
const dash = (value: string | number | null | undefined): string => String(value ?? '-');
const versionOf = (row: AccessLogRow): string | undefined => row.protocol?.replace('HTTP/', '');

describe.skipIf(missing)('access-log files of other projects', () => {
  test('elastic/beats: six rows at the byte offsets it gives, and the vhost line', () => {
    const bytes = bytesOf('elastic__beats/apache_test.log');
    const { rows, rejected } = decodeAccessLog(bytes);
    expect(rejected).toEqual([]);
    expect(rows).toHaveLength(7);
    const expected = jsonOf('elastic__beats/apache_test.expected.json').rows;
    for (const [i, want] of expected.entries()) {
      const row = rows[i]!;
      expect(decodeAccessLog(bytes.subarray(want.offset)).rows).toEqual(rows.slice(i));
      expect(row).toMatchObject({
        time: Date.parse(want.time),
        host: want.client,
        method: want.method,
        path: want.path,
        status: want.status,
        // On purpose: `-` is 0 bytes here, no value there.
        size: want.bytes ?? 0,
        // On purpose: `-` is null here, kept there; no such field is undefined here, null there.
        referer: want.referrer === '-' ? null : (want.referrer ?? undefined),
        agent: want.user_agent === '-' ? null : (want.user_agent ?? undefined),
      });
      expect(versionOf(row) ?? null).toBe(want.version);
    }
    expect(rows[6]).toMatchObject({
      vhost: 'vhost1.domaine.fr',
      host: '123.123.123.123',
      path: '/',
      size: 32953,
    });
  });

  test('elastic/beats: nginx lines with lists of forwarded addresses', () => {
    const rows = rowsOf('elastic__beats/nginx_test.log');
    expect(rows.map((row) => row.host)).toEqual([
      '10.0.0.2',
      '172.17.0.1',
      '10.0.0.2',
      '85.181.35.98',
      '10.5.102.222',
      '2a03:0000:10ff:f00f:0000:0000:0:8000',
      '127.0.0.1',
    ]);
    expect(rows[6]).toMatchObject({ path: null, section: '(other)', status: 400 });
  });

  const crowdsec = [
    { name: 'apache2-logs', lines: 9, errorLog: 2 },
    { name: 'nginx_http-logs', lines: 9, errorLog: 1 },
    { name: 'traefik_clf', lines: 7, errorLog: 0 },
  ];
  test.each(crowdsec)('crowdsecurity/hub: $name', ({ name, lines, errorLog }) => {
    const { rows, rejected } = decodeAccessLog(bytesOf(`crowdsecurity__hub/${name}/${name}.log`));
    const { s01, s02 } = jsonOf(`crowdsecurity__hub/${name}/expected.json`);
    // On purpose: its parser also reads lines of the error log, which are no requests.
    expect(rejected.map((each) => each.reason)).toEqual(Array(errorLog).fill('malformed'));
    expect(rows).toHaveLength(lines - errorLog);
    for (const [i, row] of rows.entries()) {
      const want = s01[i].parsed;
      expect(s01[i].success).toBe(true);
      expect(row.host).toBe(want.clientip ?? want.remote_addr);
      expect(dash(row.user)).toBe(want.auth ?? want.remote_user ?? '-');
      expect(row.user === undefined).toBe(want.auth === undefined && want.remote_user === undefined);
      expect(row.method).toBe(want.verb);
      expect(row.path).toBe(want.request);
      expect(versionOf(row)).toBe(want.httpversion ?? want.http_version);
      expect(dash(row.status)).toBe(want.response ?? want.status ?? '-');
      // On purpose: a size of `-` is 0.
      expect(row.size).toBe(Number((want.bytes ?? want.body_bytes_sent ?? '-').replace('-', '0')));
      expect(dash(row.agent)).toBe(want.http_user_agent ?? '-');
      expect(dash(row.referer)).toBe(want.referrer ?? want.http_referer ?? '-');
      // On purpose: the port stays with the virtual host.
      expect(row.vhost).toBe(want.port ? `${want.target_fqdn}:${want.port}` : want.target_fqdn);
      const ms = want.request_duration_in_ms;
      expect(row.duration).toBe(ms === undefined ? undefined : Number(ms));
    }
    const asLogged = decodeAccessLog(bytesOf(`crowdsecurity__hub/${name}/${name}.log`), {
      stamp: 'end',
    }).rows;
    for (const { enricher, i, enriched } of s02) {
      const time = enricher === 'crowdsecurity/dateparse-enrich' ? enriched?.MarshaledTime : undefined;
      if (time === undefined || i >= rows.length) continue;
      // On purpose: when it was over. Traefik logs when the request began, which is the time there.
      expect(rows[i]?.time).toBe(Date.parse(time) + Number(s01[i].parsed.request_duration_in_ms ?? 0));
      expect(asLogged[i]?.time).toBe(Date.parse(time));
    }
  });

  const MATOMO = 'matomo-org__matomo-log-analytics';
  const matomo = ['common', 'ncsa_extended', 'common_vhost', 'common_complete', 'icecast2', 'ovh', 'gandi'];
  test.each(matomo)('matomo: %s', (name) => {
    // Icecast logs when the listener left and how many seconds it stayed, which its lines do not say.
    const options = name === 'icecast2' ? ({ durationUnit: 's', stamp: 'end' } as const) : {};
    const { rows, rejected } = decodeAccessLog(bytesOf(`${MATOMO}/${name}.log`), options);
    expect(rejected).toEqual([]);
    const { groups, hits } = jsonOf(`${MATOMO}/expected.json`);
    const want = groups[name];
    expect(rows[0]).toMatchObject({
      time: Date.parse('2012-02-10T16:42:07-05:00'),
      host: want.ip,
      user: want.userid,
      path: want.path,
      status: Number(want.status),
      size: Number(want.length),
      // On purpose: `-` is null here.
      referer: want.referrer === '-' ? null : want.referrer,
      agent: want.user_agent,
      vhost: want.host,
      // Gandi's `(0 s)` is in no group there.
      duration: want.session_time ? Number(want.session_time) * 1000 : name === 'gandi' ? 0 : undefined,
    });
    for (const hit of hits[`test_${name}_parsing`]?.hits ?? []) {
      const row = rows[hit.lineno];
      expect(row).toMatchObject({
        time: Date.parse(`${hit.date}Z`),
        status: Number(hit.status),
        host: hit.ip,
      });
      expect(row).toMatchObject({ path: hit.full_path, vhost: hit.host, agent: hit.user_agent });
      expect(row?.user ?? null).toBe(hit.userid);
      expect(row?.referer ?? '').toBe(hit.referrer);
    }
  });

  test('matomo: what Icecast logs at the end is no duration where its unit is not said', () => {
    let told = 0;
    const onUnknownDuration = (): void => void told++;
    const { rows } = decodeAccessLog(bytesOf(`${MATOMO}/icecast2.log`), { onUnknownDuration });
    expect(rows.map((row) => row.duration)).toEqual([null]);
    expect(told).toBe(1);
  });

  test('matomo: static files, long queries, a comment and a blank line', () => {
    const rows = rowsOf(`${MATOMO}/static_ignores.log`);
    expect(rows.map(({ vhost, host, user, path }) => [vhost, host, user, path])).toEqual([
      ['www.example.com', '1.2.3.4', 'theuser', '/'],
      ['www.example.com', '2.2.3.4', 'auser', '/robots.txt'],
      ['www.example.com', '3.2.3.4', 'myuser', '/image.png'],
      ['www.example.com', '4.2.3.4', 'nouser', '/font.woff2'],
    ]);
    const long = decodeAccessLog(bytesOf(`${MATOMO}/logs_to_tests.log`));
    expect(long.rows.map((row) => row.section)).toEqual(['/piwik.php', '/piwik.php', '/piwik.php', '/']);
    const { hits } = jsonOf(`${MATOMO}/expected.json`).hits.test_replay_tracking_arguments;
    for (const [i, hit] of hits.entries()) {
      const query = Object.fromEntries(new URL(long.rows[i]?.path ?? '', 'http://h').searchParams);
      expect(query).toMatchObject(hit);
    }
    expect(long.rows[3]).toMatchObject({ method: 'HEAD', status: 403, size: 0 });
    expect(long.rejected).toMatchObject([{ reason: 'malformed', raw: expect.stringMatching(/^# Request/) }]);
  });

  test('matomo: a date in another notation is not guessed', () => {
    // On purpose: it reads this file with a pattern and a date format given by the user.
    const { rows, rejected } = decodeAccessLog(bytesOf(`${MATOMO}/custom_regex_custom_date.log`));
    expect(rows).toEqual([]);
    expect(rejected).toMatchObject([{ reason: 'malformed', offset: 0 }]);
  });

  test('logstash: HTTPD_COMBINEDLOG', () => {
    const { cases } = jsonOf('logstash-plugins__logstash-patterns-core/httpd.json');
    for (const { pattern, message, legacy_fields: want, absent } of cases) {
      const { rows, rejected } = decodeAccessLog(message);
      if (pattern === 'HTTPD_ERRORLOG') {
        // On purpose: lines of an error log are no requests.
        expect(rejected).toHaveLength(1);
        continue;
      }
      const row = rows[0]!;
      const got = {
        clientip: row.host,
        auth: dash(row.user),
        verb: row.method,
        request: row.path,
        httpversion: versionOf(row),
        response: dash(row.status),
        bytes: String(row.size),
        // There the quotes stay.
        referrer: `"${dash(row.referer)}"`,
        agent: `"${dash(row.agent)}"`,
        ident: '-',
      };
      expect(got).toMatchObject(want);
      if (absent.includes('response')) expect(row.status).toBeNull();
    }
  });

  test.each(['parse_apache_log', 'parse_common_log'])('vectordotdev/vrl: %s', (name) => {
    const seen = { row: 0, refused: 0, other: 0 };
    for (const { args, want } of jsonOf(`vectordotdev__vrl/${name}.json`).cases) {
      const { rows, rejected } = decodeAccessLog(args.value);
      const expected = want.ok;
      if (expected === undefined) {
        seen.refused++;
        expect(rejected).toMatchObject([{ reason: 'malformed', offset: 0 }]);
      } else if (args.format === 'error' || args.timestamp_format || expected.timestamp === undefined) {
        // On purpose: error logs and dates in another notation are not this format, and a line of dashes has no time,
        // without which it can be in no window.
        seen.other++;
        expect(rejected).toMatchObject([{ reason: 'malformed', offset: 0 }]);
      } else {
        seen.row++;
        expect(rows[0]).toMatchObject({
          time: Date.parse(expected.timestamp.$time),
          host: expected.host,
          user: expected.user,
          method: expected.method,
          path: expected.path,
          protocol: expected.protocol,
          status: expected.status,
          size: expected.size,
        });
        expect(rows[0]?.referer ?? undefined).toBe(expected.referrer);
        expect(rows[0]?.agent ?? undefined).toBe(expected.agent);
      }
    }
    expect(seen).toEqual(
      name === 'parse_common_log' ? { row: 1, refused: 2, other: 3 } : { row: 3, refused: 2, other: 7 },
    );
  });

  test('NASA: 650 lines of 1995 in random order', () => {
    const rows = rowsOf('sidqian123__log-ml/nasa_sample_a.log');
    const expected = jsonOf('sidqian123__log-ml/nasa_sample_a.expected.json');
    expect(rows).toHaveLength(650);
    for (const [i, want] of expected.entries()) {
      const { time, host, method, path, protocol, status, size } = rows[i]!;
      expect({ time, host, method, path, protocol: protocol ?? '', status, size }).toEqual({
        time: Date.parse(want.time.replace(' ', 'T')),
        host: want.host,
        method: want.method,
        path: want.endpoint,
        protocol: want.protocol,
        status: want.status,
        // On purpose: `-` is 0 bytes here.
        size: want.bytes ?? 0,
      });
    }
  });

  test('lnav: access_log', () => {
    const facts = jsonOf('tstack__lnav/expected/check_output_facts.json')['logfile_access_log.0'];
    const rows = rowsOf('tstack__lnav/logfile_access_log.0');
    expect(rows.map((row) => row.time)).toEqual(facts.times.map((time: string) => Date.parse(`${time}Z`)));
    const table = jsonOf('tstack__lnav/expected/test_cmds.sh_1d92c5bc12f5e7aaa6d84c5ed47f0b9f96e36c6a.out');
    expect(table).toHaveLength(3);
    for (const [i, want] of table.entries()) {
      expect(rows[i]).toMatchObject({
        host: want.c_ip,
        method: want.cs_method,
        path: want.cs_uri_stem,
        referer: want.cs_referer,
        agent: want.cs_user_agent,
        user: want.cs_username,
        protocol: want.cs_version,
        size: want.sc_bytes,
        status: want.sc_status,
      });
    }
    expect(rowsOf('tstack__lnav/logfile_access_log.1')).toMatchObject([
      { host: '10.112.81.15', method: null, section: '(other)', status: 400, size: 0 },
    ]);
    expect(rowsOf('tstack__lnav/logfile_regexp_access_log.0')).toMatchObject([
      { vhost: 'localhost:443', host: '178.20.184.42', user: 'jsmith', section: '/secure', size: 17163 },
      { vhost: 'localhost:443', host: '154.57.4.229', user: 'khenry', section: '/secure', size: 16517 },
    ]);
  });

  test('elastic/examples: 10,000 lines are 10,000 rows', () => {
    const { rows, rejected } = decodeAccessLog(bytesOf('elastic__examples/apache_logs.log'));
    expect(rejected).toEqual([]);
    expect(rows).toHaveLength(10_000);
    expect(rows.filter((row) => row.method === null)).toEqual([]);
    // Line 8899 ends within its agent, before the closing quote.
    expect(rows.flatMap((row, i) => (row.agent === undefined ? [i + 1] : []))).toEqual([8899]);
    const lines = bytesOf('elastic__examples/apache_logs.log').toString('utf8').trimEnd().split('\n');
    for (const [i, line] of lines.entries()) {
      const plain = /^(\S+) - - \[(.*?)\] "(\S+) (.*) (HTTP\/1\.\d)" (\d+) (\d+|-) "(.*?)" "(.*)"$/.exec(
        line,
      );
      // Only the line that was cut; any other can be read by a plain expression.
      if (plain === null) {
        expect(i + 1).toBe(8899);
        continue;
      }
      const { host, method, path, protocol, status, size } = rows[i]!;
      expect([host, method, path, protocol, String(status), String(size)]).toEqual([
        plain[1],
        plain[3],
        plain[4],
        plain[5],
        plain[6],
        plain[7] === '-' ? '0' : plain[7],
      ]);
    }
  });

  test.each([
    'crowdsecurity__hub/zoraxy-http-logs/zoraxy.log',
    'crowdsecurity__hub/base-upsun-httplog-logs/base-upsun-httplog-logs.log',
    'crowdsecurity__hub/haproxy-logs/haproxy-logs.log',
    'logpai__loghub/Apache/Apache_2k.log',
    `${MATOMO}/s3.log`,
    `${MATOMO}/haproxy.log`,
    `${MATOMO}/iis.log`,
    'elastic__examples/nginxplus_json_logs.ndjson',
  ])('%s is another format: every line is malformed', (file) => {
    const { rows, rejected } = decodeAccessLog(bytesOf(file));
    expect(rows).toEqual([]);
    expect(rejected.length).toBeGreaterThan(0);
    expect(new Set(rejected.map((each) => each.reason))).toEqual(new Set(['malformed']));
  });

  test('no file at all makes it throw, and every non-empty line is accounted for', () => {
    const codec = accessLog();
    const files = readdirSync(DATA, { recursive: true, encoding: 'utf8' }).map((name) => join(DATA, name));
    let seen = 0;
    for (const file of files) {
      if (!statSync(file).isFile()) continue;
      const bytes = readFileSync(file);
      const decoder = codec.decoder('all');
      let results = 0;
      for (let at = 0; at < bytes.length; at += 65_536) {
        const { rows, rejected } = decoder.decode(bytes.subarray(at, at + 65_536));
        results += rows.length + rejected.length;
      }
      const last = decoder.end();
      results += last.rows.length + last.rejected.length;
      const lines = bytes.toString('latin1').split('\n');
      expect([file, results]).toEqual([file, lines.filter((line) => line !== '' && line !== '\r').length]);
      seen++;
    }
    expect(seen).toBeGreaterThan(300);
  });
});
