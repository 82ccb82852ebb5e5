import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Names } from '../../../../../src/io/actions/check/net/names.js';
import type { TcpTarget } from '../../../../../src/io/actions/check/target.js';
import { checkTcp } from '../../../../../src/io/actions/check/tcp/check-tcp.js';
import type { Verdict } from '../../../../../src/io/actions/check/verdict.js';
import { makeCertificate } from '../../../../../src/io/net/make-certificate.js';
import { Pattern } from '../../../../../src/io/patterns/pattern.js';
import { never, TLS, USUAL } from '../../../../support/check-settings.js';
import { freePort } from '../../../../support/free-port.js';

const DAY = 86_400_000;
const now = Math.floor(Date.now() / 1000) * 1000;
const authority = makeCertificate({ subject: 'CA', isAuthority: true, from: now - DAY, to: now + 90 * DAY });
const leaf = makeCertificate({
  subject: 'mail',
  names: ['127.0.0.1'],
  from: now - DAY,
  to: now + 30 * DAY,
  issuer: authority,
});
const trusting = { ...TLS, ca: authority.cert };

/** A server that does this with each connection. */
const server = async (serve: (socket: Socket) => void): Promise<number> => {
  const sockets = new Set<Socket>();
  const listening = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  return (listening.address() as AddressInfo).port;
};

/** Says the greeting, then to each line what the script has for it. */
const mail = (greeting: string, script: Readonly<Record<string, string>>) => (socket: Socket) => {
  socket.write(greeting);
  let said = '';
  const onData = (bytes: Buffer): void => {
    said += bytes.toString();
    const line = said.slice(0, said.indexOf('\r\n'));
    if (!said.includes('\r\n')) return;
    said = said.slice(line.length + 2);
    const answer = Object.entries(script).find(([start]) => line.startsWith(start))?.[1];
    if (answer === undefined) return;
    socket.write(answer);
    if (!/STARTTLS|STLS/.test(line)) return;
    socket.off('data', onData);
    const secured = new TLSSocket(socket, { isServer: true, cert: leaf.cert, key: leaf.key });
    secured.on('error', () => undefined);
  };
  socket.on('data', onData);
};

const target = (port: number, more: Partial<TcpTarget> = {}): TcpTarget => ({
  kind: 'tcp',
  url: `tcp://127.0.0.1:${port}`,
  name: 'it',
  host: '127.0.0.1',
  port,
  ...USUAL,
  banner: undefined,
  startTls: undefined,
  tls: trusting,
  certificate: undefined,
  ...more,
});

const checked = async (port: number, more?: Partial<TcpTarget>): Promise<Verdict> =>
  checkTcp({ names: new Names(), quiet: 50 })(target(port, more), never());

const said = (verdict: Verdict): string =>
  [verdict.class, verdict.phase, verdict.detail].filter((part) => part !== undefined).join(' ');

