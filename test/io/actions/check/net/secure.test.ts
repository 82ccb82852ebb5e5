import { connect } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CheckFailure } from '../../../../../src/io/actions/check/net/check-failure.js';
import { Course } from '../../../../../src/io/actions/check/net/course.js';
import { secure } from '../../../../../src/io/actions/check/net/secure.js';
import type { TlsSettings } from '../../../../../src/io/actions/check/network-settings.js';
import { makeCertificate, makeChain } from '../../../../servers/certificates.js';
import { rawServer, rawTlsServer } from '../../../../servers/raw-server.js';
import { never, TLS } from '../../../../support/check-settings.js';
import { until } from '../../../../support/until.js';

let made: ReturnType<typeof makeChain>;
beforeAll(() => {
  made = makeChain();
});

const handshake = async (port: number, tls: TlsSettings, host = 'localhost', deadline = never()) => {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => {
    socket.destroy();
  });
  await until(() => !socket.connecting);
  const course = new Course();
  const secured = await secure(socket, { host, tls }, course, deadline).catch((error: unknown) => error);
  const failure = secured instanceof CheckFailure ? secured : undefined;
  return { failure, course, secured };
};

const serverOf = (options: TlsOptions) => rawTlsServer(options, { bytes: 'ok' });
const withKey = ({ cert, key }: ReturnType<typeof makeCertificate>): TlsOptions => ({ cert, key });

