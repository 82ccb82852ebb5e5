import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accessLog } from '../../../src/io/codecs/access-log/access-log.js';
import { csv } from '../../../src/io/codecs/csv/csv.js';
import { jsonl } from '../../../src/io/codecs/jsonl/jsonl.js';
import { lines } from '../../../src/io/codecs/lines/lines.js';
import { logfmt } from '../../../src/io/codecs/logfmt/logfmt.js';
import { nginx } from '../../../src/io/codecs/nginx/nginx.js';
import { regex } from '../../../src/io/codecs/regex/regex.js';
import { isMissing, SHARED_DATA } from '../../support/shared-data.js';
import { decodeAll } from './decode-all.js';

const bytesOf = (file: string): Buffer => readFileSync(join(SHARED_DATA, file));
const textOf = (file: string): string => bytesOf(file).toString('utf8');
// biome-ignore lint/suspicious/noExplicitAny: expected files of many shapes, read field by field below
const jsonOf = (file: string): any => JSON.parse(textOf(file));
const linesOf = (file: string): string[] =>
  textOf(file)
    .split('\n')
    .filter((line) => line !== '');

const MATOMO = 'http-logs/matomo-org__matomo-log-analytics';
const LNAV = 'http-logs/tstack__lnav';

describe.skipIf(isMissing('http-logs'))('JSON lines of other projects', () => {
  test('matomo: Caddy', () => {
    const { rows, rejected } = decodeAll(jsonl(), bytesOf(`${MATOMO}/caddy_json.log`));
    expect(rejected).toEqual([]);
    expect(rows).toHaveLength(3);
    const want = jsonOf(`${MATOMO}/expected.json`).groups.caddy_json;
    expect(rows[0]).toMatchObject({
      ts: want.ts,
      // On purpose: cut to milliseconds.
      time: Date.parse(`${want.date.slice(0, 23)}Z`),
      vhost: want.host,
      host: want.ip,
      size: Number(want.length),
      method: want.method,
      path: want.path,
      status: Number(want.status),
      // On purpose: an empty user is none.
      user: null,
      agent: want.user_agent,
      // On purpose: in milliseconds, rounded to the nanosecond.
      duration: 1.335486,
      section: '/beta',
    });
    expect(Number(want.generation_time_milli)).toBeCloseTo(rows[0]?.duration as number, 9);
    expect(want.referrer).toBeNull();
    expect(rows[0]?.referer).toBeUndefined();
  });

  test('matomo: nginx', () => {
    const { rows, rejected } = decodeAll(jsonl(), bytesOf(`${MATOMO}/nginx_json.log`));
    expect(rejected).toEqual([]);
    const want = jsonOf(`${MATOMO}/expected.json`).groups.nginx_json;
    for (const row of rows) {
      expect(row).toMatchObject({
        time: Date.parse(want.date),
        vhost: want.host,
        host: want.ip,
        status: Number(want.status),
        size: want.length,
        agent: want.user_agent,
        referer: 'http://clearcode.cc/',
        section: '/piwik.php',
        duration: 0.008,
        idsite: 1,
      });
    }
  });

  test('lnav: Caddy under docker compose: 39 lines, four of them requests', () => {
    const file = `${LNAV}/logfile_caddy_log.0`;
    const { rows, rejected } = decodeAll(jsonl(), bytesOf(file));
    expect(rejected).toEqual([]);
    for (const [i, line] of linesOf(file).entries()) {
      const want = JSON.parse(line.slice(line.indexOf('{')));
      expect(rows[i]).toMatchObject({ time: Math.floor(want.ts * 1000), msg: want.msg, level: want.level });
      expect(rows[i]?.section).toBe(want.request === undefined ? undefined : sectionIn(want.request.uri));
    }
    expect(rows.filter((row) => row.section !== undefined)).toHaveLength(4);
  });

  test('lnav: Caddy behind a proxy: the client is the host', () => {
    const file = `${LNAV}/logfile_caddy_log.1`;
    const { rows } = decodeAll(jsonl(), bytesOf(file));
    for (const [i, line] of linesOf(file).entries()) {
      const want = JSON.parse(line);
      expect(rows[i]).toMatchObject({
        host: want.request.client_ip,
        vhost: want.request.host,
        path: want.request.uri,
        agent: want.request.headers['User-Agent'][0],
        protocol: want.request.proto,
        status: want.status,
        size: want.size,
        request_headers_accept: want.request.headers.Accept,
      });
    }
  });

  test('elastic/examples: 500 snapshots of nginx Plus, deep values by path and by name', () => {
    const file = 'http-logs/elastic__examples/nginxplus_json_logs.ndjson';
    const codec = jsonl({ fields: { hg: 'server_zones."hg.nginx.org".requests' } });
    const { rows, rejected } = decodeAll(codec, bytesOf(file));
    expect(rejected).toEqual([]);
    for (const [i, line] of linesOf(file).entries()) {
      const want = JSON.parse(line);
      expect(rows[i]).toMatchObject({
        time: want.timestamp,
        hg: want.server_zones['hg.nginx.org'].requests,
        connections_active: want.connections.active,
        server_zones_hg_nginx_org_responses_2xx: want.server_zones['hg.nginx.org'].responses['2xx'],
      });
    }
    const few = decodeAll(codec, bytesOf(file), ['hg', 'requests_total']).rows;
    expect(few).toEqual(rows.map(({ time, requests_total, hg }) => ({ time, requests_total, hg })));
  });

  test.skipIf(isMissing('lines'))('fluent-bit: lines of docker', () => {
    const file = 'lines/fluent__fluent-bit/tail/log/dockermode.log';
    // Its records have no time.
    expect(decodeAll(jsonl(), bytesOf(file)).rejected.map((each) => each.reason)).toEqual(
      Array(3).fill('no-time'),
    );
    const timed = linesOf(file).map((line) => line.replace('{', '{"time":"2020-03-24T00:00:00Z",'));
    const want = linesOf(file.replace('/log/', '/out/').replace('.log', '.out')).map(
      (line) => JSON.parse(line).log,
    );
    const { rows } = decodeAll(jsonl(), timed.join('\n'));
    expect(rows.map((row) => row.log)).toEqual(want);
    expect(rows.map((row) => `${row.line}\n`)).toEqual(want);
    // On purpose: what docker or an application has split stays split; fluent-bit joins it where it is told how.
    const exceptions = decodeAll(jsonl(), bytesOf('lines/fluent__fluent-bit/tail/log/multiline_001.log'));
    expect(exceptions.rows).toHaveLength(6);
    expect(exceptions.rows[0]).toMatchObject({
      time: Date.parse('2006-07-28T13:22:04Z'),
      key1: 12345,
      key2: 'abc',
    });
  });
});

