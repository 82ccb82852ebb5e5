import { type AddressInfo, createServer } from 'node:net';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { exchange } from '../../../../../src/io/actions/check/http/exchange.js';
import { httpHop } from '../../../../../src/io/actions/check/http/http-hop.js';
import { plainlyIntoOneBuffer } from '../../../../../src/io/actions/check/net/begin.js';
import { Course } from '../../../../../src/io/actions/check/net/course.js';
import { makeChain } from '../../../../servers/certificates.js';
import { rawServer, rawTlsServer } from '../../../../servers/raw-server.js';
import { never, TLS } from '../../../../support/check-settings.js';
import { requestTo } from '../../../../support/hop-request.js';
import { inPieces, mutatedAnswer } from '../../../../support/mutated-answers.js';
import { until } from '../../../../support/until.js';

/** What an answer may come to, whatever it is. */
const CLASSES = [undefined, 'protocol', 'reset'];

const answer = fc.record({
  bytes: mutatedAnswer,
  lengths: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
  end: fc.constantFrom('FIN' as const, 'RST' as const),
});

it('whatever a server answers is an answer or its fault, never ours, and no socket is left', async () => {
  const hop = httpHop();
  await fc.assert(
    fc.asyncProperty(answer, async ({ bytes, lengths, end }) => {
      const server = await rawServer({ bytes: inPieces(bytes, lengths), end });
      const { failure } = await hop(requestTo(server.port, { bodyLimit: 50 }), never());
      expect(CLASSES).toContain(failure?.class);
      await until(() => server.connections.open === 0);
      await server.close();
    }),
    { numRuns: 150 },
  );
});

it('nor in TLS, where bytes of the handshake are other than they were', async () => {
  const hop = httpHop();
  const { chain, leaf } = makeChain();
  const secured = await rawTlsServer(
    { cert: chain, key: leaf.key },
    { bytes: 'HTTP/1.1 200 OK\r\n\r\nok', end: 'FIN' },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(3000), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const server = await rawServer({ onward: secured.port, spoil: { at, change } });
      const url = `https://127.0.0.1:${server.port}/`;
      // A length that is another is waited for: that is a timeout, and soon enough.
      const { failure } = await hop(
        requestTo(url, { tls: { ...TLS, insecure: true } }),
        AbortSignal.timeout(100),
      );
      expect([undefined, 'tls', 'reset', 'protocol', 'timeout']).toContain(failure?.class);
      await until(() => server.connections.open === 0);
      await server.close();
    }),
    { numRuns: 40 },
  );
});

it('many that are read at the same time have each its own body, in clear and in TLS', async () => {
  const hop = httpHop();
  const { chain, leaf } = makeChain();
  const bodies = Array.from({ length: 40 }, (_, i) => `${i} `.repeat(10_000 + i));
  const plays = bodies.map((body) => ({
    bytes: inPieces(
      Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
      [20, 5000, 9],
    ),
  }));
  const plain = await rawServer(...plays);
  const secured = await rawTlsServer({ cert: chain, key: leaf.key }, ...plays);
  const tls = { ...TLS, insecure: true };
  const urls = [`http://127.0.0.1:${plain.port}/`, `https://127.0.0.1:${secured.port}/`];
  const asking = urls.flatMap((url) =>
    bodies.map(() => hop(requestTo(url, { tls, bodyLimit: 100_000 }), never())),
  );
  const answers = (await Promise.all(asking)).map(({ body }) => body.toString());
  // Which of them came first nobody knows.
  expect(answers.slice(0, bodies.length).toSorted()).toEqual(bodies.toSorted());
  expect(answers.slice(bodies.length).toSorted()).toEqual(bodies.toSorted());
});

it('what a server says before it is asked is not lost', async () => {
  const words = ['busy', 'gone'];
  const server = createServer({ noDelay: true }, (socket) => {
    const word = words.shift();
    socket.on('error', () => undefined).end(`HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\n${word}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const socket = plainlyIntoOneBuffer.open({ host: '127.0.0.1', port, family: 4 });
  await until(() => socket.readableLength > 0);
  // What is read next overwrites what was read into the same place.
  const other = plainlyIntoOneBuffer.open({ host: '127.0.0.1', port, family: 4 });
  await until(() => other.readableLength > 0);
  const { parser, done } = exchange(
    socket,
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    { isHead: false, bodyLimit: 9 },
    new Course(),
    never(),
  );
  await done;
  expect([parser.head?.status, parser.body.toString()]).toEqual([503, 'busy']);
  socket.destroy();
  other.destroy();
});
