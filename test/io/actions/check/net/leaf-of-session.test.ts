import { X509Certificate } from 'node:crypto';
import { connect, type TlsOptions } from 'node:tls';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { leafOfSession } from '../../../../../src/io/actions/check/net/leaf-of-session.js';
import { makeChain } from '../../../../servers/certificates.js';
import { rawTlsServer } from '../../../../servers/raw-server.js';

const made = makeChain();
const leaf = new X509Certificate(made.leaf.cert).raw;

const sessionOf = async (version: NonNullable<TlsOptions['maxVersion']>): Promise<Buffer> => {
  const { port } = await rawTlsServer(
    { cert: made.chain, key: made.leaf.key, minVersion: version, maxVersion: version },
    { bytes: 'ok' },
  );
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: made.root.cert });
  onTestFinished(() => {
    socket.destroy();
  });
  await new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve).once('error', reject);
  });
  return socket.getSession() ?? Buffer.alloc(0);
};

it.each(['TLSv1.2', 'TLSv1.3'] as const)('is the certificate that came with %s', async (version) => {
  expect(leafOfSession(await sessionOf(version))).toEqual(leaf);
});

it('is nothing, or a part of what is there, whatever that is', async () => {
  const session = await sessionOf('TLSv1.3');
  expect(leafOfSession(undefined)).toBeUndefined();
  const places = fc.array(fc.tuple(fc.nat(session.length - 1), fc.nat(255)), { maxLength: 3 });
  fc.assert(
    fc.property(places, fc.nat(session.length), (edits, length) => {
      const changed = Buffer.from(session.subarray(0, length));
      for (const [at, byte] of edits) if (at < length) changed[at] = byte;
      const found = leafOfSession(changed);
      if (found !== undefined) expect(changed.includes(found)).toBe(true);
    }),
    { numRuns: 500, seed: 14 },
  );
});
