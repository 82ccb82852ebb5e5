// For each format of text: how its lines look, which fields are taken, and a bare loop's way to take them, a regular expression.
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const two = (n) => String(n).padStart(2, '0');
export const clock = (i) =>
  `${two(10 + (Math.floor(i / 3600) % 10))}:${two(Math.floor(i / 60) % 60)}:${two(i % 60)}`;
export const host = (i) => `192.0.2.${(i * 7) % 250}`;
export const path = (i) => `/section-${i % 40}/page-${(i * 13) % 3000}.html`;

/** `dd/Mon/yyyy:HH:MM:SS` in UTC. */
export const clf = (text) =>
  Date.UTC(
    Number(text.slice(7, 11)),
    MONTHS.indexOf(text.slice(3, 6)),
    Number(text.slice(0, 2)),
    Number(text.slice(12, 14)),
    Number(text.slice(15, 17)),
    Number(text.slice(18, 20)),
  );
const syslog = (text) =>
  Date.UTC(
    2024,
    MONTHS.indexOf(text.slice(0, 3)),
    Number(text.slice(4, 6)),
    Number(text.slice(7, 9)),
    Number(text.slice(10, 12)),
    Number(text.slice(13, 15)),
  );
export const sectionOf = (target) => {
  const end = target.indexOf('/', 1);
  return end === -1 ? target : target.slice(0, end);
};

