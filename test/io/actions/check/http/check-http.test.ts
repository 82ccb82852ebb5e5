import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkRow } from '../../../../../src/io/actions/check/check-row.js';
import { checkHttp } from '../../../../../src/io/actions/check/http/check-http.js';
import { httpHop } from '../../../../../src/io/actions/check/http/http-hop.js';
import { parseJsonCondition } from '../../../../../src/io/actions/check/http/json/parse-json-condition.js';
import { userAgent } from '../../../../../src/io/actions/check/http/user-agent.js';
import type { Verdict } from '../../../../../src/io/actions/check/verdict.js';
import { Pattern } from '../../../../../src/io/patterns/pattern.js';
import { makeCertificate } from '../../../../servers/certificates.js';
import { rawServer, rawTlsServer } from '../../../../servers/raw-server.js';
import { httpTarget } from '../../../../support/check/http-target.js';
import { type Site, site } from '../../../../support/check/site.js';

const check = checkHttp({ hop: httpHop(), userAgent: userAgent('1.2.3') });

const checked = (url: string, changes: Parameters<typeof httpTarget>[1] = {}): Promise<Verdict> =>
  check(httpTarget(url, changes), new AbortController().signal);

const send = (response: ServerResponse, status: number, headers: Record<string, string>, body = ''): void => {
  response.writeHead(status, headers).end(body);
};

const body = (source: string) => ({ expect: { body: new Pattern(source) } });
const withHello = body('hello');

/** A site that always gives the same bytes. */
const giving = (bytes: Buffer | string, headers: Record<string, string> = {}, status = 200): Promise<Site> =>
  site((response) => {
    response.writeHead(status, headers).end(bytes);
  });

describe('WM-01', () => {
  test('a cookie that a redirect sets is sent in the same check, and not in the next one', async () => {
    await using shop = await site((response, { headers }) =>
      headers.cookie === 's=1'
        ? send(response, 200, {})
        : send(response, 302, { location: '/', 'set-cookie': 's=1; Path=/; HttpOnly' }),
    );
    expect(await checked(`${shop.origin}/`)).toMatchObject({ class: 'ok', redirects: 1 });
    expect(await checked(`${shop.origin}/`)).toMatchObject({ class: 'ok', redirects: 1 });
    expect(shop.asked.map(({ headers }) => headers.cookie)).toEqual([undefined, 's=1', undefined, 's=1']);
  });

  test('it is only sent where it belongs, and gone when the site takes it away', async () => {
    await using shop = await site((response, { path }) => {
      if (path === '/') {
        response.setHeader('set-cookie', ['a=1; Path=/in', 'c=3; Domain=other.example', 'd=4', 'own=5']);
        send(response, 302, { location: '/in' });
      } else if (path === '/in')
        send(response, 302, { location: '/out', 'set-cookie': 'd=; Max-Age=0; Path=/' });
      else send(response, 200, {});
    });
    await checked(`${shop.origin}/`, {
      headers: [
        ['cookie', 'own=1'],
        ['cookie', 'x=y'],
      ],
    });
    expect(shop.asked.map(({ headers }) => headers.cookie)).toEqual([
      'own=1; x=y',
      'x=y; a=1; d=4; own=5',
      'x=y; own=5',
    ]);
  });
});

describe('WM-02', () => {
  test('ten redirects are followed, and the eleventh answer is judged', async () => {
    await using maze = await site((response, _, n) => send(response, 302, { location: `/redirect-${n}` }));
    const verdict = await checked(`${maze.origin}/`);
    expect(verdict).toMatchObject({ class: 'redirect', status: 302, redirects: 10 });
    expect(verdict.detail).toMatch(/^status 302: more than 10 redirects/);
    expect(maze.asked).toHaveLength(11);
  });

  test('so it is where the status would be expected', async () => {
    await using maze = await site((response, _, n) => send(response, 302, { location: `/${n}` }));
    const verdict = await checked(`${maze.origin}/`, { redirects: 2, expect: { status: [[200, 399]] } });
    expect(verdict).toMatchObject({ class: 'redirect', redirects: 2 });
  });
});

