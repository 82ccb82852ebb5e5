import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type Access, accessObjection } from '../../../src/io/http/access.js';
import { parseAddress } from '../../../src/io/http/address.js';
import { Guard } from '../../../src/io/http/guard.js';
import { Refused } from '../../../src/io/http/refused.js';

const TOKEN = '0123456789abcdef0123';

interface Asking {
  readonly at?: string;
  readonly hosts?: readonly string[];
  readonly token?: string;
  readonly host?: string | readonly string[];
  readonly origin?: string;
  readonly authorization?: string;
  readonly version?: string;
  readonly url?: string;
  readonly isHealth?: boolean;
}

/** The status that a request is refused with; 200 where it is let in. */
const ask = ({
  at = '127.0.0.1:3000',
  hosts = [],
  token,
  host = '127.0.0.1:3000',
  ...asking
}: Asking): number => {
  const all = [host].flat();
  const { origin, authorization, version: httpVersion = '1.1', url = '/flows' } = asking;
  const request = {
    url,
    httpVersion,
    rawHeaders: all.flatMap((one) => ['Host', one]),
    headers: { host: all[0], origin, authorization },
  } as unknown as IncomingMessage;
  try {
    new Guard(parseAddress(at), hosts, token).check(request, asking.isHealth === true);
    return 200;
  } catch (error) {
    if (error instanceof Refused) return error.status;
    throw error;
  }
};

describe('Host', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:9999',
    '127.8.8.8',
    'localhost',
    'LOCALHOST:3000',
    'localhost.',
    '[::1]:3000',
    'a.localhost',
  ])('%s is this machine', (host) => expect(ask({ host })).toBe(200));

  it.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evillocalhost',
    '192.0.2.1',
    '[2001:db8::1]',
    '',
    'localhost@evil.example',
    'evil.example#localhost',
    '2130706433',
    '0.0.0.0',
  ])('%s is not', (host) => expect(ask({ host })).toBe(421));

  it('may be a name that is listened at, or one of hosts and what is below it', () => {
    expect(ask({ at: 'flows.example.com:3000', host: 'Flows.example.com:3000' })).toBe(200);
    const hosts = ['Flows.example.com', '*.example.org'];
    expect(
      ['flows.example.com', 'a.example.org', 'a.b.example.org:1'].map((host) => ask({ hosts, host })),
    ).toEqual([200, 200, 200]);
    expect(
      ['a.flows.example.com', 'example.org', 'evilexample.org'].map((host) => ask({ hosts, host })),
    ).toEqual([421, 421, 421]);
    expect(ask({ hosts: ['*'], host: 'evil.example' })).toBe(200);
  });

  it('may be any address in numbers where others reach it, but no name', () => {
    const at = ':3000';
    expect(
      ['192.0.2.1:3000', '[2001:db8::1]', 'localhost', 'web-1'].map((host) => ask({ at, host })),
    ).toEqual([200, 200, 200, 421]);
  });

  it('is there once, but for clients of HTTP/1.0; what a proxy would be asked for goes before it', () => {
    expect(ask({ host: ['localhost', 'evil.example'] })).toBe(400);
    expect(ask({ host: [] })).toBe(400);
    expect(ask({ host: [], version: '1.0' })).toBe(200);
    expect(ask({ url: 'http://evil.example/flows' })).toBe(421);
    expect(ask({ url: 'http://localhost:3000/flows', host: 'evil.example' })).toBe(200);
  });
});

describe('Origin', () => {
  it.each([
    ['http://127.0.0.1:3000', 200],
    ['http://evil.example', 403],
    ['https://evil.example:3000', 403],
    ['null', 403],
    ['', 403],
    ['http://localhost:5173', 403],
    ['http://127.0.0.1:5173', 403],
    ['http://127.0.0.1:3000.evil.example', 403],
    ['http://127.0.0.1:3000@evil.example', 403],
    ['chrome-extension://127.0.0.1:3000', 403],
  ])('%j: %i', (origin, status) => expect(ask({ origin })).toBe(status));

  it('may be a page of one of hosts', () => {
    const hosts = ['flows.example.com'];
    expect(ask({ hosts, origin: 'https://flows.example.com' })).toBe(200);
    expect(ask({ hosts, origin: 'https://flows.example.com.evil.example' })).toBe(403);
  });
});

describe('the token', () => {
  it.each([
    [undefined, 401],
    ['', 401],
    [`Bearer ${TOKEN}`, 200],
    [`bearer  ${TOKEN} `, 200],
    [`Bearer ${TOKEN}x`, 401],
    [`Bearer ${TOKEN.slice(0, -1)}`, 401],
    [`Basic ${TOKEN}`, 401],
    [TOKEN, 401],
    ['Bearer', 401],
  ])('%j: %i', (authorization, status) => {
    expect(ask({ token: TOKEN, ...(authorization !== undefined && { authorization }) })).toBe(status);
  });

  it('is not asked for where the process is asked how it is', () => {
    expect(ask({ token: TOKEN, isHealth: true })).toBe(200);
    expect(ask({ token: TOKEN, isHealth: true, host: 'evil.example' })).toBe(421);
  });
});

describe('accessObjection', () => {
  const objection = (at: string, access: Access = {}) => accessObjection(parseAddress(at), access);

  it.each(['127.0.0.1:1', 'localhost:1', '[::1]:1', '127.1.2.3:1'])('has none to %s', (at) => {
    expect(objection(at)).toBeUndefined();
  });

  it.each([':1', '0.0.0.0:1', '[::]:1', '192.0.2.1:1', 'example.com:1'])(
    'wants a token for %s, or to be told',
    (at) => {
      expect(objection(at)).toContain('token');
      expect(objection(at, { token: TOKEN })).toBeUndefined();
      expect(objection(at, { token: { file: 'token' } })).toBeUndefined();
      expect(objection(at, { open: true })).toBeUndefined();
      expect(objection(at, { tls: { cert: 'c', key: 'k' } })).toContain('token');
    },
  );

  it('wants tokens that cannot be guessed', () => {
    expect(objection('127.0.0.1:1', { token: 'secret' })).toContain('16 characters');
    expect(objection('127.0.0.1:1', { token: '0123456789abcdef 0123' })).toContain('without spaces');
  });
});
