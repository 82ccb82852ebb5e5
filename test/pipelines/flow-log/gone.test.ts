import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { limitsOf } from '../../../src/pipelines/flow-log/api/limits.js';
import { until } from '../../support/until.js';
import { flowServer, SIX } from './flow-server.js';

const LARGE = JSON.stringify(Array.from({ length: 4000 }, (_, i) => ({ ...SIX, dest_app: `d${i % 10}` })));
const BLANK = `[${' '.repeat(1_000_000)}]`;
/** What who goes away has sent: of each a part, all of it, or all of it and the next request. */
const BODIES: readonly (readonly [name: string, coding: string, body: Buffer])[] = [
  ['records', 'identity', Buffer.from(LARGE)],
  ['records in gzip', 'gzip', gzipSync(LARGE)],
  ['records in deflate', 'deflate', deflateSync(LARGE)],
  ['blanks in gzip', 'gzip', gzipSync(BLANK)],
  ['what is no gzip', 'gzip', Buffer.alloc(100_000, 1)],
];
const PARTS = [0.5, 0.99, 1];
/** Turns of the event loop after which they go: while it comes, waits to be decoded, is decoded, judged, stored, answered. */
const TURNS = [0, 1, 2, 4, 8, 16];
const CLIENTS = 5;

it('gives back what was held for whoever goes away, in whatever state the request was', async () => {
  // Room for two of them at once: of what is kept by mistake the third would hear.
  const { server, port, post, errors } = await flowServer({
    // In a later turn, as a disk would: what becomes of the sums is no matter here.
    accept: async () => {
      for (let i = 0; i < 5; i++) await turn();
      return { status: 200, body: '', type: 'text/plain' };
    },
    limits: limitsOf({ waiting: 4 * LARGE.length, body: 2 * LARGE.length }),
  });
  /** Ends of connections at the server, and ports of those who go away. */
  const left = new Set<Socket>();
  const gone = new Set<number | undefined>();
  server.server.on('connection', (socket) => {
    left.add(socket);
    socket.on('close', () => left.delete(socket));
  });
  const send = async (coding: string, body: Buffer, part: number): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    gone.add(socket.localPort);
    socket.write(
      `POST /flows HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, body.length * part));
    return socket;
  };
  for (const [name, coding, body] of BODIES) {
    for (const part of PARTS) {
      for (const turns of TURNS) {
        const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => send(coding, body, part)));
        for (let i = 0; i < turns; i++) await turn();
        for (const socket of sockets) socket.destroy();
      }
    }
    // Others keep theirs.
    await until(() => [...left].every(({ remotePort }) => !gone.has(remotePort)));
    // What has been asked of whoever is gone may go on for a moment.
    gone.clear();
    let answer = await post(LARGE);
    for (let i = 0; i < 100 && answer.status === 503; i++) answer = await post(LARGE);
    expect(answer.status, name).toBe(200);
    // As many at once as are decoded at once, and one more.
    const all = await Promise.all(
      Array.from({ length: 5 }, () => post(gzipSync(JSON.stringify([SIX])), { 'content-encoding': 'gzip' })),
    );
    expect(
      all.map(({ status }) => status),
      name,
    ).toEqual([200, 200, 200, 200, 200]);
  }
  expect(errors).toEqual([]);
});