describe('TLS', () => {
  it('is secured where the whole chain leads to a CA that is named', async () => {
    const { port } = await serverOf({ cert: made.chain, key: made.leaf.key });
    const { failure, course } = await handshake(port, { ...TLS, ca: made.root.cert });
    expect(failure).toBeUndefined();
    expect(course.certificate).toEqual({
      expires: made.leaf.expires,
      subject: 'localhost',
      host: 'localhost',
    });
    expect(course.phase).toBe('tls');
  });

  it('TLS-01: a missing intermediate is said in words', async () => {
    const { port } = await serverOf(withKey(made.leaf));
    const { failure } = await handshake(port, { ...TLS, ca: made.root.cert });
    expect(failure).toMatchObject({
      class: 'tls',
      message: expect.stringMatching(/^server does not send the intermediate certificate.*Test Intermediate/),
    });
  });

  it('TLS-02: self-signed, and its end is seen all the same', async () => {
    const alone = makeCertificate({ subject: 'localhost', names: ['localhost'], days: 40 });
    const { port } = await serverOf(withKey(alone));
    const { failure, course } = await handshake(port, TLS);
    expect(failure).toMatchObject({ class: 'tls', message: 'self-signed certificate' });
    expect(course.certificate?.expires).toBe(alone.expires);
  });

  it('what OpenSSL cannot look at ends this check alone', async () => {
    const { port } = await serverOf({ cert: made.chain, key: made.leaf.key });
    const { secured } = await handshake(port, { ...TLS, ca: made.root.cert }, 'local\0host');
    expect(secured).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
  });

  it('TLS-03: a certificate for another name', async () => {
    const { leaf, intermediate, root } = makeChain({ names: ['other.example', 'www.other.example'] });
    const { port } = await serverOf({ cert: leaf.cert + intermediate.cert, key: leaf.key });
    const { failure } = await handshake(port, { ...TLS, ca: root.cert });
    expect(failure).toMatchObject({
      class: 'tls',
      message: 'certificate is for other.example, www.other.example',
    });
    expect((await handshake(port, { ...TLS, insecure: true })).failure).toBeUndefined();
  });

  it('the same certificate is for its own names alone, and another one is seen at once', async () => {
    const both = makeChain({ names: ['localhost', 'site.example'] });
    const { port } = await serverOf({ cert: both.chain, key: both.leaf.key });
    const settings = { ...TLS, ca: both.root.cert };
    const least = { subject: 'localhost', expires: both.leaf.expires };
    for (const host of ['localhost', 'site.example', 'localhost'])
      expect((await handshake(port, settings, host)).course.certificate).toMatchObject({ ...least, host });
    expect((await handshake(port, settings, 'other.example')).failure?.class).toBe('tls');
    expect((await handshake(port, TLS)).failure?.class).toBe('tls');
    const renewed = makeCertificate({
      subject: 'localhost',
      names: ['localhost'],
      issuer: both.intermediate,
      days: 3,
    });
    const other = await serverOf({ cert: renewed.cert + both.intermediate.cert, key: renewed.key });
    expect((await handshake(other.port, settings)).course.certificate?.expires).toBe(renewed.expires);
  });

  it('an address must be in the certificate as one', async () => {
    const { port } = await serverOf({ cert: made.chain, key: made.leaf.key });
    expect((await handshake(port, { ...TLS, ca: made.root.cert }, '127.0.0.1')).failure).toBeUndefined();
    expect((await handshake(port, { ...TLS, ca: made.root.cert }, '127.0.0.2')).failure?.message).toBe(
      'certificate is for localhost, 127.0.0.1, 0:0:0:0:0:0:0:1',
    );
  });

  it('TLS-04: expired, with the time; of an issuer with its name', async () => {
    const old = makeChain({ days: -1 });
    const { port } = await serverOf({ cert: old.chain, key: old.leaf.key });
    const { failure } = await handshake(port, { ...TLS, ca: old.root.cert });
    const time = new Date(old.leaf.expires).toISOString().replace('.000', '');
    expect(failure).toMatchObject({ class: 'tls', message: `certificate expired at ${time}` });

    const above = makeChain({ intermediateDays: -1 });
    const other = await serverOf({ cert: above.chain, key: above.leaf.key });
    const { failure: second } = await handshake(other.port, { ...TLS, ca: above.root.cert });
    expect(second?.message).toMatch(/^certificate of the issuer Test Intermediate expired at 20/);
  });

  it('a certificate of tomorrow', async () => {
    const early = makeChain({ from: 1 });
    const { port } = await serverOf({ cert: early.chain, key: early.leaf.key });
    const { failure } = await handshake(port, { ...TLS, ca: early.root.cert });
    expect(failure?.message).toMatch(/^certificate is not valid before 20/);
  });

  it('takes a name with a star, and none of another level', async () => {
    const star = makeChain({ names: ['*.site.example'] });
    const { port } = await serverOf({ cert: star.chain, key: star.leaf.key });
    const tls = { ...TLS, ca: star.root.cert };
    expect((await handshake(port, tls, 'a.site.example')).failure).toBeUndefined();
    expect((await handshake(port, tls, 'a.site.example.')).failure).toBeUndefined();
    expect((await handshake(port, tls, 'a.b.site.example')).failure?.message).toBe(
      'certificate is for *.site.example',
    );
  });

  it('a CA that is not known, with its name, whether the server sends it or not', async () => {
    const { port } = await serverOf({ cert: made.chain, key: made.leaf.key });
    expect((await handshake(port, TLS)).failure?.message).toBe(
      'certificate was issued by Test Root, which is not known here: if it is a CA of your own, name it under ca',
    );
    const whole = await serverOf({ cert: made.chain + made.root.cert, key: made.leaf.key });
    expect((await handshake(whole.port, TLS)).failure?.message).toMatch(
      /^self-signed certificate in the chain: Test Root is not known here/,
    );
  });

  it('a client certificate that is missing, with TLS 1.2 too', async () => {
    const { port } = await serverOf({
      cert: made.chain,
      key: made.leaf.key,
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: 'TLSv1.2',
    });
    const { failure, course } = await handshake(port, { ...TLS, ca: made.root.cert });
    expect([failure?.class, failure?.phase ?? course.phase]).toEqual(['tls', 'tls']);
    expect(failure?.message).toMatch(/client certificate/);
  });

  it.each([
    [40, /^server refuses the handshake/],
    [70, /^protocol version/],
    [80, /^the TLS handshake failed \(.*internal error\)/],
    [120, /ALPN/],
    [48, /^server refuses our client certificate/],
  ])('alert %i in words', async (alert, words) => {
    const { port } = await rawServer({ bytes: Buffer.from([0x15, 3, 3, 0, 2, 2, alert]), end: 'FIN' });
    expect((await handshake(port, TLS)).failure).toMatchObject({
      class: 'tls',
      message: expect.stringMatching(words),
    });
  });

  it('TLS-06: one that is too old', async () => {
    const { port } = await serverOf({
      cert: made.chain,
      key: made.leaf.key,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const { failure } = await handshake(port, { ...TLS, ca: made.root.cert });
    expect(failure).toMatchObject({ class: 'tls', message: expect.stringMatching(/^protocol version/) });
  });

  it('TLS-07: plain HTTP', async () => {
    const { port } = await rawServer({
      bytes: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
      end: 'FIN',
    });
    const { failure } = await handshake(port, TLS);
    expect(failure).toMatchObject({
      class: 'tls',
      message: expect.stringMatching(/^server speaks plain HTTP/),
    });
  });

  it.each(['FIN', 'RST'] as const)('TLS-08: %s after ClientHello', async (end) => {
    const { port } = await rawServer({ end });
    const { failure, course } = await handshake(port, TLS);
    expect([failure?.class, failure?.phase ?? course.phase]).toEqual(['reset', 'tls']);
  });

  it('TLS-09: silence after ClientHello is a timeout', async () => {
    const { port, connections } = await rawServer({});
    const deadline = new AbortController();
    const found = handshake(port, TLS, 'localhost', deadline.signal);
    await until(() => connections.ever === 1);
    deadline.abort();
    const { failure, course } = await found;
    expect([failure?.class, failure?.phase ?? course.phase]).toEqual(['timeout', 'tls']);
    await until(() => connections.open === 0);
  });

  it('TLS-10: a name that the server does not know', async () => {
    // Alert 112, fatal.
    const { port } = await rawServer({ bytes: Buffer.from([0x15, 3, 3, 0, 2, 2, 112]), end: 'FIN' });
    const { failure } = await handshake(port, TLS);
    expect(failure).toMatchObject({ class: 'tls', message: 'server does not know this name (SNI)' });
  });

  it('TLS-11: the issuer that expires first counts', async () => {
    const weak = makeChain({ intermediateDays: 5 });
    const { port } = await serverOf({ cert: weak.chain, key: weak.leaf.key });
    const { course, failure } = await handshake(port, { ...TLS, ca: weak.root.cert });
    expect(failure).toBeUndefined();
    expect(course.certificate).toEqual({
      expires: weak.intermediate.expires,
      subject: 'Test Intermediate',
      host: 'localhost',
    });
  });

  it('TLS-14: it is looked at where nothing is verified', async () => {
    const old = makeCertificate({ subject: 'localhost', names: ['localhost'], days: -1 });
    const { port } = await serverOf(withKey(old));
    const { course, failure } = await handshake(port, { ...TLS, insecure: true });
    expect(failure).toBeUndefined();
    expect(course.certificate?.expires).toBe(old.expires);
  });

  it('settings that cannot be read are class tls, and say so', async () => {
    const { port } = await serverOf(withKey(made.leaf));
    const { failure } = await handshake(port, { ...TLS, client: { cert: 'x', key: 'y' } });
    expect(failure).toMatchObject({ class: 'tls', message: expect.stringContaining('settings of TLS') });
  });

  it('resumes no session', async () => {
    const { port } = await serverOf({ cert: made.chain, key: made.leaf.key, maxVersion: 'TLSv1.2' });
    for (const _ of [1, 2]) {
      const { secured } = await handshake(port, { ...TLS, ca: made.root.cert });
      expect(secured).toMatchObject({ authorized: true });
      expect((secured as { isSessionReused(): boolean }).isSessionReused()).toBe(false);
    }
  });
});