describe.skipIf(isMissing('datadog-takehome'))('the take-home sample', () => {
  const file = 'datadog-takehome/robertohuertasm__log-ingestor/sample.csv';

  test('4,830 rows, cell by cell', () => {
    const { rows, rejected } = decodeAll(csv(), bytesOf(file));
    expect(rejected).toEqual([]);
    expect(rows).toHaveLength(4830);
    for (const [i, line] of linesOf(file).slice(1).entries()) {
      const [host, ident, user, date, request = '', status, bytes] = line.replaceAll('"', '').split(',');
      const [method, path = '', protocol] = request.split(' ');
      expect(rows[i]).toEqual({
        time: Number(date) * 1000,
        // On purpose: no column is a number that nobody calls one; measures and conditions read the number in it.
        date,
        host,
        // On purpose: `-` is null.
        rfc931: ident === '-' ? null : ident,
        user,
        method,
        path,
        section: sectionIn(path),
        protocol,
        status: Number(status),
        size: Number(bytes),
      });
    }
    const sections = rows.map((row) => row.section);
    expect(sections.filter((section) => section === '/api')).toHaveLength(3930);
    expect(sections.filter((section) => section === '/report')).toHaveLength(900);
  });

  test('hits in two minutes are those that others count', () => {
    const seconds = decodeAll(csv(), bytesOf(file), []).rows.map((row) => row.time / 1000);
    for (const { alert, recovered, hits } of jsonOf('datadog-takehome/known_results.json').exact) {
      const at = alert ?? recovered;
      expect(seconds.filter((second) => second > at - 120 && second <= at)).toHaveLength(hits);
    }
  });
});