test('WM-03: a redirect that is expected, and not followed, is ok', async () => {
  await using old = await site((response) => send(response, 301, { location: '/new' }, 'Moved.'));
  expect(await checked(old.origin, { redirects: 0, expect: { status: [[301, 301]] } })).toMatchObject({
    class: 'ok',
    status: 301,
    bytes: 6,
  });
  expect(old.asked).toHaveLength(1);
});

describe('WM-04', () => {
  const bytes = (text: string): string => Buffer.from(text).toString('latin1');

  test.each([
    ['relative', 'next', '/a/next'],
    ['an absolute path', '/next', '/next'],
    ['of the query', '?page=2', '/a/b?page=2'],
    ['with blanks', ' /with blanks/x y ', '/with%20blanks/x%20y'],
    ['with UTF-8', bytes('/café?q=café'), '/caf%C3%A9?q=caf%C3%A9'],
    ['with latin1', '/caf\u00e9', '/caf%E9'],
    ['with a fragment', '/next#part', '/next'],
    ['with backslashes', '\\next', '/next'],
  ])('a Location that is %s is followed', async (_, location, path) => {
    await using server = await site((response, _, n) =>
      n === 1 ? send(response, 302, { location }) : send(response, 200, {}),
    );
    expect(await checked(`${server.origin}/a/b`)).toMatchObject({
      class: 'ok',
      finalUrl: `${server.origin}${path}`,
    });
    expect(server.asked.map((asked) => asked.path)).toEqual(['/a/b', path]);
  });

  test('one without a scheme is followed', async () => {
    await using server = await site((response, { path }) =>
      path === '/'
        ? send(response, 302, { location: `//127.0.0.1:${server.port}/x` })
        : send(response, 200, {}),
    );
    expect(await checked(`${server.origin}/`)).toMatchObject({ class: 'ok', finalUrl: `${server.origin}/x` });
  });

  test('an empty one is the same url, and counts', async () => {
    await using server = await site((response) => send(response, 302, { location: '' }));
    expect(await checked(`${server.origin}/`, { redirects: 3 })).toMatchObject({
      class: 'redirect',
      redirects: 3,
    });
    expect(server.asked).toHaveLength(4);
  });

  test.each([
    ['ftp://example.com/', 'ftp: is not followed'],
    ['javascript:alert(1)', 'javascript: is not followed'],
    ['http://exa mple.com/', '"http://exa mple.com/" is no url'],
    ['http://:0', '"http://:0" is no url'],
  ])('%s is not followed', async (location, why) => {
    await using server = await site((response) => send(response, 302, { location }));
    expect(await checked(`${server.origin}/`)).toMatchObject({
      class: 'redirect',
      status: 302,
      redirects: 0,
      detail: `status 302: ${why}`,
    });
  });

  test('a redirect to nowhere is an answer with an unexpected status', async () => {
    await using server = await site((response) => send(response, 302, {}));
    expect(await checked(`${server.origin}/`)).toMatchObject({
      class: 'status',
      detail: 'status 302, not 200-299',
    });
  });

  test('what it says of a user and password is not sent, nor shown', async () => {
    await using server = await site((response, { path }) =>
      path === '/'
        ? send(response, 302, { location: `http://root:toor@127.0.0.1:${server.port}/x` })
        : send(response, 500, {}),
    );
    expect(JSON.stringify(await checked(`${server.origin}/`))).not.toMatch('toor');
    expect(server.asked[1]?.headers.authorization).toBeUndefined();
  });
});

describe('WM-05', () => {
  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [307, 'POST', 'POST', 'x=1'],
    [308, 'POST', 'POST', 'x=1'],
    [301, 'PUT', 'PUT', 'x=1'],
    [303, 'PUT', 'GET', ''],
  ])('%i after %s: %s', async (status, method, after, body) => {
    await using server = await site((response, _, n) =>
      n === 1 ? send(response, status, { location: '/done' }) : send(response, 200, {}),
    );
    const headers = [['content-type', 'application/x-www-form-urlencoded']] as const;
    await checked(`${server.origin}/`, { method, body: 'x=1', headers });
    expect(server.asked[1]).toMatchObject({ method: after, body });
    expect(server.asked[1]?.headers['content-type']).toBe(body === '' ? undefined : headers[0][1]);
  });

  test('HEAD stays HEAD', async () => {
    await using server = await site((response, _, n) =>
      n === 1 ? send(response, 303, { location: '/done' }) : send(response, 200, {}),
    );
    await checked(`${server.origin}/`, { method: 'HEAD' });
    expect(server.asked.map(({ method }) => method)).toEqual(['HEAD', 'HEAD']);
  });
});

