import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { SIX } from '../../pipelines/flow-log/flow-server.js';
import type { Attacked } from './attacked.js';

export interface Attack {
  readonly name: string;
  /** What is there before it. */
  readonly fill?: number;
  readonly run: (server: Attacked, clients: number) => Promise<unknown>;
}

const HEAD = 'host: 127.0.0.1\r\ncontent-type: application/json\r\n';
const GET = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;
const MOST = 16 * 1024 * 1024;
/** How long connections are held that do nothing: longer than headers may take. */
const HELD = 15_000;

const each = (clients: number, one: (i: number) => Promise<unknown>): Promise<unknown> =>
  Promise.all(Array.from({ length: clients }, (_, i) => one(i)));

/** Connections that send a byte now and then, until they are cut off. */
const dripping = (server: Attacked, count: number, begin: string): Promise<unknown> =>
  each(count, async () => {
    const socket = server.open();
    socket.write(begin);
    const timer = setInterval(() => socket.write('x'), 1000);
    socket.on('close', () => clearInterval(timer));
    await sleep(HELD);
    clearInterval(timer);
  });

/** Bodies in gzip that are a thousand times as large decoded. */
const bombs = (server: Attacked, clients: number, decoded: string | Buffer): Promise<unknown> => {
  const body = gzipSync(decoded);
  return each(clients, () => server.post(body, { 'content-encoding': 'gzip' }));
};

const ROUTES = [
  '/flows?hour=1',
  '/flows?from=0&to=9',
  '/flows/top?hour=1',
  '/hours',
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/no',
];

/** None of them stores anything: hour 1 is what it was before. */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'every route',
    fill: 2000,
    run: (server, clients) =>
      each(clients, async (i) => {
        for (let n = 0; n < 20; n++) await server.ask(ROUTES[(i + n) % ROUTES.length] ?? '/');
      }),
  },
  {
    name: 'slow headers',
    run: (server, clients) => dripping(server, clients * 4, 'GET /flows HTTP/1.1\r\nx'),
  },
  {
    name: 'slow bodies',
    run: (server, clients) =>
      dripping(server, clients * 4, `POST /flows HTTP/1.1\r\n${HEAD}content-length: 100000\r\n\r\n[`),
  },
  {
    name: 'connections that ask nothing',
    run: (server, clients) =>
      each(clients * 8, async () => {
        server.open();
        await sleep(HELD);
      }),
  },
  {
    name: 'half-closed connections',
    run: (server, clients) =>
      each(clients, async () => {
        const socket = server.open();
        socket.end(`POST /flows HTTP/1.1\r\n${HEAD}content-length: 100\r\n\r\n[`);
        await new Promise((resolve) => socket.on('close', resolve).resume());
      }),
  },
  {
    name: 'answers that nobody reads',
    fill: 200_000,
    run: (server, clients) =>
      each(clients, async () => {
        const socket = server.open();
        socket.pause().write(GET('/flows?hour=1').repeat(20));
        await sleep(HELD);
      }),
  },
  {
    name: 'one connection that asks for a hundred answers and reads none',
    fill: 200_000,
    run: async (server) => {
      const socket = server.open();
      socket.pause().write(GET('/flows?hour=1').repeat(100));
      await sleep(HELD);
    },
  },
  {
    name: 'many requests on a connection that reads nothing',
    run: (server, clients) =>
      each(Math.min(clients, 64), async () => {
        const socket = server.open();
        socket.pause().write(GET('/no').repeat(20_000));
        await sleep(HELD);
      }),
  },
  { name: 'bombs of blanks', run: (server, clients) => bombs(server, clients, `[${' '.repeat(MOST - 2)}`) },
  {
    name: 'bombs of empty records',
    run: (server, clients) => bombs(server, clients, `[${'{},'.repeat(5_000_000)}{}]`),
  },
  { name: 'bombs of brackets', run: (server, clients) => bombs(server, clients, '['.repeat(MOST)) },
  {
    name: 'bombs of good records',
    run: (server, clients) => bombs(server, clients, `[${`${JSON.stringify(SIX)},`.repeat(150_000)}{}]`),
  },
  {
    name: 'bodies of a byte a chunk',
    run: (server, clients) =>
      each(Math.min(clients, 64), async () => {
        const socket = server.open();
        socket.write(
          `POST /flows HTTP/1.1\r\n${HEAD}transfer-encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(200_000)}`,
        );
        await new Promise((resolve) => socket.on('close', resolve).resume());
      }),
  },
];

