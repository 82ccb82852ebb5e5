import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { HTTP_LIMITS } from '../../../src/io/http/http-limits.js';
import { HttpServer } from '../../../src/io/http/http-server.js';
import { until } from '../../support/until.js';

const REQUEST = 'GET /no HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';
/** As many requests as a connection is read at once. */
const PIECE = REQUEST.repeat(Math.floor((64 * 1024) / REQUEST.length));
/** Fewer requests than may wait. */
const CLIENTS = 5;
const PER_PIECE = PIECE.length / REQUEST.length;

it('takes no more in one turn of the event loop than a thousand requests and those of one piece, whoever sent them', async () => {
  const server = new HttpServer({ routes: [], limits: HTTP_LIMITS, onError: () => undefined });
  await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    const closed = server.close();
    server.closeAllConnections();
    await closed;
  });
  const perTurn: number[] = [];
  let now = 0;
  let answered = 0;
  server.server.prependListener('request', (_, response) => {
    response.on('finish', () => answered++);
    if (now++ > 0) return;
    setImmediate(() => {
      perTurn.push(now);
      now = 0;
    });
  });
  const sockets = Array.from({ length: CLIENTS }, () => connect(server.address().port, '127.0.0.1').resume());
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  // All of them have something to be read in the same turn.
  for (const socket of sockets) socket.write(PIECE);
  // Nobody is forgotten: who was not read from in one turn is so in another.
  await until(() => answered === CLIENTS * PER_PIECE);
  expect(perTurn.length).toBeGreaterThan(3);
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(1000 + PER_PIECE);
});