describe('WM-06', () => {
  const headers = [
    ['authorization', 'Basic dXNlcjpwYXNz'],
    ['cookie', 'session=1'],
    ['host', 'front.example'],
    ['x-api-key', 'abcdef'],
    ['user-agent', 'Probe/1'],
    ['x-from', 'probe'],
  ] as const;

  test('on the same origin everything is kept', async () => {
    await using server = await site((response, _, n) =>
      n === 1 ? send(response, 302, { location: '/next' }) : send(response, 200, {}),
    );
    await checked(`${server.origin}/`, { headers });
    expect(server.asked[1]?.headers).toMatchObject(Object.fromEntries(headers));
  });

  test('on another host Authorization, Cookie and Host are dropped, and User-Agent is kept; for good', async () => {
    await using server = await site((response, { path }) => {
      if (path === '/') send(response, 302, { location: `http://localhost:${server.port}/there` });
      else if (path === '/there') send(response, 302, { location: `${server.origin}/back` });
      else send(response, 200, {});
    });
    await checked(`${server.origin}/`, { headers });
    for (const { headers } of server.asked.slice(1)) {
      expect(headers).toMatchObject({ 'user-agent': 'Probe/1', 'x-from': 'probe' });
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('x-api-key');
      expect(headers).not.toHaveProperty('referer');
    }
    expect(server.asked.map(({ headers }) => headers.host)).toEqual([
      'front.example',
      `localhost:${server.port}`,
      `127.0.0.1:${server.port}`,
    ]);
  });
});

describe('WM-07', () => {
  test('who asks says so, without "bot"', async () => {
    await using waf = await site((response, { headers }) =>
      send(response, /bot/i.test(headers['user-agent'] ?? 'bot') ? 403 : 200, {}),
    );
    expect(await checked(waf.origin)).toMatchObject({ class: 'ok' });
    expect(waf.asked[0]?.headers['user-agent']).toMatch(/^Tidemark\/1\.2\.3 \(\+https:\/\/\S+\)$/);
    expect(await checked(waf.origin, { headers: [['user-agent', 'my-bot']] })).toMatchObject({
      class: 'status',
      status: 403,
    });
  });

  test('the detail says who refused', async () => {
    await using waf = await giving('', { server: 'cloudflare', 'cf-ray': '8c1-FRA' }, 403);
    expect((await checked(waf.origin)).detail).toBe(
      'status 403, not 200-299; server: cloudflare; cf-ray: 8c1-FRA',
    );
  });
});

test('WM-08: the detail carries Retry-After', async () => {
  await using busy = await giving('', { 'retry-after': '120' }, 429);
  expect(
    await checked(busy.origin, {
      expect: {
        status: [
          [200, 299],
          [304, 304],
        ],
      },
    }),
  ).toMatchObject({
    class: 'status',
    status: 429,
    detail: 'status 429, not 200-299, 304; retry-after: 120',
  });
  expect(busy.asked).toHaveLength(1);
});

test('WM-09: what is looked for may lie across chunks', async () => {
  await using server = await site((response) => {
    response.write('...footerCo');
    setImmediate(() => response.end('ntent...'));
  });
  expect(await checked(server.origin, body('footerContent'))).toMatchObject({ class: 'ok' });
});

describe('WM-10', () => {
  test.each([204, 304])('%i and a condition on the body: there is none', async (status) => {
    await using server = await giving('', {}, status);
    const expected = { status: [[status, status]] as const };
    expect(await checked(server.origin, { expect: { ...expected, ...withHello.expect } })).toMatchObject({
      class: 'body',
      detail: 'no body',
    });
    const json = [parseJsonCondition('$.a exists')];
    expect(await checked(server.origin, { expect: { ...expected, json } })).toMatchObject({
      detail: 'no body',
    });
    expect(await checked(server.origin, { expect: expected })).toMatchObject({ class: 'ok' });
  });
});

