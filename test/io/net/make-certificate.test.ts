import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import {
  type CertificateOptions,
  type MadeCertificate,
  makeCertificate,
} from '../../../src/io/net/make-certificate.js';

const DAY = 86_400_000;
const now = Math.floor(Date.now() / 1000) * 1000;
const valid = { from: now - DAY, to: now + 300 * DAY };

const authority = makeCertificate({ ...valid, subject: 'Example CA', isAuthority: true });
const leaf = (options: Partial<CertificateOptions> = {}): MadeCertificate =>
  makeCertificate({
    ...valid,
    subject: 'www.example.com',
    names: ['www.example.com', '127.0.0.1', '::1'],
    ...options,
  });

/** What a client that trusts the authority says of a server with that chain: `ok` or the code of its error. */
const handshake = async (chain: readonly MadeCertificate[], servername: string): Promise<string> => {
  const server = createServer({
    cert: chain.map(({ cert }) => cert).join(''),
    key: chain[0]?.key,
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client: TLSSocket = connect({ port, host: '127.0.0.1', servername, ca: authority.cert });
  try {
    await once(client, 'secureConnect');
    return 'ok';
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  } finally {
    client.destroy();
    server.close();
  }
};

describe('makeCertificate', () => {
  test('says its subject, its issuer, its times to the second, and its names and addresses', () => {
    const read = new X509Certificate(leaf({ issuer: authority }).cert);
    expect(read.subject).toBe('CN=www.example.com');
    expect(read.issuer).toBe('CN=Example CA');
    expect(Date.parse(read.validFrom)).toBe(valid.from);
    expect(Date.parse(read.validTo)).toBe(valid.to);
    expect(read.subjectAltName).toBe('DNS:www.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    expect(read.ca).toBe(false);
    expect(new X509Certificate(authority.cert).ca).toBe(true);
  });

  test.each([
    ['1949-12-31T23:59:59Z', '1950-01-01T00:00:00Z'],
    ['2049-12-31T23:59:59Z', '2050-01-01T00:00:00Z'],
  ])('writes times on both sides of the years that have two digits: %s, %s', (from, to) => {
    const read = new X509Certificate(leaf({ from: Date.parse(from), to: Date.parse(to) }).cert);
    expect([Date.parse(read.validFrom), Date.parse(read.validTo)]).toEqual([
      Date.parse(from),
      Date.parse(to),
    ]);
  });

  test('holds names in lengths of one, two and three bytes', () => {
    for (const count of [1, 9, 40]) {
      const names = Array.from({ length: count }, (_, i) => `host-${i}.example.com`);
      expect(new X509Certificate(leaf({ names }).cert).subjectAltName).toBe(
        names.map((name) => `DNS:${name}`).join(', '),
      );
    }
  });

  test('is taken by a client where the chain leads to what it trusts, and refused for the right reason otherwise', async () => {
    const between = makeCertificate({
      ...valid,
      subject: 'Example Sub',
      isAuthority: true,
      issuer: authority,
    });
    const under = leaf({ issuer: between });
    expect(await handshake([leaf({ issuer: authority })], 'www.example.com')).toBe('ok');
    expect(await handshake([under, between], 'www.example.com')).toBe('ok');
    expect(await handshake([under], 'www.example.com')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(await handshake([leaf()], 'www.example.com')).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await handshake([leaf({ issuer: authority })], 'other.example.com')).toBe(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    );
    const old = leaf({ issuer: authority, from: now - 2 * DAY, to: now - DAY });
    expect(await handshake([old], 'www.example.com')).toBe('CERT_HAS_EXPIRED');
  });
});
