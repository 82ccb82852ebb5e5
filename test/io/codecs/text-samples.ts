import type { TextFormatName } from '../../../src/io/codecs/text-formats.js';

interface Samples {
  /** Each makes one row. */
  readonly rows: readonly string[];
  /** What stands in such a log besides, and is rejected. */
  readonly rejected: readonly string[];
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
};