describe.skipIf(isMissing('http-logs', 'shipping'))('tables of other projects', () => {
  test('loghub: the parsed lines of an Apache error log are those of the log itself', () => {
    const { rows, rejected } = decodeAll(
      csv(),
      bytesOf('http-logs/logpai__loghub/Apache/Apache_2k.log_structured.csv'),
    );
    const log = decodeAll(lines(), bytesOf('http-logs/logpai__loghub/Apache/Apache_2k.log')).rows;
    expect(rejected).toEqual([]);
    expect(rows).toHaveLength(2000);
    for (const [i, row] of rows.entries()) {
      expect(row).toMatchObject({ line_id: String(i + 1), time: log[i]?.time });
      expect(`[${stamp(row.time)}] [${row.level}] ${row.content}`).toBe(log[i]?.line);
    }
  });

  test('bytewax: 32,256 samples', () => {
    const file = 'shipping/bytewax__bytewax/examples/sample_data/ec2_metrics.csv';
    const { rows, rejected } = decodeAll(csv(), bytesOf(file));
    const numbers = decodeAll(csv({ types: { index: 'number', value: 'number' } }), bytesOf(file)).rows;
    expect(rejected).toEqual([]);
    expect(rows).toHaveLength(32_256);
    expect(numbers).toHaveLength(32_256);
    for (const [i, line] of linesOf(file).slice(1).entries()) {
      const [index, timestamp = '', value, instance] = line.trim().replaceAll('"', '').split(',');
      const row = rows[i]!;
      expect([row.index, row.time, row.value, row.instance]).toEqual([
        index,
        Date.parse(`${timestamp.replace(' ', 'T')}Z`),
        value,
        instance,
      ]);
      expect(numbers[i]).toEqual({ ...row, index: Number(index), value: Number(value) });
    }
  });

  test('Hurence: a date in a notation of its own, by its format', () => {
    const file = 'shipping/Hurence__logisland-quickstarts/dataHistorian-201902071543.csv';
    const { rows, rejected } = decodeAll(csv({ time: { format: 'dd/MM/yyyy HH:mm:ss' } }), bytesOf(file));
    expect([rows.length, rejected.length]).toEqual([945, 0]);
    expect(rows[0]).toEqual({
      time: Date.UTC(2019, 1, 23, 14, 50, 1),
      timestamp: '23/02/2019 14:50:01',
      tagname: '067_PI01',
      // As they are written.
      value: '0',
      quality: '0',
    });
    // Without the format it is not guessed whether the day or the month comes first.
    expect(decodeAll(csv(), bytesOf(file)).rejected.map((each) => each.reason)).toEqual(
      Array(945).fill('no-time'),
    );
  });

  test("lnav: Zeek's log of HTTP, as lnav shows it", () => {
    const { rows, rejected } = decodeAll(csv(), bytesOf(`${LNAV}/logfile_bro_http.log.0`));
    expect([rows.length, rejected.length]).toEqual([197, 0]);
    const table = textOf(`${LNAV}/expected/test_sql.sh_c17933125df910588b806a9d07c2655bc71198ef.out`);
    const wanted = decodeAll(csv({ time: { field: 'log_time' } }), table).rows;
    expect(wanted).toHaveLength(5);
    for (const want of wanted) {
      // There the rows are in the order of their times.
      const row = rows.find((each) => each.uid === want.bro_uid && each.ts === want.bro_ts)!;
      expect(row.time).toBe(want.time);
      for (const [name, value] of Object.entries(want)) {
        if (!name.startsWith('bro_')) continue;
        // On purpose: what is not set and what is empty are both null here.
        const expected = value === '<NULL>' ? null : value;
        expect([name, row[name.slice('bro_'.length)]]).toEqual([name, expected]);
      }
    }
  });
});