const GOOD = JSON.stringify([{ ...SIX, hour: 1 }]);
const SIZE = GOOD.length.toString(16);
const CHUNKED = `POST /flows HTTP/1.1\r\n${HEAD}transfer-encoding: chunked\r\n`;
const SIZED = `POST /flows HTTP/1.1\r\n${HEAD}content-length: ${GOOD.length}\r\n`;
const HIDDEN = `DELETE /flows?hour=1 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;

/** Requests that say two things of where they end, or that are none: nothing of them may be stored, nor what they hide. */
export const SMUGGLED: Readonly<Record<string, string>> = {
  'a length and chunks': `${CHUNKED}content-length: ${GOOD.length}\r\n\r\n${SIZE}\r\n${GOOD}\r\n0\r\n\r\n${HIDDEN}`,
  'chunks and a length': `${SIZED}transfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'two lengths': `${SIZED}content-length: 3\r\n\r\n${GOOD}${HIDDEN}`,
  'a length with a sign': `POST /flows HTTP/1.1\r\n${HEAD}content-length: +${GOOD.length}\r\n\r\n${GOOD}${HIDDEN}`,
  'chunks that are not the last coding': `POST /flows HTTP/1.1\r\n${HEAD}transfer-encoding: chunked, identity\r\n\r\n${GOOD}${HIDDEN}`,
  'a coding that is hardly one': `POST /flows HTTP/1.1\r\n${HEAD}transfer-encoding: xchunked\r\n\r\n${GOOD}${HIDDEN}`,
  'a coding within chunks': `POST /flows HTTP/1.1\r\n${HEAD}transfer-encoding: gzip, chunked\r\n\r\n${SIZE}\r\n${GOOD}\r\n0\r\n\r\n${HIDDEN}`,
  'chunks of an old client': `POST /flows HTTP/1.0\r\n${HEAD}transfer-encoding: chunked\r\n\r\n${SIZE}\r\n${GOOD}\r\n0\r\n\r\n${HIDDEN}`,
  'a space before the colon': `POST /flows HTTP/1.1\r\n${HEAD}content-length : ${GOOD.length}\r\n\r\n${GOOD}${HIDDEN}`,
  'a chunk size with a sign': `${CHUNKED}\r\n+${SIZE}\r\n${GOOD}\r\n0\r\n\r\n${HIDDEN}`,
  'a chunk size that begins as in C': `${CHUNKED}\r\n0x${SIZE}\r\n${GOOD}\r\n0\r\n\r\n${HIDDEN}`,
  'a chunk size without digits': `${CHUNKED}\r\n\r\n${GOOD}\r\n0\r\n\r\n${HIDDEN}`,
  'a chunk size past all bounds': `${CHUNKED}\r\nfffffffffffffffff\r\n${GOOD}\r\n0\r\n\r\n${HIDDEN}`,
  'a chunk that is longer than it says': `${CHUNKED}\r\n1\r\n${GOOD}\r\n0\r\n\r\n${HIDDEN}`,
  'lines that end with a line feed alone': `POST /flows HTTP/1.1\n${HEAD.replaceAll('\r', '')}content-length: ${GOOD.length}\n\n${GOOD}`,
  'a chunk line that ends with a line feed alone': `${CHUNKED}\r\n${SIZE}\n${GOOD}\n0\n\n`,
  'a NUL in a header': `${SIZED}x: a\0b\r\n\r\n${GOOD}`,
  'two hosts': `${SIZED}host: evil.example\r\n\r\n${GOOD}`,
  'a host that is not ours': `POST /flows HTTP/1.1\r\nhost: evil.example\r\ncontent-type: application/json\r\ncontent-length: ${GOOD.length}\r\n\r\n${GOOD}`,
  'a page from elsewhere': `${SIZED}origin: http://evil.example\r\n\r\n${GOOD}`,
};