describe('WM-11', () => {
  const cafe = body('café');
  const html = (meta: string): string => `<html><head>${meta}</head><body>café</body>`;

  test.each([
    [
      'by the header',
      Buffer.from('café', 'latin1'),
      'text/html; charset=ISO-8859-1',
      'windows-1252 by header',
    ],
    [
      'by <meta charset>',
      Buffer.from(html('<meta charset="iso-8859-1">'), 'latin1'),
      'text/html',
      'windows-1252 by meta',
    ],
    [
      'UTF-16LE with a mark',
      Buffer.from('\ufeffcafé', 'utf16le'),
      'text/html; charset=utf-8',
      'utf-16le by byte order mark',
    ],
    ['UTF-8 without any declaration', Buffer.from('café'), 'text/html', undefined],
    ['latin1 without any declaration', Buffer.from('café', 'latin1'), 'text/html', 'windows-1252 by guess'],
  ])('%s', async (_, bytes, type, charset) => {
    await using server = await giving(bytes, { 'content-type': type });
    const verdict = await checked(server.origin, cafe);
    expect(verdict).toMatchObject({ class: 'ok' });
    expect(verdict.note).toBe(charset === undefined ? undefined : `charset ${charset}`);
  });
});

describe('WM-26', () => {
  const json = (text: string) => ({ expect: { json: [parseJsonCondition(text)] } });

  test.each([
    ['queued > 10', 'body', 'queued is "12" (text), not > 10 (number)'],
    ['ok == true', 'ok', undefined],
    ['n == null', 'ok', undefined],
    ['missing.path == 1', 'body', 'missing.path not found'],
  ])('%s', async (text, what, detail) => {
    await using server = await giving('{"queued":"12","ok":true,"n":null,"a":[]}');
    const verdict = await checked(server.origin, json(text));
    expect([verdict.class, verdict.detail]).toEqual([what, detail]);
  });

  test.each(['<html>', ''])('%j is not JSON', async (text) => {
    await using server = await giving(text);
    expect(await checked(server.origin, json('ok == true'))).toMatchObject({
      class: 'body',
      detail: 'not JSON',
    });
  });
});

describe('WM-27', () => {
  const login = () =>
    site((response, { path }) =>
      path === '/' ? send(response, 302, { location: '/login' }) : send(response, 200, {}),
    );

  test('a redirect to a page that answers is ok, and where it led to is known', async () => {
    await using server = await login();
    expect(await checked(`${server.origin}/`)).toMatchObject({
      class: 'ok',
      redirects: 1,
      finalUrl: `${server.origin}/login`,
    });
  });

  test('where none is to be followed it is class redirect', async () => {
    await using server = await login();
    expect(await checked(`${server.origin}/`, { redirects: 0 })).toMatchObject({
      class: 'redirect',
      status: 302,
      detail: `status 302: a redirect to ${server.origin}/login, and none is followed`,
    });
  });

  test('where it is to end elsewhere it is class redirect', async () => {
    await using server = await login();
    const verdict = await checked(`${server.origin}/`, { expect: { finalUrl: new Pattern('/$') } });
    expect(verdict).toMatchObject({ class: 'redirect', status: 200 });
    expect(verdict.detail).toMatch(/^it ended at \S+\/login, which does not match \/\$ /);
  });
});

