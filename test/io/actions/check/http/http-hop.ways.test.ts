import type { TlsOptions } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { HopRequest } from '../../../../../src/io/actions/check/http/hop.js';
import { type HttpHop, httpHop } from '../../../../../src/io/actions/check/http/http-hop.js';
import { makeChain } from '../../../../servers/certificates.js';
import { addressTable, dnsServer } from '../../../../servers/dns-server.js';
import { type Play, rawServer, rawTlsServer } from '../../../../servers/raw-server.js';
import { NETWORK, never, TLS } from '../../../../support/check-settings.js';
import { requestTo, said } from '../../../../support/hop-request.js';
import { until } from '../../../../support/until.js';

const OK: Play = { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' };

const once = (request: HopRequest, deadline = never()) => httpHop()(request, deadline);

describe('what is sent', () => {
  const sent = async (url: string, given: Partial<HopRequest> = {}): Promise<string> => {
    const server = await rawServer(OK);
    const network = { ...NETWORK, connectTo: { host: '127.0.0.1', port: server.port } };
    expect(said(await once(requestTo(url, { network, ...given })))).toBe('ok 200 2');
    return server.received[0] ?? '';
  };

  it('names the host, asks for a close, and keeps the order of headers', async () => {
    expect(
      await sent('http://site.example/a%20b?c=d#e', {
        headers: [
          ['user-agent', 'x'],
          ['accept', '*/*'],
        ],
      }),
    ).toBe(
      'GET /a%20b?c=d HTTP/1.1\r\nHost: site.example\r\nuser-agent: x\r\naccept: */*\r\nConnection: close\r\n\r\n',
    );
  });

  it.each([
    ['http://h:8080/', 'h:8080'],
    ['http://h:80/', 'h'],
    ['http://[2001:db8::1]:8080/', '[2001:db8::1]:8080'],
  ])('WM-28: of %s the Host is %s', async (url, host) => {
    expect(await sent(url)).toContain(`\r\nHost: ${host}\r\n`);
  });

  it('takes a Host that is given, and says itself how long the body is', async () => {
    const headers = [
      ['Host', 'other.example'],
      ['Content-Length', '99'],
      ['Transfer-Encoding', 'chunked'],
    ] as const;
    const text = await sent('http://h/', { method: 'POST', headers, body: 'größe' });
    expect(text).toBe(
      `POST / HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\nContent-Length: 7\r\n\r\n${Buffer.from('größe').toString('latin1')}`,
    );
    expect(await sent('http://h/', { method: 'PUT' })).toContain('\r\nContent-Length: 0\r\n');
  });

  it('never lets a value end its line', async () => {
    const text = await sent('http://h/', { headers: [['cookie', 'a=b\r\nX-Evil: 1']] });
    expect(text).toContain('\r\ncookie: a=b X-Evil: 1\r\n');
  });
});

describe('what comes of it', () => {
  it('has the times of its phases, their sum no more than the time it took', async () => {
    const { port } = await rawServer(OK);
    const before = performance.now();
    const { timings, address, family, isReused, headers, body } = await once(requestTo(port));
    const took = performance.now() - before;
    expect(Object.keys(timings)).toEqual(['dns', 'connect', 'proxy', 'tls', 'wait', 'body']);
    expect([timings.proxy, timings.tls]).toEqual([0, 0]);
    expect(timings.connect).toBeGreaterThan(0);
    expect(timings.wait).toBeGreaterThan(0);
    expect(Object.values(timings).reduce((sum, time) => sum + time, 0)).toBeLessThanOrEqual(took);
    expect([address, family, isReused]).toEqual(['127.0.0.1', 4, false]);
    expect(headers).toEqual([['content-length', '2']]);
    expect(body.toString()).toBe('ok');
  });

  it('has no time for what it did not come to', async () => {
    const server = await dnsServer({ reply: addressTable({}) });
    onTestFinished(() => server.close());
    const result = await once(
      requestTo('http://nx.example/', { network: { ...NETWORK, resolver: [server.address] } }),
    );
    expect([said(result), Object.keys(result.timings)]).toEqual([
      'dns dns: nx.example: there is no such name (NXDOMAIN)',
      ['dns'],
    ]);
  });

  it('is read up to the limit, and the connection is closed then', async () => {
    const server = await rawServer({
      bytes: ['HTTP/1.1 200 OK\r\n\r\n', 'a'.repeat(100_000), 'b'.repeat(100_000)],
    });
    const result = await once(requestTo(server.port, { bodyLimit: 1000 }));
    expect([said(result), result.isCut, result.body.length]).toEqual(['ok 200 1000', true, 1000]);
    await until(() => server.connections.open === 0);
  });

  it.each([
    'http://2130706433/',
    'http://127.1/',
    'http://0xA9FEA9FE/',
    'http://0251.0376.0251.0376/',
    'http://[::ffff:169.254.169.254]/',
    'http://１６９.254.169.254/',
    'http://169.254.169.254./',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[::169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://0.0.0.0/',
  ])('WM-18, WM-19: %s is blocked', async (written) => {
    expect(said(await once(requestTo(written, { written })))).toMatch(/^blocked connect: /);
  });

  it('is one failure for each, and no check waits for another that stalls', async () => {
    const stalling = await rawServer({});
    const deadlines = Array.from({ length: 50 }, () => new AbortController());
    const stalled = deadlines.map(({ signal }) => once(requestTo(stalling.port), signal));
    await until(() => stalling.connections.ever === 50);
    const { port } = await rawServer(OK);
    expect(said(await once(requestTo(port)))).toBe('ok 200 2');
    for (const deadline of deadlines) deadline.abort();
    expect(new Set((await Promise.all(stalled)).map(said))).toEqual(
      new Set(['timeout wait: no answer in time']),
    );
    await until(() => stalling.connections.open === 0);
  });
});

describe('https', () => {
  let made: ReturnType<typeof makeChain>;
  beforeAll(() => {
    made = makeChain();
  });
  const secured = (options: TlsOptions = {}, play = OK) =>
    rawTlsServer({ cert: made.chain, key: made.leaf.key, ...options }, play);
  const known = () => ({ ...TLS, ca: made.root.cert });

  it('is asked within TLS, and the certificate is in the result', async () => {
    const server = await secured();
    const result = await once(requestTo(`https://127.0.0.1:${server.port}/x`, { tls: known() }));
    expect(said(result)).toBe('ok 200 2');
    expect(result.certificate).toEqual({
      expires: made.leaf.expires,
      subject: 'localhost',
      host: '127.0.0.1',
    });
    expect(result.timings.tls).toBeGreaterThan(0);
    expect(server.received[0]).toMatch(/^GET \/x HTTP\/1\.1\r\n/);
    await until(() => server.connections.open === 0);
  });

  it('WM-28: the default port is left out of Host', async () => {
    const server = await secured();
    const network = { ...NETWORK, connectTo: { host: '127.0.0.1', port: server.port } };
    await once(requestTo('https://localhost:443/', { tls: known(), network }));
    await once(requestTo('https://localhost:8443/', { tls: known(), network }));
    expect(server.received.map((text) => /\r\nHost: (.*)\r\n/.exec(text)?.[1])).toEqual([
      'localhost',
      'localhost:8443',
    ]);
  });

  it('TLS-05: a client certificate that is missing is class tls, though it is said after the handshake', async () => {
    const server = await secured({
      requestCert: true,
      rejectUnauthorized: true,
      ca: made.root.cert,
      minVersion: 'TLSv1.3',
    });
    const url = `https://127.0.0.1:${server.port}/`;
    expect(said(await once(requestTo(url, { tls: known() })))).toBe(
      'tls tls: server asks for a client certificate',
    );
    await until(() => server.connections.open === 0);
    const client = { cert: made.leaf.cert + made.intermediate.cert, key: made.leaf.key };
    expect(said(await once(requestTo(url, { tls: { ...known(), client } })))).toBe('ok 200 2');
  });

  it('TLS-07: plain HTTP there', async () => {
    const server = await rawServer({ bytes: 'HTTP/1.1 400 Bad Request\r\n\r\n', end: 'FIN' });
    expect(said(await once(requestTo(`https://127.0.0.1:${server.port}/`)))).toMatch(
      /^tls tls: server speaks plain HTTP/,
    );
  });

  it('TLS-08, TLS-09: reset or silent in the handshake', async () => {
    const closing = await rawServer({ end: 'FIN' });
    expect(said(await once(requestTo(`https://127.0.0.1:${closing.port}/`)))).toMatch(/^reset tls: /);
    const silent = await rawServer({});
    const deadline = new AbortController();
    const found = once(requestTo(`https://127.0.0.1:${silent.port}/`), deadline.signal);
    await until(() => (silent.received[0] ?? '') !== '');
    deadline.abort();
    expect(said(await found)).toBe('timeout tls: no TLS handshake in time');
    await until(() => silent.connections.open === 0);
  });

  it('TLS-13: the next check sees a certificate that is new', async () => {
    const server = await secured();
    const hop = httpHop();
    const ask = () =>
      hop(requestTo(`https://127.0.0.1:${server.port}/`, { tls: { ...TLS, insecure: true } }), never());
    expect((await ask()).certificate?.expires).toBe(made.leaf.expires);
    const renewed = makeChain({ days: 77 });
    server.setSecureContext?.({ cert: renewed.chain, key: renewed.leaf.key });
    expect((await ask()).certificate?.expires).toBe(renewed.leaf.expires);
  });

  it('through a proxy: the certificate is that of the site', async () => {
    const server = await secured({}, OK);
    const proxy = await rawServer({ bytes: 'HTTP/1.1 200 OK\r\n\r\n', onward: server.port });
    const network = {
      ...NETWORK,
      proxy: { host: '127.0.0.1', port: proxy.port, isTls: false, authorization: undefined },
    };
    const result = await once(requestTo('https://localhost/', { tls: known(), network }));
    expect([said(result), result.certificate?.host]).toEqual(['ok 200 2', 'localhost']);
    expect(result.timings.proxy).toBeGreaterThan(0);
    await until(() => server.connections.open === 0);
  });

  it('through a proxy that is reached by TLS itself', async () => {
    const server = await secured();
    const proxy = await secured({}, { bytes: 'HTTP/1.1 200 OK\r\n\r\n', onward: server.port });
    const network = {
      ...NETWORK,
      proxy: { host: '127.0.0.1', port: proxy.port, isTls: true, authorization: undefined },
    };
    const result = await once(requestTo('https://localhost/', { tls: known(), network }));
    expect(said(result)).toBe('ok 200 2');
    await until(() => server.connections.open === 0 && proxy.connections.open === 0);
  });

  it('is kept, and shows the certificate of its handshake', async () => {
    const server = await secured({}, { ...OK, again: true });
    const hop = httpHop();
    const request = requestTo(`https://127.0.0.1:${server.port}/`, { tls: known(), connection: 'kept' });
    await hop(request, never());
    const second = await hop(request, never());
    expect([said(second), second.isReused, second.timings.tls]).toEqual(['ok 200 2', true, 0]);
    expect(second.certificate?.expires).toBe(made.leaf.expires);
    expect(server.connections.ever).toBe(1);
    hop.close();
    await until(() => server.connections.open === 0);
  });

  it.each(['FIN', 'RST'] as const)('a body that is cut by %s', async (end) => {
    const server = await secured({}, { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok', end });
    const result = said(await once(requestTo(`https://127.0.0.1:${server.port}/`, { tls: known() })));
    expect(result).toMatch(
      end === 'FIN' ? /^protocol body 200: body ended after 2 of 9/ : /^(?:reset|protocol) body 200/,
    );
  });
});

describe('kept connections', () => {
  const kept = (port: number, hop: HttpHop, given: Partial<HopRequest> = {}) =>
    hop(requestTo(port, { connection: 'kept', ...given }), never());
  const started = (): HttpHop => {
    const hop = httpHop();
    onTestFinished(() => hop.close());
    return hop;
  };

  it('are used again, with no time for what was not needed', async () => {
    const server = await rawServer({ ...OK, again: true });
    const hop = started();
    const first = await kept(server.port, hop);
    const second = await kept(server.port, hop);
    expect([said(first), first.isReused, said(second), second.isReused]).toEqual([
      'ok 200 2',
      false,
      'ok 200 2',
      true,
    ]);
    expect(second.timings).toMatchObject({ connect: 0, tls: 0, proxy: 0 });
    expect(second.address).toBe('127.0.0.1');
    expect(server.received[0]).toContain('Connection: keep-alive');
    expect(server.connections.ever).toBe(1);
    hop.close();
    await until(() => server.connections.open === 0);
  });

  it('that end as they are used are asked again on a fresh one, once, and it is noted', async () => {
    const server = await rawServer({ ...OK, again: 'RST' });
    const hop = started();
    await kept(server.port, hop);
    expect(said(await kept(server.port, hop))).toBe(
      'ok 200 2 [kept connection was closed, asked again on a fresh one]',
    );
    expect(server.connections.ever).toBe(2);
  });

  it('are not asked again after the first byte, nor on a fresh connection', async () => {
    const server = await rawServer(OK, { end: 'RST' }, OK);
    const hop = started();
    await kept(server.port, hop, { headers: [['connection', 'close']] });
    expect(said(await kept(server.port, hop, { network: { ...NETWORK, family: 4 } }))).toBe(
      'reset wait: connection reset',
    );
    expect(server.connections.ever).toBe(2);
  });

  it('are closed by the other end without harm, and not taken for what may not be sent twice', async () => {
    const server = await rawServer({ ...OK, end: 'FIN' }, { ...OK, again: true });
    const hop = started();
    await kept(server.port, hop);
    await until(() => server.connections.open === 0);
    expect((await kept(server.port, hop)).isReused).toBe(false);
    expect((await kept(server.port, hop, { method: 'POST' })).isReused).toBe(false);
    expect(server.connections.ever).toBe(3);
  });
});