describe.skipIf(isMissing('http-logs', 'agg-semantics', 'shipping'))('other lines of other projects', () => {
  test('angle-grinder: logfmt', () => {
    const log = textOf('agg-semantics/rcoh__angle-grinder/test_files/test_logfmt.log');
    const { rows } = decodeAll(logfmt(), log.replace(/^/gm, 'ts=1700000000 ').replace(/\n[^\n]*$/, '\n'));
    expect(rows).toMatchObject([
      {
        level: 'info',
        msg: 'Stopping all fetchers',
        tag: 'stopping_fetchers',
        id: 'ConsumerFetcherManager-1382721708341',
        module: 'kafka.consumer.ConsumerFetcherManager',
      },
      { msg: 'Starting all fetchers', tag: 'starting_fetchers' },
      { level: 'warn', msg: 'Fetcher failed to start', tag: 'errored_fetchers' },
    ]);
    // On purpose: it has no time, without which it can be in no window.
    expect(decodeAll(logfmt(), log).rejected.map((each) => each.reason)).toEqual(Array(3).fill('no-time'));
  });

  test('matomo: its own example of a pattern and a date format', () => {
    const codec = regex(
      String.raw`^(?<host>\S+) \S+ \S+ \[(?<time>.*?)\] "\S+ (?<path>.*?) \S+" (?<status>\d+) (?<size>\S+)`,
      { time: { format: 'LLLL - dd, yyyy:HH:mm:ss' } },
    );
    expect(decodeAll(codec, bytesOf(`${MATOMO}/custom_regex_custom_date.log`)).rows).toEqual([
      { time: Date.UTC(2012, 1, 10, 16, 42, 7), host: '1.2.3.4', path: '/', status: '301', size: '368' },
    ]);
  });

  test("nginx's combined format and the access-log codec give the same rows for 10,000 lines", () => {
    const bytes = bytesOf('http-logs/elastic__examples/apache_logs.log');
    const codec = nginx(
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
    );
    const { rows, rejected } = decodeAll(codec, bytes);
    const wanted = decodeAll(accessLog(), bytes).rows;
    // Line 8899 was cut within its agent, which a format does not allow.
    expect(rejected).toMatchObject([{ reason: 'malformed', detail: 'No "\\"" after $http_user_agent.' }]);
    const complete = wanted.filter((_, i) => i !== 8898);
    expect(rows).toHaveLength(9999);
    for (const [i, row] of rows.entries()) {
      const { vhost: _, duration: __, ...want } = complete[i]!;
      const { time_local: ___, ...got } = row;
      expect(got).toEqual(want);
    }
  });

  test("a regular expression and the access-log codec give the same rows for NASA's lines", () => {
    const bytes = bytesOf('http-logs/sidqian123__log-ml/nasa_sample_a.log');
    const codec = regex(
      String.raw`^(?<host>\S+) \S+ \S+ \[(?<time>[^\]]+)\] "(?<method>\S+) (?<path>.*?)(?: (?<protocol>HTTP/\S+))?" (?<status>\d+) (?<size>\S+)$`,
    );
    const wanted = decodeAll(accessLog(), bytes).rows;
    const { rows, rejected } = decodeAll(codec, bytes);
    expect(rejected).toEqual([]);
    for (const [i, row] of rows.entries()) {
      const { time, host, method, path, protocol, status, size } = wanted[i]!;
      // The groups of an expression are texts; what they count is the same.
      expect([typeof row.status, typeof row.size]).toEqual(['string', 'string']);
      const counted = { status: Number(row.status), size: row.size === '-' ? 0 : Number(row.size) };
      expect({ ...row, ...counted }).toEqual({
        time,
        host,
        method,
        path,
        protocol,
        status,
        size,
      });
    }
  });

  test('lnav: times of plain lines', () => {
    const facts = jsonOf(`${LNAV}/expected/check_output_facts.json`);
    const epoch = decodeAll(lines(), bytesOf(`${LNAV}/logfile_epoch.0`)).rows;
    expect(epoch.map((row) => `${new Date(row.time).toISOString().replace('T', ' ').slice(0, 23)}`)).toEqual(
      facts['logfile_epoch.0'].rendered.map((line: string) => line.slice(0, 23)),
    );
    expect(decodeAll(lines(), bytesOf(`${LNAV}/logfile_crlf.0`)).rows.map((row) => row.line)).toEqual(
      facts['logfile_crlf.0'].rendered,
    );
    const mixed = decodeAll(lines({ year: 2011 }), bytesOf(`${LNAV}/logfile_syslog_with_mixed_times.0`)).rows;
    expect(mixed.map((row) => new Date(row.time).toISOString().slice(5, 19))).toEqual(
      mixed.map((row) => `09-13T${String(row.line).slice(7, 15)}`),
    );
    expect(mixed).toHaveLength(13);
  });

  test('elastic/examples: traces in the logs of Kafka have the times of the lines they belong to', () => {
    const file = 'shipping/elastic__examples/kafka0/server.log.2016-12-19-18';
    const { rows, rejected } = decodeAll(lines(), bytesOf(file));
    expect(rejected).toEqual([]);
    let time = Number.NaN;
    for (const row of rows) {
      const own = /^\[([\d-]+) ([\d:]+),(\d+)\]/.exec(String(row.line));
      if (own !== null) time = Date.parse(`${own[1]}T${own[2]}.${own[3]}Z`);
      expect(row.time).toBe(time);
    }
  });
});

/** The rule by the plainest means. */
function sectionIn(path: string): string {
  return `/${path.split(/[?#]/)[0]?.split('/')[1] ?? ''}`;
}

/** `Sun Dec 04 04:47:44 2005`. */
function stamp(time: number): string {
  const [weekday, day, month, year, clock] = new Date(time).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${clock} ${year}`;
}
