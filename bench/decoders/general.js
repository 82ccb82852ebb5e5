// As bare.js, for formats that are no text with a layout: access logs, what has columns or names, and what stands around lines.
import { accessLog } from '../../dist/io/codecs/access-log/access-log.js';
import { auto } from '../../dist/io/codecs/auto/auto.js';
import { jsonl } from '../../dist/io/codecs/jsonl/jsonl.js';
import { unwrap } from '../../dist/io/codecs/unwrap/unwrap.js';
import { clf, clock, host, path, sectionOf } from './bare.js';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:138.0) Gecko/20100101 Firefox/138.0';
const combined = (i) =>
  `${host(i)} - - [06/Feb/2023:${clock(i)} +0000] "GET ${path(i)} HTTP/1.1" 200 ${i % 9999} "-" "${AGENT}"`;
const REQUEST = /^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+) ([^"]*)" (\d+) (\d+|-) "([^"]*)" "([^"]*)"/;
const fromRequest = (m) => ({
  time: clf(m[2]),
  host: m[1],
  section: sectionOf(m[4]),
  status: Number(m[6]),
  size: m[7] === '-' ? 0 : Number(m[7]),
});
const REQUEST_FIELDS = ['time', 'host', 'section', 'status', 'size'];
const day = (i) => `2024-05-01T${clock(i)}`;
const json = (line) => JSON.parse(line);

/**
 * `parse`: of a line, in place of a pattern. `head`: lines that come first and make no row. `begins`: of records of several
 * lines.
 */
export const GENERAL = {
  'access-log': {
    line: combined,
    fields: REQUEST_FIELDS,
    pattern: REQUEST,
    take: fromRequest,
  },
  tomcat: {
    line: (i) =>
      `${host(i)} - - [06/Feb/2023:${clock(i)} +0000] "GET ${path(i)} HTTP/1.1" 200 ${i % 9999} ${i % 900}`,
    fields: [...REQUEST_FIELDS, 'duration'],
    pattern: /^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+) ([^"]*)" (\d+) (\d+|-) (\d+)/,
    take: (m) => ({ ...fromRequest(m), duration: Number(m[8]) }),
  },
  jetty: {
    line: combined,
    fields: REQUEST_FIELDS,
    pattern: REQUEST,
    take: fromRequest,
  },
  alb: {
    line: (i) =>
      `https ${day(i)}.123456Z app/web/50dc6c495c0c9188 ${host(i)}:2817 198.51.100.7:80 0.001 0.0${10 + (i % 90)} 0.003 200 200 34 ${i % 9999} "GET https://www.example.com:443${path(i)} HTTP/1.1" "${AGENT}" ECDHE-RSA TLSv1.2 arn:aws:tg "Root=1-58337281" "www.example.com" "arn:aws:cert" 7 ${day(i)}.000000Z "forward" "-" "-" "198.51.100.7:80" "200" "-" "-" TID_1`,
    fields: [...REQUEST_FIELDS, 'duration', 'target_ip'],
    pattern:
      /^\S+ (\S+) \S+ (\S+):\d+ (\S+):\d+ (\S+) (\S+) (\S+) (\d+) \S+ \d+ (\d+) "(\S+) https?:\/\/[^/]*(\S*) [^"]*"/,
    take: (m) => ({
      time: Date.parse(m[1]),
      host: m[2],
      section: sectionOf(m[10]),
      status: Number(m[7]),
      size: Number(m[8]),
      duration: (Number(m[4]) + Number(m[5]) + Number(m[6])) * 1000,
      target_ip: m[3],
    }),
  },
  cloudfront: {
    head: '#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken\n',
    line: (i) =>
      `2024-05-01\t${clock(i)}\tFRA2-C1\t${i % 9999}\t${host(i)}\tGET\td111.cloudfront.net\t${path(i)}\t200\t-\tMozilla/5.0%20(X11)\t-\t-\tHit\tSOX4xwn4==\twww.example.com\thttps\t23\t0.0${10 + (i % 90)}`,
    fields: [...REQUEST_FIELDS, 'duration', 'edge_result_type'],
    parse: (line) => line.split('\t'),
    take: (f) => ({
      time: Date.parse(`${f[0]}T${f[1]}Z`),
      host: f[4],
      section: sectionOf(f[7]),
      status: Number(f[8]),
      size: Number(f[3]),
      duration: Number(f[18]) * 1000,
      edge_result_type: f[13],
    }),
  },
  'cloudfront-realtime': {
    line: (i) =>
      `${1_709_214_936 + i}.250\t${host(i)}\t0.002\t200\t${i % 9999}\tGET\thttps\td111.cloudfront.net\t${path(i)}\t78\tFRA2-C1\tSOX4xwn4==\twww.example.com\t0.0${10 + (i % 90)}\tHTTP/2.0\tIPv4\tcurl%2F8\t-\t-\t-\tHit\t-\tTLSv1.3\tTLS_AES_128\tHit\t-\t-\ttext/html\t600\t-\t-\t11040\tHit\tDE\tgzip\t*/*\t*\t-\t-\t1`,
    fields: [...REQUEST_FIELDS, 'duration', 'edge_result_type'],
    parse: (line) => line.split('\t'),
    take: (f) => ({
      time: Number(f[0]) * 1000,
      host: f[1],
      section: sectionOf(f[8]),
      status: Number(f[3]),
      size: Number(f[4]),
      duration: Number(f[13]) * 1000,
      edge_result_type: f[20],
    }),
  },
  w3c: {
    head: '#Version: 1.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-bytes time-taken\n',
    line: (i) =>
      `2024-05-01 ${clock(i)} 198.51.100.1 GET ${path(i)} - 443 - ${host(i)} Mozilla/5.0+(X11;+Linux+x86_64) 200 ${i % 9999} ${i % 900}`,
    fields: [...REQUEST_FIELDS, 'duration'],
    parse: (line) => line.split(' '),
    take: (f) => ({
      time: Date.parse(`${f[0]}T${f[1]}Z`),
      host: f[8],
      section: sectionOf(f[4]),
      status: Number(f[10]),
      size: Number(f[11]),
      duration: Number(f[12]),
    }),
  },
  's3-access': {
    line: (i) =>
      `79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be logs [06/Feb/2023:${clock(i)} +0000] ${host(i)} arn:aws:iam::1:user/ann 3E57427F3EXAMPLE REST.GET.OBJECT photos${path(i)} "GET ${path(i)} HTTP/1.1" 200 - ${i % 9999} 4096 ${i % 900} 10 "-" "${AGENT}" - host= SigV4 ECDHE-RSA AuthHeader logs.s3.example.com TLSv1.2 - -`,
    fields: [...REQUEST_FIELDS, 'duration', 'bucket', 'operation'],
    pattern:
      /^\S+ (\S+) \[([^\]]+)\] (\S+) \S+ \S+ (\S+) \S+ "(\S+) (\S+) [^"]*" (\S+) \S+ (\S+) \S+ (\S+) \S+ /,
    take: (m) => ({
      time: clf(m[2]),
      host: m[3],
      section: sectionOf(m[6]),
      status: Number(m[7]),
      size: Number(m[8]),
      duration: Number(m[9]),
      bucket: m[1],
      operation: m[4],
    }),
  },
  'vpc-flow': {
    line: (i) =>
      `2 123456789010 eni-1235b8ca ${host(i)} 198.51.100.9 ${i % 60_000} 443 6 ${i % 90} ${i % 9999} ${1_418_530_010 + i} ${1_418_530_070 + i} ACCEPT OK`,
    fields: ['time', 'srcaddr', 'dstaddr', 'dstport', 'packets', 'bytes', 'action'],
    parse: (line) => line.split(' '),
    take: (f) => ({
      time: Number(f[10]) * 1000,
      srcaddr: f[3],
      dstaddr: f[4],
      dstport: Number(f[6]),
      packets: Number(f[8]),
      bytes: Number(f[9]),
      action: f[12],
    }),
  },
  'mysql-slow': {
    line: (i) =>
      `# Time: ${day(i)}.123456Z\n# User@Host: jo[jo] @ app1 [${host(i)}]  Id:     ${i % 99}\n# Query_time: 1.${100_000 + (i % 900)}  Lock_time: 0.000002 Rows_sent: ${i % 9}  Rows_examined: ${i % 9999}\nSET timestamp=1714564798;\nSELECT a FROM b WHERE c = ${i};`,
    fields: ['time', 'user', 'host', 'query_time', 'rows_examined', 'statement'],
    begins: '# Time',
    pattern:
      /^# Time: (\S+)\n# User@Host: ([^[]*)\[[^\]]*\] @ (\S*) \[([^\]]*)\].*\n# Query_time: (\S+) .*Rows_examined: (\d+)\nSET timestamp=\d+;\n([^\n]*)/,
    take: (m) => ({
      time: Date.parse(m[1]),
      user: m[2],
      host: m[3],
      query_time: Number(m[5]) * 1000,
      rows_examined: Number(m[6]),
      statement: m[7],
    }),
  },
  'postgresql-csv': {
    line: (i) =>
      `2024-05-01 ${clock(i)}.123 UTC,"jo","shop",${i % 99},"${host(i)}:51234",66322a3c.7b,1,"SELECT",2024-05-01 09:59:00 UTC,3/7,0,LOG,00000,"duration: ${i % 900}.4 ms  statement: SELECT a FROM b WHERE c = ${i}",,,,,,,,,"psql","client backend",,0`,
    fields: ['time', 'severity', 'user', 'database', 'host', 'duration', 'statement'],
    pattern:
      /^(\S+ \S+) UTC,"([^"]*)","([^"]*)",\d+,"([^"]*):\d+",[^,]*,\d+,"[^"]*",[^,]*,[^,]*,\d+,(\w+),\w+,"duration: ([\d.]+) ms {2}\w+: ([^"]*)"/,
    take: (m) => ({
      time: Date.parse(`${m[1]}Z`),
      severity: m[5],
      user: m[2],
      database: m[3],
      host: m[4],
      duration: Number(m[6]),
      statement: m[7],
    }),
  },
  jsonl: {
    line: (i) =>
      `{"time":"${day(i)}Z","level":"info","msg":"it went on","took_ms":${i % 900},"deep":{"ok":true},"n":${i}}`,
    fields: ['time', 'level', 'took_ms', 'n'],
    parse: json,
    take: ({ time, level, took_ms, n }) => ({ time: Date.parse(time), level, took_ms, n }),
  },
  'jsonl, nginx': {
    codec: () => jsonl(),
    line: (i) =>
      `{"time_iso8601":"${day(i)}+00:00","remote_addr":"${host(i)}","request_method":"GET","request_uri":"${path(i)}","status":"200","body_bytes_sent":"${i % 9999}","request_time":"0.${100 + (i % 900)}"}`,
    fields: [...REQUEST_FIELDS, 'duration'],
    parse: json,
    take: (o) => ({
      time: Date.parse(o.time_iso8601),
      host: o.remote_addr,
      section: sectionOf(o.request_uri),
      status: Number(o.status),
      size: Number(o.body_bytes_sent),
      duration: Number(o.request_time) * 1000,
    }),
  },
  csv: {
    head: 'time,level,ms,host\n',
    line: (i) => `${day(i)}Z,info,${i % 900},${host(i)}`,
    fields: ['time', 'level', 'ms', 'host'],
    parse: (line) => line.split(','),
    take: ([time, level, ms, from]) => ({ time: Date.parse(time), level, ms: Number(ms), host: from }),
  },
  logfmt: {
    line: (i) => `time=${day(i)}Z level=info msg="it went on" took_ms=${i % 900} user=u${i % 99}`,
    fields: ['time', 'level', 'took_ms', 'user'],
    parse: (line) =>
      Object.fromEntries(
        Array.from(line.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g), ([, name, quoted, plain]) => [
          name,
          quoted ?? plain,
        ]),
      ),
    take: ({ time, level, took_ms, user }) => ({
      time: Date.parse(time),
      level,
      took_ms: Number(took_ms),
      user,
    }),
  },
  lines: {
    line: (i) => `${day(i)}.123Z it went on in ${path(i)} for ${i % 900} ms`,
    fields: ['time', 'line'],
    pattern: /^(\S+) .*$/,
    take: (m) => ({ time: Date.parse(m[1]), line: m[0] }),
  },
  'access-log in cri': {
    codec: () => unwrap(accessLog()),
    line: (i) => `${day(i)}.123456789Z stdout F ${combined(i)}`,
    fields: [...REQUEST_FIELDS, 'log_stream'],
    parse: (line) => {
      const payload = /^\S+ (\S+) [FP] (.*)$/.exec(line);
      return payload && [payload[1], REQUEST.exec(payload[2])];
    },
    take: ([log_stream, m]) => ({ ...fromRequest(m), log_stream }),
  },
  'access-log in docker': {
    codec: () => unwrap(accessLog()),
    line: (i) => JSON.stringify({ log: `${combined(i)}\n`, stream: 'stdout', time: `${day(i)}.123456789Z` }),
    fields: [...REQUEST_FIELDS, 'log_stream'],
    parse: (line) => {
      const { log, stream } = JSON.parse(line);
      return [stream, REQUEST.exec(log)];
    },
    take: ([log_stream, m]) => ({ ...fromRequest(m), log_stream }),
  },
  'access-log in syslog': {
    codec: () => unwrap(accessLog()),
    line: (i) => `<190>May  1 ${clock(i)} web1 nginx: ${combined(i)}`,
    fields: [...REQUEST_FIELDS, 'program'],
    parse: (line) => {
      const payload = /^<\d+>.{15} \S+ (\w+): (.*)$/.exec(line);
      return payload && [payload[1], REQUEST.exec(payload[2])];
    },
    take: ([program, m]) => ({ ...fromRequest(m), program }),
  },
  'access-log in kubectl --prefix': {
    codec: () => unwrap(accessLog()),
    line: (i) => `[pod/web-7d9c5b8f6d-x2x9z/nginx] ${combined(i)}`,
    fields: [...REQUEST_FIELDS, 'pod', 'container'],
    parse: (line) => {
      const payload = /^\[pod\/([^/]+)\/([^\]]+)\] (.*)$/.exec(line);
      return payload && [payload[1], payload[2], REQUEST.exec(payload[3])];
    },
    take: ([pod, container, m]) => ({ ...fromRequest(m), pod, container }),
  },
  'access-log in stern': {
    codec: () => unwrap(accessLog()),
    line: (i) => `web-7d9c5b8f6d-x2x9z nginx ${combined(i)}`,
    fields: [...REQUEST_FIELDS, 'pod', 'container'],
    parse: (line) => {
      const payload = /^(\S+) (\S+) (.*)$/.exec(line);
      return payload && [payload[1], payload[2], REQUEST.exec(payload[3])];
    },
    take: ([pod, container, m]) => ({ ...fromRequest(m), pod, container }),
  },
  'access-log in compose': {
    codec: () => unwrap(accessLog()),
    line: (i) => `nginx-1  | ${combined(i)}`,
    fields: [...REQUEST_FIELDS, 'container'],
    parse: (line) => {
      const payload = /^(\S+) +\| (.*)$/.exec(line);
      return payload && [payload[1], REQUEST.exec(payload[2])];
    },
    take: ([container, m]) => ({ ...fromRequest(m), container }),
  },
  'access-log in the journal': {
    codec: () => unwrap(accessLog()),
    line: (i) =>
      JSON.stringify({
        __REALTIME_TIMESTAMP: String(1_714_557_600_000_000 + i),
        ...{ _HOSTNAME: 'web1', SYSLOG_IDENTIFIER: 'nginx', _PID: '7', PRIORITY: '6', MESSAGE: combined(i) },
      }),
    fields: [...REQUEST_FIELDS, 'program'],
    parse: (line) => {
      const { MESSAGE, SYSLOG_IDENTIFIER } = JSON.parse(line);
      return [SYSLOG_IDENTIFIER, REQUEST.exec(MESSAGE)];
    },
    take: ([program, m]) => ({ ...fromRequest(m), program }),
  },
};

const autoOf = (name, codec = auto) => {
  const { codec: _, ...bare } = GENERAL[name];
  return { ...bare, codec: () => codec() };
};

/** The same where the format is told by the lines themselves. */
export const BY_AUTO = {
  'auto, access-log': autoOf('access-log'),
  'auto, jsonl': autoOf('jsonl'),
  'auto, jsonl, nginx': autoOf('jsonl, nginx'),
  'auto for requests, jsonl, nginx': autoOf('jsonl, nginx', () => auto({ requests: true })),
  'auto, access-log in cri': autoOf('access-log in cri'),
  'auto, access-log in kubectl --prefix': autoOf('access-log in kubectl --prefix'),
  'auto, access-log in stern': autoOf('access-log in stern'),
  'auto, access-log in compose': autoOf('access-log in compose'),
};
