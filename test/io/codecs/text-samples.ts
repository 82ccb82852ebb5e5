import type { TextFormatName } from '../../../src/io/codecs/text-formats.js';

export interface Samples {
  /** Each makes one row; some have several lines. */
  readonly rows: readonly string[];
  /** What stands in such a log besides, and is rejected. */
  readonly rejected: readonly string[];
  /** Lines that are neither. */
  readonly ignored?: RegExp;
}

/** Lines as the programs write them, with made-up hosts. */
export const TEXT_SAMPLES: Readonly<Record<TextFormatName, Samples>> = {
  haproxy: {
    rows: [
      'Feb  6 12:14:14 lb1 haproxy[14389]: 192.0.2.7:33317 [06/Feb/2023:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {www.example.com|curl/8.5} {} "GET /api/index.html?a=b HTTP/1.1"',
      '192.0.2.8:40001 [06/Feb/2023:12:14:15.001] www~ api/web2 0/0/1/12/+13 200 +512 SESS=1 - --VN 3/2/1/1/+2 0/4 "POST /login HTTP/2.0"',
      '2001:db8::5:40002 [06/Feb/2023:12:14:16.002] www~ www/<NOSRV> -1/-1/-1/-1/5001 408 212 - - cR-- 2/2/0/0/0 0/0 "<BADREQ>"',
      '192.0.2.9:55127 [06/Feb/2023:12:14:17.003] fe-tcp bk-tcp/db1 0/1/5007 212 -- 0/0/0/0/3 0/0',
      '192.0.2.10:5512 [06/Feb/2023:12:14:18.004] www~ www/web1 1/0/0/7/8 200 1024 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1" 0/0/0/0/0 www.example.com/TLSv1.3/TLS_AES_256_GCM_SHA384',
    ],
    rejected: [
      'Feb  6 12:14:13 lb1 haproxy[14389]: Proxy http-in started.',
      'Feb  6 12:14:19 lb1 haproxy[14389]: 192.0.2.7:33320 [06/Feb/2023:12:14:19.101] www/1: SSL handshake failure',
      '192.0.2.7:33321 [06/Feb/2023:12:14:20.101] www~ www/web1 a/b 200 5',
      'hello world',
    ],
  },
  'nginx-error': {
    rows: [
      '2024/05/01 12:00:00 [error] 7#9: *12 open() "/srv/www/favicon.ico" failed (2: No such file or directory), client: 192.0.2.1, server: www.example.com, request: "GET /favicon.ico?a=b HTTP/1.1", host: "www.example.com", referrer: "https://www.example.com/"',
      '2024/05/01 12:00:01 [notice] 1#1: using the "epoll" event method',
      '2024/05/01 12:00:02 [error] 7#7: *13 connect() failed (111: Connection refused) while connecting to upstream, client: 2001:db8::7, server: , request: "POST /api/login HTTP/2.0", upstream: "http://198.51.100.5:8080/api/login", host: "api.example.com:8443"',
      '2024/05/01 12:00:03 [warn] 7#7: *14 a client request body is buffered to a temporary file /var/cache/nginx/0001, client: 192.0.2.9, server: _, request: "POST /a, b HTTP/1.1", subrequest: "/auth", upstream: "http://unix:/run/app.sock:/a", host: "x"',
      '2024/05/01 12:00:04 [info] 7#7: *15 client 192.0.2.3:5000 connected to 0.0.0.0:443, client: 192.0.2.3, server: 0.0.0.0:443, upstream: "198.51.100.5:443", bytes from/to client:0/0, bytes from/to upstream:0/0',
    ],
    rejected: ['PHP message: PHP Warning:  Undefined variable', 'nginx: [emerg] bind() to 0.0.0.0:80 failed'],
  },
  'apache-error': {
    rows: [
      '[Wed May 01 12:00:00.123456 2024] [core:error] [pid 12:tid 140120579262208] (13)Permission denied: [client 192.0.2.1:1234] AH00035: access to /x denied, referer: http://www.example.com/',
      '[Wed May 01 12:00:01 2024] [error] [client 192.0.2.2] File does not exist: /srv/www/x',
      '[Wed May  1 12:00:02.000001 2024] [mpm_event:notice] [pid 1:tid 2] AH00489: Apache/2.4.58 (Unix) configured -- resuming normal operations',
      '[Wed May 01 12:00:03 2024] [notice] caught SIGTERM, shutting down',
      '[Wed May 01 12:00:04.5 2024] [proxy:error] [pid 9] [remote 198.51.100.1:8009] AH01102: error reading status line',
      '[Wed May 01 12:00:05.5 2024] [:error] [pid 9:tid 10] [client 2001:db8::1:5000] script not found',
      '[Wed May 01 12:00:06 2024] [error] [client 2001:db8::1] Directory index forbidden',
    ],
    rejected: ['PHP Notice:  Undefined index', '[Wed May 32 12:00:00 2024] [error] no such day', '[x] [y] z'],
  },
  'ingress-nginx': {
    rows: [
      '192.0.2.1 - jo [01/May/2024:12:00:00 +0200] "GET /api/a?b=c HTTP/2.0" 200 612 "https://www.example.com/" "Mozilla/5.0 (X11; \\x22q\\x22)" 75 0.003 [default-web-80] [] 198.51.100.5:80 612 0.002 200 d1c5a0b6a1f84c0f8a5c6c0e0b8f9a10',
      '192.0.2.2 - - [01/May/2024:12:00:01 +0000] "POST /api/b HTTP/1.1" 502 157 "-" "curl/8.5" 120 4.004 [default-api-8080] [] 198.51.100.5:8080, 198.51.100.6:8080 0, 157 0.000, 4.004 504, 502 e2',
      '192.0.2.3 - - [01/May/2024:12:00:02 +0000] "GET / HTTP/1.1" 404 146 "-" "-" 80 0.000 [upstream-default-backend] [] - - - - f3',
      '192.0.2.4 - [192.0.2.4] - - [01/May/2024:12:00:03 +0000] "GET /old HTTP/1.1" 200 5 "-" "kube-probe/1.1" 80 0.010 [default-old-80] 198.51.100.5:80 : 198.51.100.7:80 5 : 5 0.004 : 0.006 302 : 200',
    ],
    rejected: [
      '192.0.2.1 - - [01/May/2024:12:00:00 +0000] "GET / HTTP/2.0" 200 612 "-" "curl" 75 0.003 [default-web-80] [] 198.51.100.5:80',
      'I0501 12:00:00.000000       7 main.go:104] "SSL fake certificate created"',
      '192.0.2.1 - - [32/May/2024:12:00:00 +0000] "GET / HTTP/2.0" 200 612 "-" "curl" 75 0.003 [a] [] - - - - f',
    ],
  },
  envoy: {
    rows: [
      '[2024-05-01T12:00:00.250Z] "GET /api/x?y=z HTTP/1.1" 200 - 0 612 12 11 "192.0.2.1,198.51.100.2" "curl/8.5" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "www.example.com" "198.51.100.5:80"',
      '[2024-05-01T12:00:01.000Z] "POST /api/y HTTP/2" 503 UH no_healthy_upstream - "-" 7 19 0 - "-" "grpc-go/1.60" "a1" "api.example.com" "-" outbound|80||api.default.svc.cluster.local - 198.51.100.9:80 192.0.2.8:51712 - default',
      '[2024-05-01T12:00:02.000Z] "GET /old HTTP/1.1" 200 - "-" "-" 0 5 3 2 "-" "curl" "a2" "old" "127.0.0.1:80" inbound|80|http|old.svc 127.0.0.1:1 198.51.100.9:80 [2001:db8::8]:51712 - default',
      '[2024-05-01T12:00:03.000Z] "- - -" 0 UF,URX - - "-" 0 0 9 - "-" "-" "-" "-" "198.51.100.5:3306" outbound|3306||db - 198.51.100.9:3306 192.0.2.8:51713 - -',
    ],
    rejected: [
      '[2024-05-01 12:00:00.000][1][info][main] [source/server/server.cc:404] initializing epoch 0',
      '2024-05-01T12:00:00.000000Z\tinfo\tFLAG: --concurrency="2"',
      '[2024-05-01T25:00:00.250Z] "GET / HTTP/1.1" 200 - 0 612 12 11 "-" "-" "-" "-" "-"',
    ],
  },
  squid: {
    rows: [
      '1714564800.123    180 192.0.2.7 TCP_MISS/200 411 GET http://www.example.com/a/b?c jo HIER_DIRECT/198.51.100.1 text/html',
      '1714564801.456  16867 192.0.2.8 TCP_TUNNEL/200 6256 CONNECT api.example.com:443 - HIER_DIRECT/198.51.100.2 -',
      '1714564802.789      0 192.0.2.9 TCP_DENIED/407 3900 GET http://www.example.com - HIER_NONE/- text/html',
      '1714564803.000      0 192.0.2.9 NONE/000 0 NONE error:transaction-end-before-headers - HIER_NONE/- -',
    ],
    rejected: [
      '2024/05/01 12:00:00 kid1| Starting Squid Cache version 6.6',
      '1714564803.000 a b c d e f g h/i j',
    ],
  },
  nlb: {
    rows: [
      'tls 2.0 2024-05-01T12:00:00 net/my-lb/c6e77e28c25b2234 g3d4b5e8bb8464cd 192.0.2.7:51341 198.51.100.1:443 5 2 98 246 - arn:aws:acm:us-east-2:1:certificate/2a - ECDHE-RSA-AES128-SHA tlsv12 - www.example.com h2 h2 "h2","http/1.1" 2024-05-01T11:59:55',
      'tls 1.0 2024-05-01T12:00:01 net/my-lb/c6e77e28c25b2234 g3d4b5e8bb8464cd 2001:db8::7:51342 198.51.100.1:443 5 - 0 0 bad_certificate - - - - - -',
    ],
    rejected: ['tls 2.0 2024-05-01T12:00:00 net/my-lb/c6e77e28c25b2234', 'type version time elb listener'],
  },
  auth: {
    rows: [
      'Nov 29 10:00:01 web1 sshd[4711]: Failed password for invalid user admin from 192.0.2.7 port 40022 ssh2',
      'Nov 29 10:00:02 web1 sshd[4712]: Accepted publickey for jo from 2001:db8::7 port 40023 ssh2: ED25519 SHA256:abcdef',
      '<86>Nov 29 10:00:03 web1 sshd[4713]: Invalid user  from 192.0.2.8 port 40024',
      'Nov 29 10:00:04 web1 sshd[4714]: Connection closed by authenticating user root 192.0.2.9 port 40025 [preauth]',
      'Nov 29 10:00:05 web1 sudo:       jo : TTY=pts/0 ; PWD=/home/jo ; USER=root ; COMMAND=/usr/bin/apt update',
      'Nov 29 10:00:06 web1 sudo[88]: eve : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh',
      'Nov 29 10:00:07 web1 su[90]: FAILED SU (to root) eve on pts/1',
      'Nov 29 10:00:08 web1 CRON[91]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)',
      '2024-11-29T10:00:09.123456+01:00 web1 sshd-session[92]: Disconnected from user jo 192.0.2.10 port 40026',
      'Nov 29 10:00:10 web1 sshd[93]: message repeated 2 times: [ Failed password for root from 192.0.2.11 port 40027 ssh2]',
      'Nov 29 10:00:11 web1 systemd-logind[94]: New session 7 of user jo.',
    ],
    rejected: [
      'Nov 29 10:00:01 web1',
      'Feb 30 10:00:01 web1 sshd[1]: Server listening',
      'sshd started',
      '-- Logs begin at',
    ],
  },
  netfilter: {
    rows: [
      'May  1 12:00:00 web1 kernel: [12345.678901] [UFW BLOCK] IN=eth0 OUT= MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:08:00 SRC=192.0.2.7 DST=198.51.100.1 LEN=60 TOS=0x00 PREC=0x00 TTL=54 ID=4321 DF PROTO=TCP SPT=51234 DPT=22 WINDOW=64240 RES=0x00 SYN URGP=0',
      'May  1 12:00:01 web1 kernel: drop-in IN=eth0 OUT= MAC= SRC=192.0.2.8 DST=198.51.100.1 LEN=29 TOS=0x00 PREC=0x00 TTL=1 ID=1 PROTO=UDP SPT=53 DPT=53 LEN=9',
      '2024-05-01T12:00:02.5+00:00 web1 kernel: [UFW ALLOW] IN= OUT=eth0 SRC=2001:db8::1 DST=2001:db8::2 LEN=72 TC=0 HOPLIMIT=255 FLOWLBL=0 PROTO=ICMPv6 TYPE=135 CODE=0',
      'May  1 12:00:03 web1 kernel: IN=eth0 OUT=eth1 SRC=192.0.2.9 DST=198.51.100.1 LEN=56 TTL=60 ID=2 PROTO=ICMP TYPE=3 CODE=1 [SRC=198.51.100.1 DST=192.0.2.99 LEN=40 PROTO=TCP SPT=443 DPT=9 ]',
    ],
    rejected: [
      'May  1 12:00:04 web1 kernel: [12345.7] device eth0 entered promiscuous mode',
      'May  1 12:00:05 web1 kernel: IN=eth0 only',
    ],
  },
  postgresql: {
    rows: [
      '2024-05-01 12:00:00.123 UTC [123] jo@shop LOG:  duration: 123.4 ms  statement: SELECT 1',
      '2024-05-01 12:00:01.000 UTC [124] LOG:  database system is ready to accept connections',
      '2024-05-01 12:00:02 UTC:192.0.2.7(51234):eve@shop:[125]:ERROR:  relation "a: b" does not exist at character 15',
      '2024-05-01 14:00:03 +02 [126]: [4-1] user=jo,db=shop,app=psql,client=192.0.2.8 FATAL:  password authentication failed for user "jo"',
      '2024-05-01 12:00:04.5 GMT [127] [unknown]@[unknown] LOG:  connection received: host=192.0.2.9 port=5',
      '2024-05-01 12:00:05.5 UTC [128] jo@shop LOG:  duration: 0.062 ms  execute S_1: INSERT INTO a VALUES ($1)',
      '2024-05-01 12:00:06.5 UTC [128] jo@shop STATEMENT:  SELECT x',
    ],
    rejected: [
      'initdb: warning: enabling "trust" authentication',
      '2024-05-01 12:00:07.000 CEST [1] LOG:  a zone of letters',
      '2024-05-01 12:00:00.123 UTC [1] no severity',
    ],
    ignored: /^\t/,
  },
  'postgresql-csv': {
    rows: [
      '2024-05-01 12:00:00.123 UTC,"jo","shop",123,"192.0.2.7:51234",66322e40.7b,1,"SELECT",2024-05-01 11:59:00 UTC,3/7,0,LOG,00000,"duration: 123.4 ms  statement: SELECT ""a"", 1",,,,,,,,,"psql","client backend",,0',
      '2024-05-01 12:00:01.000 UTC,,,124,,66322e41.7c,2,,2024-05-01 11:59:00 UTC,,0,LOG,00000,"listening on IPv4 address ""0.0.0.0"", port 5432",,,,,,,,,"","postmaster",,0',
      '2024-05-01 12:00:02.5 UTC,"eve","shop",125,"[local]",66322e42.7d,3,"idle",2024-05-01 11:59:00 UTC,4/9,12,ERROR,42P01,"relation ""a"" does not exist",,"Perhaps you meant b.",,,,"SELECT *\nFROM a,\n\tb\nWHERE c = \'x\'",15,,"psql"',
      '2024-05-01 12:00:03 UTC,"eve","shop",126,"2001:db8::7:5000",66322e43.7e,1,"authentication",2024-05-01 11:59:00 UTC,,0,FATAL,28P01,"password authentication failed for user ""eve""","Role ""eve"" does not exist.",,,,,,,,"","client backend"',
    ],
    rejected: [
      '2024-05-01 12:00:04.000 UTC,"jo","shop",1,"x",y,1,"SELECT"',
      'FROM a record that began before',
    ],
    ignored: /^(?:FROM a,|\tb$)|"SELECT \*$/,
  },
  'mysql-slow': {
    rows: [
      "# Time: 2024-05-01T12:00:00.123456Z\n# User@Host: jo[jo] @ app1 [192.0.2.7]  Id:     8\n# Query_time: 1.234567  Lock_time: 0.000002 Rows_sent: 1  Rows_examined: 1000\nuse shop;\nSET timestamp=1714564798;\nSELECT a\nFROM b\nWHERE c = '# Time: x';",
      '# Time: 2024-05-01T12:00:01.000000Z\n# User@Host: root[root] @ localhost []  Id: 9\n# Query_time: 0.000100  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0\nSET timestamp=1714564801;\n# administrator command: Ping;',
      '# User@Host: eve[eve] @  [192.0.2.8]\n# Thread_id: 5  Schema: shop  QC_hit: No\n# Query_time: 2.000000  Lock_time: 0.100000  Rows_sent: 1  Rows_examined: 2\n# Rows_affected: 3  Bytes_sent: 64\nSET timestamp=1714564802;\nUPDATE a SET b = 1;',
    ],
    rejected: ['SELECT of a record that began before;'],
    ignored: /^(?:# (?!adm)|use |SET |FROM |WHERE )/,
  },
};
