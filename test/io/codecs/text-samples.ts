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
};