describe('content codings', () => {
  const coded = (bytes: Buffer | string, coding: string) => giving(bytes, { 'content-encoding': coding });

  test('RAW-24: what is not what it is said to be is no fault where nothing is asked of it', async () => {
    await using server = await coded('hello', 'gzip');
    expect(await checked(server.origin)).toMatchObject({
      class: 'ok',
      note: 'body not decodable (gzip: incorrect header)',
    });
    expect(await checked(server.origin, withHello)).toMatchObject({
      class: 'protocol',
      phase: 'body',
      detail: 'gzip: incorrect header',
    });
  });

  test('RAW-25: gzip that ends early', async () => {
    await using server = await coded(gzipSync('hello').subarray(0, -6), 'gzip');
    expect(await checked(server.origin, withHello)).toMatchObject({
      class: 'protocol',
      detail: 'gzip ended early',
    });
  });

  test.each([
    ['RAW-26: deflate', 'deflate', deflateSync('hello')],
    ['RAW-26: deflate without its wrapping', 'deflate', deflateRawSync('hello')],
    ['RAW-27: brotli, whoever asks', 'br', brotliCompressSync('hello')],
  ])('%s', async (_, coding, bytes) => {
    await using server = await coded(bytes, coding);
    const verdict = await checked(server.origin, withHello);
    expect(verdict).toMatchObject({ class: 'ok', bytes: bytes.length });
    expect(verdict.note).toBeUndefined();
  });

  test('RAW-28: a coding that nobody knows', async () => {
    await using server = await coded('hello', 'aws-chunked');
    expect(await checked(server.origin, withHello)).toMatchObject({
      class: 'ok',
      note: 'unknown encoding, body matched as is (aws-chunked)',
    });
  });
});

describe('a body that goes on after the limit', () => {
  const bodyLimit = 1024;
  const long = `begin ${'x'.repeat(5000)} end`;
  const limited = (expect: Parameters<typeof httpTarget>[1] = {}) => ({ bodyLimit, ...expect });

  test.each([
    ['nothing is asked of it', {}, 'ok'],
    ['it is found before', body('begin'), 'ok'],
    ['it may come later', body('end$'), 'body_limit'],
    ['it is not to come', { expect: { notBody: new Pattern('end$') } }, 'body_limit'],
    ['what is not to come has come', { expect: { notBody: new Pattern('begin') } }, 'body'],
    ['it is to be JSON', { expect: { json: [parseJsonCondition('$.a exists')] } }, 'body_limit'],
  ])('%s', async (_, changes, what) => {
    await using server = await giving(long);
    const verdict = await checked(server.origin, limited(changes));
    expect(verdict).toMatchObject({ class: what, note: 'body longer than 1.0 kB' });
    // There was no last byte to take the time of.
    expect(verdict).not.toHaveProperty('total');
    expect(verdict.phase).toBe(what === 'body_limit' ? 'body' : undefined);
  });

  test('so it is where only the decoded one does, of whatever size', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 2 ** 20));
    await using server = await giving(bomb, { 'content-encoding': 'gzip' });
    const verdict = await checked(server.origin, { bodyLimit: 2 ** 17, ...withHello });
    expect(verdict).toMatchObject({ class: 'body_limit', bytes: bomb.length });
    expect(verdict).toHaveProperty('total');
  });
});

describe('headers', () => {
  const condition = (name: string, value?: string, not = false) => ({
    expect: { headers: [{ name, value: value === undefined ? undefined : new Pattern(value), not }] },
  });

  test.each([
    ['x-cache', 'HIT', false, undefined],
    ['x-cache', 'MISS', false, 'header x-cache ("HIT from a") does not match MISS'],
    ['x-cache', 'HIT', true, 'header x-cache ("HIT from a") matches HIT'],
    ['x-cache', 'MISS', true, undefined],
    ['x-cache', undefined, false, undefined],
    ['x-cache', undefined, true, 'header x-cache ("HIT from a") is there'],
    ['x-none', undefined, false, 'header x-none is not there'],
    ['x-none', undefined, true, undefined],
    ['x-none', 'a', true, undefined],
    ['x-none', 'a', false, 'header x-none is not there'],
    ['set-cookie', 'b=', false, 'header set-cookie does not match b='],
  ])('%s %s, not: %s', async (name, value, not, detail) => {
    await using server = await giving('', { 'x-cache': 'HIT from a', 'set-cookie': 'a=secret' });
    const verdict = await checked(server.origin, condition(name, value, not));
    expect([verdict.class, verdict.detail]).toEqual([detail === undefined ? 'ok' : 'body', detail]);
  });
});