describe('checkTcp', () => {
  test('connects, and is ok with the times of its phases and their sum', async () => {
    const verdict = await checked(await server(() => undefined));
    expect(verdict).toMatchObject({ class: 'ok', address: '127.0.0.1', family: 4 });
    expect(Object.keys(verdict.timings)).toEqual(['dns', 'connect']);
    expect(verdict.total).toBeCloseTo((verdict.timings.dns ?? 0) + (verdict.timings.connect ?? 0), 6);
  });

  test('is class connect where nobody listens', async () => {
    const port = await freePort();
    expect(said(await checked(port))).toBe(`connect connect connection refused by 127.0.0.1:${port}`);
  });

  test('is class slow where it took too long, and blames the longest phase', async () => {
    const port = await server((socket) => socket.write('hello\n'));
    const verdict = await checked(port, { banner: new Pattern('hello'), slow: 0 });
    const [[longest] = []] = Object.entries(verdict.timings).toSorted(([, a], [, b]) => b - a);
    expect(verdict).toMatchObject({ class: 'slow', phase: longest });
    expect(verdict.detail).toMatch(/^it took \d+ ms, more than 0 ms$/);
  });

  test('finds what is said first, also in pieces that cut a character', async () => {
    const [first, second] = [Buffer.from('SSH-2.0-caf\xc3', 'latin1'), Buffer.from('\xa9\r\n', 'latin1')];
    const port = await server((socket) =>
      socket.write(first, () => setImmediate(() => socket.write(second))),
    );
    expect(said(await checked(port, { banner: new Pattern('^SSH-2\\.0-café') }))).toBe('ok');
  });

  test.each([
    [
      'something else',
      (socket: Socket) => socket.write('SSH-1.99-old\r\n'),
      'body wait it says "SSH-1.99-old", which is not what is wanted',
    ],
    [
      'something else and an end',
      (socket: Socket) => socket.end('no\x1b[0m\r\n'),
      'body wait it says "no\\x1b[0m", which is not what is wanted',
    ],
    ['an end', (socket: Socket) => socket.end(), 'reset wait closed without a word'],
    [
      'no end',
      (socket: Socket) => socket.write('x'.repeat(100_000)),
      `body wait it says "${'x'.repeat(80)}", which is not what is wanted`,
    ],
  ])('where %s comes instead', async (_, serve, wanted) => {
    const port = await server((socket) => void serve(socket));
    expect(said(await checked(port, { banner: new Pattern('^SSH-2') }))).toBe(wanted);
  });

  test('is class reset where the connection is, as soon as that is seen', async () => {
    const port = await server((socket) => void socket.resetAndDestroy());
    expect(said(await checked(port, { banner: new Pattern('^SSH-2') }))).toMatch(/^reset (?:connect|wait) /);
  });

  test('is class timeout in phase wait where nothing is said, and in phase tls where it is in the handshake', async () => {
    const port = await server(() => undefined);
    expect(said(await checked(port, { timeout: 100, banner: new Pattern('x') }))).toBe(
      'timeout wait out of time',
    );
    expect(said(await checked(port, { timeout: 100, startTls: 'tls' }))).toBe('timeout tls out of time');
    expect(said(await checked(port, { timeout: 100, startTls: 'smtp' }))).toBe('timeout wait out of time');
  });

  test('looks at the certificate of TLS, and at what is said within it', async () => {
    const listening = createTlsServer({ cert: leaf.cert, key: leaf.key }, (socket) => {
      socket.on('error', () => undefined);
      socket.write('* OK ready\r\n');
    }).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    onTestFinished(() => void listening.close());
    const { port } = listening.address() as AddressInfo;
    const verdict = await checked(port, { startTls: 'tls', banner: new Pattern('^\\* OK') });
    expect(verdict).toMatchObject({ class: 'ok', certificate: { expires: now + 30 * DAY } });
    expect(Object.keys(verdict.timings)).toEqual(['dns', 'connect', 'tls', 'wait']);
    const refused = await checked(port, { startTls: 'tls', tls: TLS });
    expect(refused).toMatchObject({ class: 'tls', phase: 'tls', certificate: { expires: now + 30 * DAY } });
  });

  test.each([
    [
      'smtp',
      '220-mail.example.com\r\n220 ESMTP\r\n',
      { EHLO: '250-mail\r\n250-STARTTLS\r\n250 OK\r\n', STARTTLS: '220 go\r\n' },
    ],
    ['imap', '* OK ready\r\n', { 'a1 STARTTLS': '* NOTE x\r\na1 OK go\r\n' }],
    ['pop3', '+OK ready\r\n', { STLS: '+OK go\r\n' }],
  ] as const)('turns to TLS as %s does', async (protocol, greeting, script) => {
    const port = await server(mail(greeting, script));
    const verdict = await checked(port, { startTls: protocol, banner: new Pattern('^[2+*]') });
    expect(verdict).toMatchObject({
      class: 'ok',
      certificate: { expires: now + 30 * DAY, host: '127.0.0.1' },
    });
    expect(verdict.timings.tls).toBeGreaterThan(0);
  });

  test.each([
    ['smtp', '554 no\r\n', {}, 'protocol wait that is no SMTP: it says "554 no"'],
    ['smtp', '220 hi\r\n', { EHLO: '250 OK\r\n' }, 'tls tls the server does not offer STARTTLS'],
    [
      'smtp',
      '220 hi\r\n',
      { EHLO: '250-a\r\n250 STARTTLS\r\n', STARTTLS: '454 later\r\n' },
      'tls tls the server does not begin TLS: it says "454 later"',
    ],
    ['imap', '* BYE full\r\n', {}, 'protocol wait that is no IMAP: it says "* BYE full"'],
    [
      'imap',
      '* OK hi\r\n',
      { a1: 'a1 BAD what\r\n' },
      'tls tls the server does not begin TLS: it says "a1 BAD what"',
    ],
    [
      'pop3',
      '+OK hi\r\n',
      { STLS: '-ERR no\r\n' },
      'tls tls the server does not begin TLS: it says "-ERR no"',
    ],
  ] as const)(
    'says what a server of %s that greets with %j does instead',
    async (protocol, greeting, script, wanted) => {
      const answers = Object.fromEntries(Object.entries(script).map(([key, value]) => [key, value]));
      expect(said(await checked(await server(mail(greeting, answers)), { startTls: protocol }))).toBe(wanted);
    },
  );

  test('takes nothing that was slipped in before TLS', async () => {
    const port = await server(
      mail('220 hi\r\n', { EHLO: '250 STARTTLS\r\n', STARTTLS: '220 go\r\n250 injected\r\n' }),
    );
    const verdict = await checked(port, { startTls: 'smtp' });
    expect(said(verdict)).toBe('tls tls more is said before TLS begins: "250 injected"');
  });
});
