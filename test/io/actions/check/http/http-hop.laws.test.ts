import fc from 'fast-check';
import { expect, it } from 'vitest';
import { httpHop } from '../../../../../src/io/actions/check/http/http-hop.js';
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