export const BARE = {
  haproxy: {
    line: (i) =>
      `Feb  6 ${clock(i)} lb1 haproxy[14389]: ${host(i)}:33317 [06/Feb/2023:${clock(i)}.655] http-in static/srv${i % 9} 10/0/30/69/${i % 900} 200 ${i % 9999} - - ---- 1/1/1/1/0 0/0 {www.example.com} {} "GET ${path(i)} HTTP/1.1"`,
    fields: ['time', 'host', 'section', 'status', 'size', 'duration', 'backend_name', 'server_name'],
    pattern:
      /haproxy\[\d+\]: (\S+):\d+ \[([^\]]+)\] \S+ ([^/]+)\/(\S+) (?:-?\d+\/){4}\+?(\d+) (\d+) \+?(\d+) \S+ \S+ \S+ \S+ \S+ (?:\{[^}]*\} )*"(\S+) (\S+) ([^"]*)"$/,
    take: (m) => ({
      time: clf(m[2]) + Number(m[2].slice(21)) + Number(m[5]),
      host: m[1],
      section: sectionOf(m[9]),
      status: Number(m[6]),
      size: Number(m[7]),
      duration: Number(m[5]),
      backend_name: m[3],
      server_name: m[4],
    }),
  },
  'nginx-error': {
    line: (i) =>
      `2024/05/01 ${clock(i)} [error] 7#7: *${i} open() "/srv/www${path(i)}" failed (2: No such file or directory), client: ${host(i)}, server: www.example.com, request: "GET ${path(i)} HTTP/1.1", host: "www.example.com"`,
    fields: ['time', 'severity', 'message', 'host', 'server', 'section'],
    pattern:
      /^(\S+ \S+) \[(\w+)\] \d+#\d+: (?:\*\d+ )?(.*?)(?:, client: (\S+), server: ([^,]*), request: "(\S+) (\S+) [^"]*".*)?$/,
    take: (m) => ({
      time: Date.parse(`${m[1].replaceAll('/', '-')}Z`),
      severity: m[2],
      message: m[3],
      host: m[4],
      server: m[5],
      section: sectionOf(m[7]),
    }),
  },
  'apache-error': {
    line: (i) =>
      `[Wed May 01 ${clock(i)}.123456 2024] [core:error] [pid 12:tid 140120579262208] [client ${host(i)}:1234] AH00035: access to ${path(i)} denied, referer: http://www.example.com/`,
    fields: ['time', 'severity', 'module', 'host', 'error_code', 'message'],
    pattern:
      /^\[\w{3} (\w{3}) (\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})\d* (\d{4})\] \[(\w*):(\w+)\] \[pid (\d+)(?::tid (\d+))?\] (?:\[client (\S+):(\d+)\] )?(?:(AH\d+): )?(.*?)(?:, referer: (.*))?$/,
    take: (m) => ({
      time: Date.UTC(+m[7], MONTHS.indexOf(m[1]), +m[2], +m[3], +m[4], +m[5]) + Number(m[6]),
      severity: m[9],
      module: m[8],
      host: m[12],
      error_code: m[14],
      message: m[15],
    }),
  },
  'ingress-nginx': {
    line: (i) =>
      `${host(i)} - - [01/May/2024:${clock(i)} +0000] "GET ${path(i)} HTTP/2.0" 200 ${i % 9999} "https://www.example.com/" "Mozilla/5.0 (X11; Linux) Firefox/${i % 200}" 75 0.${i % 999} [default-web-80] [] 198.51.100.5:80 612 0.0${i % 99} 200 d1c5a0b6a1f84c0f8a5c6c0e0b8f9a10`,
    fields: [
      'time',
      'host',
      'section',
      'status',
      'size',
      'duration',
      'upstream_response_time',
      'proxy_upstream_name',
    ],
    pattern:
      /^(\S+) - (\S+) \[([^\]]+)\] "(\S+) (\S+) ([^"]*)" (\d+) (\d+) "([^"]*)" "([^"]*)" (\d+) ([\d.]+) \[([^\]]*)\] \[([^\]]*)\] (\S+) (\S+) (\S+) (\S+) (\S+)$/,
    take: (m) => ({
      time: clf(m[3]),
      host: m[1],
      section: sectionOf(m[5]),
      status: Number(m[7]),
      size: Number(m[8]),
      duration: Number(m[12]) * 1000,
      upstream_response_time: Number(m[17]) * 1000,
      proxy_upstream_name: m[13],
    }),
  },
  envoy: {
    line: (i) =>
      `[2024-05-01T${clock(i)}.250Z] "GET ${path(i)} HTTP/1.1" 200 - via_upstream - "-" 0 ${i % 9999} ${i % 900} 11 "${host(i)},198.51.100.2" "curl/8.5" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "www.example.com" "198.51.100.5:80" outbound|80||api.default - 198.51.100.9:80 192.0.2.8:51712 - default`,
    fields: ['time', 'host', 'section', 'status', 'size', 'duration', 'vhost', 'response_flags'],
    pattern:
      /^\[([^\]]+)\] "(\S+) (\S+) ([^"]*)" (\d+) (\S+) (?:(\S+) (\S+) "([^"]*)" )?(\d+) (\d+) (\d+) (\S+) "([^"]*)" "([^"]*)" "([^"]*)" "([^"]*)" "([^"]*)"/,
    take: (m) => ({
      time: Date.parse(m[1]) + Number(m[12]),
      host: m[14].split(',')[0],
      section: sectionOf(m[3]),
      status: Number(m[5]),
      size: Number(m[11]),
      duration: Number(m[12]),
      vhost: m[17],
      response_flags: m[6],
    }),
  },
  squid: {
    line: (i) =>
      `17145${64_800 + (i % 9000)}.123    ${i % 900} ${host(i)} TCP_MISS/200 ${i % 9999} GET http://www.example.com${path(i)} - HIER_DIRECT/198.51.100.1 text/html`,
    fields: ['time', 'host', 'section', 'status', 'size', 'duration', 'result_code'],
    pattern: /^(\d+\.\d+) +(\d+) (\S+) (\w+)\/(\d+) (\d+) (\S+) \w+:\/\/([^/]+)(\S+) (\S+) (\S+) (\S+)$/,
    take: (m) => ({
      time: Number(m[1]) * 1000,
      host: m[3],
      section: sectionOf(m[9]),
      status: Number(m[5]),
      size: Number(m[6]),
      duration: Number(m[2]),
      result_code: m[4],
    }),
  },
  nlb: {
    line: (i) =>
      `tls 2.0 2024-05-01T${clock(i)} net/my-lb/c6e77e28c25b2234 g3d4b5e8bb8464cd ${host(i)}:51341 198.51.100.1:443 ${i % 900} 2 98 ${i % 9999} - arn:aws:acm:us-east-2:1:certificate/2a - ECDHE-RSA-AES128-SHA tlsv12 - www.example.com h2 h2 "h2" 2024-05-01T11:59:55`,
    fields: ['time', 'host', 'vhost', 'size', 'duration', 'tls_handshake_time', 'tls_cipher'],
    pattern:
      /^tls (\S+) (\S+) (\S+) (\S+) (\S+):(\d+) (\S+) (\d+) (\S+) (\d+) (\d+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+)/,
    take: (m) => ({
      time: Date.parse(`${m[2]}Z`),
      host: m[5],
      vhost: m[18],
      size: Number(m[11]),
      duration: Number(m[8]),
      tls_handshake_time: Number(m[9]),
      tls_cipher: m[15],
    }),
  },
  netfilter: {
    line: (i) =>
      `May  1 ${clock(i)} web1 kernel: [12345.678901] [UFW BLOCK] IN=eth0 OUT= MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:08:00 SRC=${host(i)} DST=198.51.100.1 LEN=60 TOS=0x00 PREC=0x00 TTL=54 ID=${i % 65_000} DF PROTO=TCP SPT=${i % 60_000} DPT=22 WINDOW=64240 RES=0x00 SYN URGP=0`,
    fields: ['time', 'prefix', 'src', 'dst', 'len', 'proto', 'spt', 'dpt'],
    pattern:
      /^(.{15}) \S+ kernel: \[[\d. ]+\] \[([^\]]*)\] IN=(\S*) OUT=(\S*) MAC=(\S*) SRC=(\S+) DST=(\S+) LEN=(\d+) .*?PROTO=(\S+) SPT=(\d+) DPT=(\d+)/,
    take: (m) => ({
      time: syslog(m[1]),
      prefix: m[2],
      src: m[6],
      dst: m[7],
      len: Number(m[8]),
      proto: m[9],
      spt: Number(m[10]),
      dpt: Number(m[11]),
    }),
  },
  auth: {
    line: (i) =>
      `Nov 29 ${clock(i)} web1 sshd[${i % 30_000}]: Failed password for invalid user admin${i % 99} from ${host(i)} port ${i % 60_000} ssh2`,
    fields: ['time', 'program', 'outcome', 'user', 'ip', 'port', 'method'],
    pattern:
      /^(.{15}) \S+ (\w+)\[\d+\]: (Failed|Accepted) (\S+) for (?:invalid user )?(.*) from (\S+) port (\d+)/,
    take: (m) => ({
      time: syslog(m[1]),
      program: m[2],
      outcome: m[3] === 'Failed' ? 'failed' : 'accepted',
      user: m[5],
      ip: m[6],
      port: Number(m[7]),
      method: m[4],
    }),
  },
  postgresql: {
    line: (i) =>
      `2024-05-01 ${clock(i)}.123 UTC [${i % 99}] jo@shop LOG:  duration: ${i % 900}.4 ms  statement: SELECT a FROM b WHERE c = ${i}`,
    fields: ['time', 'severity', 'user', 'database', 'duration', 'statement'],
    pattern: /^(\S+ \S+) UTC \[(\d+)\] (?:([^@ ]+)@(\S+) )?(\w+): {2}(?:duration: ([\d.]+) ms {2}\w+: (.*))?/,
    take: (m) => ({
      time: Date.parse(`${m[1]}Z`),
      severity: m[5],
      user: m[3],
      database: m[4],
      duration: Number(m[6]),
      statement: m[7],
    }),
  },
};