test('a redirect is followed before its body has come, and whatever becomes of that', async () => {
  const begin = 'HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 100\r\n\r\nhalf';
  const end = { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' };
  for (const play of [{}, { end: 'FIN' }, { end: 'RST' }] as const) {
    const server = await rawServer({ bytes: begin, ...play }, end);
    expect(await checked(`http://127.0.0.1:${server.port}/`)).toMatchObject({ class: 'ok', redirects: 1 });
    // Whose body is the one that is judged is read.
    const stalling = await rawServer({ bytes: begin, end: 'FIN' });
    expect(
      await checked(`http://127.0.0.1:${stalling.port}/`, { redirects: 0, expect: { status: [[302, 302]] } }),
    ).toMatchObject({ class: 'protocol', phase: 'body', status: 302 });
  }
});

test('the status comes before the final url, and that before the body', async () => {
  const everything = { finalUrl: new Pattern('x'), ...withHello.expect };
  await using server = await giving('', {}, 500);
  expect(await checked(server.origin, { slow: 0, expect: everything })).toMatchObject({ class: 'status' });
  const expected = { status: [[500, 500]] as const };
  expect(await checked(server.origin, { slow: 0, expect: { ...everything, ...expected } })).toMatchObject({
    class: 'redirect',
  });
  expect(
    await checked(server.origin, { slow: 0, expect: { ...withHello.expect, ...expected } }),
  ).toMatchObject({
    class: 'body',
    detail: 'hello not found in the body, which is empty',
  });
  expect(await checked(server.origin, { slow: 0, expect: expected })).toMatchObject({ class: 'slow' });
});

test('TLS-12, TLS-14: over all hops the certificate that expires first, also where nothing is verified', async () => {
  const answer = (text: string) =>
    ({ bytes: `HTTP/1.1 ${text}\r\nContent-Length: 0\r\n\r\n`, end: 'FIN' }) as const;
  const next = await rawTlsServer(await makeCertificate({ subject: 'new', days: 80 }), answer('200 OK'));
  const location = `https://localhost:${next.port}/`;
  const expired = await makeCertificate({ subject: 'old', days: -1 });
  const old = await rawTlsServer(expired, answer(`301 Moved\r\nLocation: ${location}`));
  const target = httpTarget(`https://127.0.0.1:${old.port}/`, {
    tls: { insecure: true, ca: undefined, client: undefined },
    headers: [['authorization', 'Basic dXNlcjpwYXNz']],
    expect: { certificate: 21 * 86_400_000 },
  });
  const verdict = await check(target, new AbortController().signal);
  expect(verdict).toMatchObject({ class: 'ok', redirects: 1, finalUrl: location });
  const row = checkRow(target, { time: expired.expires + 1000 }, verdict);
  expect(row).toMatchObject({ certificate: -1000, certificate_due: true });
  expect(row.certificate_of).toMatch(/old on 127\.0\.0\.1/);
  expect(old.received[0]).toContain('authorization: Basic');
  expect(next.received[0]).not.toMatch(/authorization/i);
});

test('what a url has of a user and password is neither sent nor shown', async () => {
  await using server = await giving('');
  const url = `http://root:toor@127.0.0.1:${server.port}/`;
  const verdict = await checked(url, { expect: { finalUrl: new Pattern('^x') } });
  expect(verdict).toMatchObject({ class: 'redirect' });
  expect(verdict.detail).not.toMatch('toor');
  expect(server.asked[0]?.headers.authorization).toBeUndefined();
});

test('WM-18: what leads to loopback in another spelling is refused, there and at a redirect', async () => {
  await using server = await giving('');
  expect(await checked(`http://127.1:${server.port}/`)).toMatchObject({ class: 'blocked' });
  for (const host of ['2130706433', '127.1', '0x7f.1']) {
    for (const location of [`http://${host}:${server.port}/`, `//${host}:${server.port}/`, `  //${host}/`]) {
      await using door = await site((response) => send(response, 302, { location }));
      expect(await checked(door.origin)).toMatchObject({ class: 'blocked', redirects: 1 });
    }
  }
  expect(server.asked).toEqual([]);
});

test('WM-19: a redirect to where metadata is kept is refused', async () => {
  await using door = await site((response) =>
    send(response, 302, { location: 'http://169.254.169.254/latest' }),
  );
  const verdict = await checked(door.origin);
  expect(verdict).toMatchObject({ class: 'blocked', redirects: 1 });
  expect(verdict.detail).toMatch(/at http:\/\/169\.254\.169\.254\/latest, after 1 redirect/);
});
