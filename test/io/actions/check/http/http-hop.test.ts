import { describe, expect, it } from 'vitest';
import type { HopRequest, HopResult } from '../../../../../src/io/actions/check/http/hop.js';
import { httpHop } from '../../../../../src/io/actions/check/http/http-hop.js';
import { type Play, type RawServer, rawServer } from '../../../../servers/raw-server.js';
import { never } from '../../../../support/check-settings.js';
import { requestTo, said } from '../../../../support/hop-request.js';
import { until } from '../../../../support/until.js';

const asked = async (
  play: Play,
  given: Partial<HopRequest> = {},
): Promise<readonly [string, HopResult, RawServer]> => {
  const server = await rawServer(play);
  const result = await httpHop()(requestTo(server.port, given), never());
  // None is left.
  await until(() => server.connections.open === 0);
  return [said(result), result, server];
};

describe('what servers really answer', () => {
  it.each<readonly [string, Play, string]>([
    [
      'RAW-01',
      { bytes: 'HTTP/1.1 200 OK\nContent-Length: 2\nConnection: close\n\nok' },
      'ok 200 2 [lenient: bare LF]',
    ],
    [
      'RAW-02',
      { bytes: 'HTTP/1.1 200 OK\r\nX-A: a\x01b\r\nContent-Length: 2\r\n\r\nok' },
      'ok 200 2 [lenient: control character in a header]',
    ],
    ['RAW-03', { bytes: 'HTTP/1.1 200 OK\r\nX-A: caf\xe9\r\nContent-Length: 2\r\n\r\nok' }, 'ok 200 2'],
    ['RAW-04', { bytes: 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok' }, 'ok 200 2'],
    ['RAW-05', { bytes: 'HTTP/1.0 200 OK\r\n\r\nok', end: 'FIN' }, 'ok 200 2'],
    [
      'RAW-06',
      { bytes: '<html>ok</html>', end: 'FIN' },
      'protocol wait: no answer of HTTP: "<html>ok</html>"',
    ],
    ['RAW-06, open', { bytes: '<html>ok</html>' }, 'protocol wait: no answer of HTTP: "<html>ok</html>"'],
    [
      'RAW-07',
      { bytes: 'HTTP/2 200\r\nContent-Length: 2\r\n\r\nok' },
      'protocol wait: status line is not one of HTTP/1.1: "HTTP/2 200"',
    ],
    [
      'RAW-08',
      {
        bytes: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      },
      'ok 200 2',
    ],
    [
      'RAW-09',
      { bytes: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' },
      'ok 200 2',
    ],
    [
      'RAW-10',
      { bytes: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n' },
      'protocol wait: switches to another protocol (101), which nobody asked for',
    ],
    [
      'RAW-11',
      { bytes: `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(20_000)}\r\nContent-Length: 2\r\n\r\nok` },
      'ok 200 2',
    ],
    [
      'RAW-12',
      { bytes: `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(300_000)}\r\nContent-Length: 2\r\n\r\nok` },
      'protocol wait: headers larger than 256 KiB',
    ],
    [
      'RAW-13',
      { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok' },
      'protocol wait: duplicate Content-Length',
    ],
    [
      'RAW-14',
      {
        bytes:
          'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      },
      'ok 200 2 [lenient: length beside chunked]',
    ],
    [
      'RAW-15',
      { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok', end: 'FIN' },
      'protocol body 200: body ended after 2 of 10 bytes',
    ],
    [
      'RAW-16',
      { bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', end: 'FIN' },
      'protocol body 200: truncated chunked body',
    ],
    [
      'RAW-17',
      { bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n' },
      'protocol body 200: chunk size is no hexadecimal number',
    ],
    [
      'RAW-18',
      { bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nX-T: 1\r\n\r\n' },
      'ok 200 2',
    ],
    [
      'RAW-19',
      { bytes: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\nConnection: close\r\n\r\n' },
      'ok 304 0',
    ],
    [
      'RAW-20',
      { bytes: 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok' },
      'ok 204 0 [body after 204 ignored]',
    ],
    ['RAW-21', { end: 'FIN' }, 'reset wait: closed without an answer'],
    ['RAW-22', { end: 'RST' }, 'reset wait: connection reset'],
    [
      'RAW-23',
      { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello', end: 'RST' },
      'reset body 200: connection reset',
    ],
    ['RAW-30', { bytes: 'HTTP/1.1 20', end: 'FIN' }, 'protocol wait: status line cut'],
  ])('%s', async (_, play, expected) => {
    expect((await asked(play))[0]).toBe(expected);
  });

  it('RAW-29: silence is a timeout, without a status', async () => {
    const server = await rawServer({});
    const deadline = new AbortController();
    const found = httpHop()(requestTo(server.port), deadline.signal);
    await until(() => server.received[0] !== undefined && server.received[0] !== '');
    deadline.abort();
    expect(said(await found)).toBe('timeout wait: no answer in time');
    await until(() => server.connections.open === 0);
  });

  it('a timeout in the body has no status either', async () => {
    const server = await rawServer({ bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok' });
    const deadline = new AbortController();
    const found = httpHop()(requestTo(server.port), deadline.signal);
    await until(() => server.received[0] !== undefined && server.received[0] !== '');
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    deadline.abort();
    expect(said(await found)).toMatch(/^timeout (?:body|wait): /);
  });
});
