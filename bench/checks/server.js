// The sites that are checked, in a process of their own: HTTP, and HTTPS with a chain of two. A path says what comes: `/s/BYTES`
// a body of that length, `/d/MS` a small one after so long, `/stall` nothing at all.
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { makeCertificate } from '../../dist/io/net/make-certificate.js';

const DAY = 86_400_000;
const times = { from: Date.now() - DAY, to: Date.now() + 90 * DAY };
const root = makeCertificate({ ...times, subject: 'Bench Root', isAuthority: true });
const between = makeCertificate({ ...times, subject: 'Bench Intermediate', isAuthority: true, issuer: root });
const leaf = makeCertificate({
  ...times,
  subject: 'bench',
  names: ['*.bench.example', 'localhost', '127.0.0.1'],
  issuer: between,
});

const BODY = Buffer.alloc(256 * 1024, 'All systems work. ');
/** Milliseconds from a connection to the last byte of its answer, by the number in the query of its request. */
const truth = new Map();

const answer = (request, response) => {
  const [, kind, amount] = /^\/([sd])\/(\d+)/.exec(request.url) ?? [];
  if (kind === 's') {
    const body = BODY.subarray(0, Number(amount));
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': body.length }).end(body);
  } else if (kind === 'd') {
    const { begun } = request.socket;
    const [, id] = /\?(\d+)$/.exec(request.url) ?? [];
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 100 });
      response.end(BODY.subarray(0, 100));
      truth.set(Number(id), performance.now() - begun);
    }, Number(amount));
  }
};

const options = { keepAliveTimeout: 5000, noDelay: true };
const http = createServer(options, answer).on('connection', (socket) => {
  socket.begun = performance.now();
});
const https = createTlsServer({ ...options, cert: leaf.cert + between.cert, key: leaf.key }, answer);
const listening = (server) =>
  new Promise((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
await Promise.all([http, https].map(listening));
process.send({ http: http.address().port, https: https.address().port, ca: root.cert });
process.on('message', () => process.send({ truth: [...truth] }));
process.on('disconnect', () => process.exit());
