import { describe, expect, it, onTestFinished } from 'vitest';
import { CheckFailure } from '../../../../../src/io/actions/check/net/check-failure.js';
import { Course } from '../../../../../src/io/actions/check/net/course.js';
import { type Destination, dial } from '../../../../../src/io/actions/check/net/dial.js';
import { Names } from '../../../../../src/io/actions/check/net/names.js';
import type { NetworkSettings } from '../../../../../src/io/actions/check/network-settings.js';
import { makeChain } from '../../../../servers/certificates.js';
import { deafServer } from '../../../../servers/deaf-server.js';
import { addressTable, dnsServer } from '../../../../servers/dns-server.js';
import { type Play, rawServer, rawTlsServer } from '../../../../servers/raw-server.js';
import { NETWORK, never, TLS } from '../../../../support/check-settings.js';
import { freePort } from '../../../../support/free-port.js';
import { until } from '../../../../support/until.js';

const dialed = async (to: Partial<Destination>, names = new Names(), deadline = never()) => {
  const course = new Course();
  const socket = await dial(
    { host: '127.0.0.1', port: 1, network: NETWORK, ...to },
    names,
    course,
    deadline,
  ).catch((error: unknown) => error);
  const failure = socket instanceof CheckFailure ? socket : undefined;
  if (socket instanceof Error && failure === undefined) throw socket;
  if (failure === undefined) onTestFinished(() => void (socket as { destroy(): void }).destroy());
  const said =
    failure === undefined ? 'ok' : `${failure.class} ${failure.phase ?? course.phase}: ${failure.message}`;
  return { course, said };
};

const dns = async (table: Readonly<Record<string, readonly string[]>>, ttl?: number) => {
  const server = await dnsServer({ reply: addressTable(table, ttl) });
  onTestFinished(() => server.close());
  return server;
};

const through = (port: number, proxy: Partial<NetworkSettings['proxy']> = {}): NetworkSettings => ({
  ...NETWORK,
  proxy: { host: '127.0.0.1', port, isTls: false, authorization: undefined, ...proxy },
});

describe('dial', () => {
  it('connects, and says to what', async () => {
    const { port } = await rawServer({});
    const { said, course } = await dialed({ port });
    expect([said, course.address, course.family, course.notes]).toEqual(['ok', '127.0.0.1', 4, []]);
  });

  it('is refused with class connect', async () => {
    const port = await freePort();
    expect((await dialed({ port })).said).toBe(`connect connect: connection refused by 127.0.0.1:${port}`);
  });

  it('WM-12: falls back to IPv4 where IPv6 fails, and says so; with family 6 it is down', async () => {
    const { port } = await rawServer({});
    const { address } = await dns({ 'both.example': ['127.0.0.1', '::1'] });
    const network = { ...NETWORK, resolver: [address] };
    const { said, course } = await dialed({ host: 'both.example', port, network });
    expect([said, course.family, course.notes]).toEqual(['ok', 4, ['IPv6 failed: connect']]);
    const six = await dialed({ host: 'both.example', port, network: { ...network, family: 6 } });
    expect(six.said).toMatch(/^connect connect: /);
    const four = await dialed({ host: 'both.example', port, network: { ...network, family: 4 } });
    expect([four.said, four.course.notes]).toEqual(['ok', []]);
  });

  it('WM-12: an address of IPv6 that is silent, or that there is no way to, holds nobody up', async () => {
    const { port } = await rawServer({});
    const { address } = await dns({ 'both.example': ['127.0.0.1', '2001:db8::1'] });
    const network = { ...NETWORK, resolver: [address] };
    const { said, course } = await dialed({ host: 'both.example', port, network });
    expect([said, course.family, course.notes]).toEqual(['ok', 4, ['IPv6 failed: connect']]);
  });

  it.runIf(process.platform === 'linux')(
    'WM-12: where IPv6 is dropped, IPv4 answers; with family 6 it is a timeout',
    async () => {
      const { port } = await rawServer({});
      await deafServer('::1', port);
      const { address } = await dns({ 'both.example': ['127.0.0.1', '::1'] });
      const network = { ...NETWORK, resolver: [address] };
      const { said, course } = await dialed({ host: 'both.example', port, network });
      expect([said, course.family, course.notes]).toEqual(['ok', 4, ['IPv6 failed: connect']]);
      // By its address, so that no answer of a name server is within the time.
      const six = { host: '::1', port, network: { ...NETWORK, family: 6 as const } };
      const late = await dialed(six, new Names(), AbortSignal.timeout(200));
      expect(late.said).toMatch(/^timeout connect/);
    },
  );

  it('WM-15: asks anew for a name where nobody answers', async () => {
    const { port } = await rawServer({});
    const table: Record<string, readonly string[]> = { 'moved.example': ['127.0.0.2'] };
    const server = await dns(table, 3600);
    const names = new Names();
    const to = { host: 'moved.example', port, network: { ...NETWORK, resolver: [server.address] } };
    expect((await dialed(to, names)).said).toMatch(/^connect connect: connection refused by 127\.0\.0\.2/);
    table['moved.example'] = ['127.0.0.1'];
    expect((await dialed(to, names)).said).toBe('ok');
    expect((await dialed(to, names)).said).toBe('ok');
    expect(server.count('moved.example', 'A')).toBe(2);
  });

  it('connects to another place where it is told to', async () => {
    const { port } = await rawServer({});
    const network = { ...NETWORK, connectTo: { host: '127.0.0.1', port } };
    expect((await dialed({ host: 'nowhere.example', port: 443, network })).said).toBe('ok');
  });

  it('refuses what a name leads to, and connects where it is allowed', async () => {
    const { address, port } = await dns({
      'rebound.example': ['169.254.169.254'],
      'zero.example': ['0.0.0.0'],
    });
    const network = { ...NETWORK, resolver: [address] };
    expect((await dialed({ host: 'rebound.example', port, network })).said).toBe(
      'blocked connect: 169.254.169.254 is refused: link-local, where clouds keep their metadata; name it under allow to reach it',
    );
    expect((await dialed({ host: 'zero.example', port, network })).said).toMatch(
      /^blocked connect: 0\.0\.0\.0/,
    );
    const server = await rawServer({});
    const allowed = { ...network, allow: ['0.0.0.0/8'] };
    expect((await dialed({ host: 'zero.example', port: server.port, network: allowed })).said).toBe('ok');
  });

  it('ends at the deadline with a timeout, whatever it is at', async () => {
    const server = await dnsServer({ reply: () => undefined });
    onTestFinished(() => server.close());
    const deadline = new AbortController();
    const found = dialed(
      { host: 'silent.example', network: { ...NETWORK, resolver: [server.address] } },
      new Names(),
      deadline.signal,
    );
    await until(() => server.questions.length > 0);
    deadline.abort();
    expect((await found).said).toMatch(/^timeout dns/);
    expect((await dialed({ port: 1 }, new Names(), AbortSignal.abort())).said).toMatch(/^timeout/);
  });
});

