import { connect } from 'node:net';
import { expect } from 'vitest';
import type { seededRandom } from '../../../src/testing/seeded-random.js';
import { SIX } from './flow-server.js';

const GOOD = JSON.stringify([SIX]);
const PATIENCE = 10_000;

const post = (...headers: readonly string[]): string =>
  ['POST /flows HTTP/1.1', 'host: 127.0.0.1', 'content-type: application/json', ...headers].join('\r\n');

const chunked = (...chunks: readonly string[]): string =>
  `${post('transfer-encoding: chunked')}\r\n\r\n${chunks.join('')}`;

const hex = (text: string): string => Buffer.byteLength(text).toString(16);

/** Requests that are no HTTP, or that say two things of where their body ends: each with a batch that is good. */
const ODD: readonly string[] = [
  chunked(`zz\r\n${GOOD}\r\n0\r\n\r\n`),
  chunked(`-1\r\n${GOOD}\r\n0\r\n\r\n`),
  chunked(`ffffffffffffffffff\r\n${GOOD}\r\n0\r\n\r\n`),
  chunked(`${hex(GOOD)}\r\n${GOOD}XX0\r\n\r\n`),
  chunked(`1\r\n${GOOD}\r\n0\r\n\r\n`),
  chunked(`\r\n${GOOD}\r\n0\r\n\r\n`),
  chunked(`0x${hex(GOOD)}\r\n${GOOD}\r\n0\r\n\r\n`),
  chunked(`${hex(GOOD)};${'x'.repeat(20_000)}\r\n${GOOD}\r\n0\r\n\r\n`),
  `${post('transfer-encoding: chunked', `content-length: ${GOOD.length}`)}\r\n\r\n${hex(GOOD)}\r\n${GOOD}\r\n0\r\n\r\n`,
  `${post('transfer-encoding: chunked, identity')}\r\n\r\n${GOOD}`,
  `${post('transfer-encoding: xchunked')}\r\n\r\n${hex(GOOD)}\r\n${GOOD}\r\n0\r\n\r\n`,
  `${post(`content-length: ${GOOD.length}`, 'content-length: 3')}\r\n\r\n${GOOD}`,
  `${post('content-length: -5')}\r\n\r\n${GOOD}`,
  `${post('content-length: 5, 5')}\r\n\r\n${GOOD}`,
  `${post('content-length: 99999999999999999999')}\r\n\r\n${GOOD}`,
  `${post('content-length: 9007199254740991')}\r\n\r\n${GOOD}`,
  `${post('content-length: 3')}\r\n\r\n${GOOD}`,
  `${post('expect: 100-continue', 'content-length: 2')}\r\n\r\n[{`,
  `${post('expect: nonsense', `content-length: ${GOOD.length}`)}\r\n\r\n${GOOD}`,
  `${post('a\0b: c', `content-length: ${GOOD.length}`)}\r\n\r\n${GOOD}`,
  `${post('a: \0', `content-length: ${GOOD.length}`)}\r\n\r\n${GOOD}`,
  `${post(` folded: b`, `content-length: ${GOOD.length}`)}\r\n\r\n${GOOD}`,
  `${post(`x: ${'y'.repeat(40_000)}`)}\r\n\r\n`,
  `post /flows HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`,
  `POST /flows HTTP/9.9\r\nhost: 127.0.0.1\r\n\r\n`,
  `POST  /flows\r\n\r\n${GOOD}`,
  `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
  `POST /flows?x=%ff%zz HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${GOOD.length}\r\n\r\n${GOOD}`,
  `POST /flo%00ws HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${GOOD.length}\r\n\r\n${GOOD}`,
  `POST /%c0%ae HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 0\r\n\r\n`,
  `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03`,
];

/** Sends bytes in pieces and goes away: some whole requests that are odd, some good ones that are cut short. */
export const sendOdd = async (
  url: string,
  count: number,
  random: ReturnType<typeof seededRandom>,
): Promise<void> => {
  const below = (n: number): number => Math.floor(random() * n);
  for (let n = 0; n < count; n++) {
    const odd = ODD[below(ODD.length)] as string;
    const whole = random() < 0.5 ? odd : random() < 0.5 ? chunked(`${hex(GOOD)}\r\n${GOOD}\r\n`) : odd;
    const bytes = Buffer.from(whole, 'latin1');
    const isCut = whole !== odd || random() < 0.3;
    const text = await exchange(
      url,
      bytes.subarray(0, isCut ? below(bytes.length) : undefined),
      isCut,
      below,
    );
    for (const [, status] of text.matchAll(/HTTP\/1\.1 (\d+)/g)) {
      expect([100, 400, 404, 405, 408, 413, 414, 415, 417, 431], JSON.stringify([whole, text])).toContain(
        Number(status),
      );
    }
  }
};

/** What is answered until the connection ends, or `isCut` and all has been sent. */
const exchange = (
  url: string,
  bytes: Buffer,
  isCut: boolean,
  below: (n: number) => number,
): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    let text = '';
    const socket = connect(Number(port), hostname, async () => {
      for (let at = 0; at < bytes.length && !socket.destroyed; ) {
        const end = at + 1 + below(bytes.length);
        await new Promise<void>((sent) => socket.write(bytes.subarray(at, end), () => sent()));
        at = end;
      }
      if (isCut) socket.destroy();
      else socket.end();
    });
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket.on('error', () => undefined).on('close', () => resolve(text));
  });

/** Sends a body a byte at a time until it is cut off; resolves with what is answered. */
export const sendSlowly = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    let text = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${post('content-length: 100000')}\r\n\r\n[`);
    });
    const timer = setInterval(() => socket.write(' '), 200);
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket
      .on('error', () => undefined)
      .on('close', () => {
        clearInterval(timer);
        resolve(text);
      });
  });