describe('a proxy', () => {
  it('is asked for a tunnel, with what it asks for', async () => {
    const proxy = await rawServer({ bytes: 'HTTP/1.1 200 Connection established\r\n\r\n' });
    const network = through(proxy.port, { authorization: 'Basic bWU6c2VjcmV0' });
    const { said, course } = await dialed({ host: 'site.example', port: 443, network });
    expect(said).toBe('ok');
    expect(proxy.received).toEqual([
      'CONNECT site.example:443 HTTP/1.1\r\nHost: site.example:443\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n',
    ]);
    expect(Object.keys(course.timings)).toEqual(['dns', 'connect']);
    course.end();
    expect(Object.keys(course.timings)).toEqual(['dns', 'connect', 'proxy']);
  });

  it.each<readonly [Play, string]>([
    [
      { bytes: 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n' },
      'connect proxy: proxy: 407',
    ],
    [{ bytes: 'HTTP/1.1 502 Bad Gateway\r\n\r\n' }, 'connect proxy: proxy: 502 for the target'],
    [{ bytes: 'HTTP/1.0 403\n\n' }, 'connect proxy: proxy: 403 for the target'],
    [{ bytes: 'SSH-2.0-OpenSSH\r\n' }, 'protocol proxy: proxy: its answer is not HTTP'],
    [{ bytes: 'HTTP/1.1 20', end: 'FIN' }, 'protocol proxy: proxy: closed in the midst of its answer'],
    [{ end: 'FIN' }, 'reset proxy: proxy: closed without an answer'],
    [{ end: 'RST' }, 'reset proxy: proxy: connection lost'],
  ])('WM-17: %j is %s', async (play, expected) => {
    const proxy = await rawServer(play);
    expect((await dialed({ host: 'site.example', port: 443, network: through(proxy.port) })).said).toContain(
      expected,
    );
    await until(() => proxy.connections.open === 0);
  });

  it('WM-17: that refuses is class connect, and said to be the proxy', async () => {
    const port = await freePort();
    expect((await dialed({ network: through(port) })).said).toBe(
      `connect proxy: proxy refused the connection: 127.0.0.1:${port}`,
    );
  });

  it('is silent until the deadline', async () => {
    const proxy = await rawServer({});
    const deadline = new AbortController();
    const found = dialed({ network: through(proxy.port) }, new Names(), deadline.signal);
    await until(() => proxy.received[0]?.startsWith('CONNECT') ?? false);
    deadline.abort();
    expect((await found).said).toMatch(/^timeout proxy/);
    await until(() => proxy.connections.open === 0);
  });

  it('is reached by TLS, and what is wrong with that is its fault', async () => {
    const { root, leaf, chain } = makeChain();
    const proxy = await rawTlsServer({ cert: chain, key: leaf.key }, { bytes: 'HTTP/1.1 200 OK\r\n\r\n' });
    const network = through(proxy.port, { isTls: true });
    const known = await dialed({ network, tls: { ...TLS, ca: root.cert } });
    expect([known.said, known.course.certificate]).toEqual(['ok', undefined]);
    expect((await dialed({ network, tls: { ...TLS, insecure: true } })).said).toMatch(/^tls proxy: proxy: /);
  });

  it('leads to no address that is refused', async () => {
    const proxy = await rawServer({});
    const { said } = await dialed({ host: '169.254.169.254', port: 80, network: through(proxy.port) });
    expect([said.slice(0, 15), proxy.connections.ever]).toEqual(['blocked connect', 0]);
  });
});
