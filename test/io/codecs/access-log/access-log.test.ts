import { describe, expect, test } from 'vitest';
import { type AccessLogOptions, accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import type { AccessLogRow } from '../../../../src/io/codecs/access-log/access-log-row.js';
import { decodeAll } from '../decode-all.js';
import { decodeAccessLog } from './decode-access-log.js';

const TIME = '[10/Oct/2000:13:55:36 -0700]';

function rowOf(line: string | Buffer, options?: AccessLogOptions): AccessLogRow {
  const { rows, rejected } = decodeAccessLog(line, options);
  if (rows[0] === undefined) throw new Error(`rejected: ${rejected[0]?.detail}`);
  return rows[0];
}

const named = (names: string, options?: AccessLogOptions) => {
  const { host, user, vhost } = rowOf(`${names} ${TIME} "GET / HTTP/1.0" 200 1`, options);
  return { host, user, vhost };
};

const requested = (request: string | Buffer) => {
  const around = [Buffer.from(`::1 - - ${TIME} "`), Buffer.from(request), Buffer.from('" 400 0')];
  const { method, path, section, protocol } = rowOf(Buffer.concat(around));
  return [method, path, section, protocol];
};

const durationOf = (tail: string, options?: AccessLogOptions) =>
  rowOf(`::1 - - ${TIME} "GET / HTTP/1.0" 200 1${tail}`, options).duration;

describe('a line', () => {
  test('in common format has neither referer nor agent', () => {
    expect(rowOf(`127.0.0.1 - james ${TIME} "GET /report HTTP/1.0" 200 123`)).toStrictEqual({
      time: Date.parse('2000-10-10T20:55:36Z'),
      host: '127.0.0.1',
      user: 'james',
      method: 'GET',
      path: '/report',
      section: '/report',
      protocol: 'HTTP/1.0',
      status: 200,
      size: 123,
      referer: undefined,
      agent: undefined,
      vhost: undefined,
      duration: undefined,
    });
  });

  test('in combined format has them, or null for a dash', () => {
    const line = `::1 - - ${TIME} "GET /a/b?c=d HTTP/1.1" 304 - "http://h/\\"x\\"" "Mozilla/5.0 (X11)"`;
    expect(rowOf(line)).toMatchObject({
      user: null,
      path: '/a/b?c=d',
      section: '/a',
      size: 0,
      referer: 'http://h/"x"',
      agent: 'Mozilla/5.0 (X11)',
    });
    expect(rowOf(`::1 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "-"`)).toMatchObject({
      referer: null,
      agent: null,
    });
    expect(rowOf(`::1 - - ${TIME} "GET / HTTP/1.1" 200 1 - -`)).toMatchObject({ referer: null, agent: null });
    expect(rowOf(`::1 - - ${TIME} "GET / HTTP/1.1" 200 1 "" ""`)).toMatchObject({ referer: '', agent: '' });
  });

  test('that was cut short in its agent is a row without one', () => {
    const row = rowOf(`::1 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "Mozilla/5.0 (X1`);
    expect(row).toMatchObject({ status: 200, referer: null, agent: undefined });
  });

  test('may have an agent whose quotes were not escaped', () => {
    expect(rowOf(`::1 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "the "best"bot" 1`).agent).toBe('the "best"bot');
  });

  test('may end in \\r\\n', () => {
    expect(rowOf(`::1 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "x"\r\n`).agent).toBe('x');
    expect(rowOf(`::1 - - ${TIME} "GET / HTTP/1.1" 200 17\r\n`).size).toBe(17);
  });

  test.each(['-', '0', '404', '000'])('may have the status %s', (status) => {
    const expected = status === '-' ? null : Number(status);
    expect(rowOf(`::1 - - ${TIME} "GET / HTTP/1.1" ${status} 1`).status).toBe(expected);
  });

  test('may hold any offset and a size over 4 GiB', () => {
    const row = rowOf('::1 - - [10/Oct/2000:13:55:36 +0530] "GET / HTTP/1.1" 200 12345678901');
    expect(row).toMatchObject({ time: Date.parse('2000-10-10T08:25:36Z'), size: 12_345_678_901 });
  });

  test('is read as UTF-8', () => {
    const row = rowOf(`::1 - jürgen ${TIME} "GET /größe/x HTTP/1.1" 200 1 "-" "ÄÖ"`);
    expect(row).toMatchObject({ user: 'jürgen', path: '/größe/x', section: '/größe', agent: 'ÄÖ' });
  });
});

describe('the names before the time', () => {
  test.each([
    ['h - -', { host: 'h', user: null }],
    ['::1 - bob', { host: '::1', user: 'bob' }],
    ['h ident bob', { host: 'h', user: 'bob' }],
    ['h -', { host: 'h' }],
    ['h', { host: 'h' }],
    ['h - ', { host: 'h' }],
    ['h - john smith', { host: 'h', user: 'john smith' }],
    ['h ident john smith', { host: 'h', user: 'john smith' }],
    ['h - a]b', { host: 'h', user: 'a]b' }],
    ['h - a [b] "c', { host: 'h', user: 'a [b] "c' }],
    [`h - x [10/Oct/2000:13:55:36 -0700]`, { host: 'h', user: 'x [10/Oct/2000:13:55:36 -0700]' }],
    [`h - x [99/Oct/2000:13:55:36 -0700]`, { host: 'h', user: 'x [99/Oct/2000:13:55:36 -0700]' }],
    [String.raw`h - a\"b`, { host: 'h', user: 'a"b' }],
    ['www.example.com 1.2.3.4 - bob', { vhost: 'www.example.com', host: '1.2.3.4', user: 'bob' }],
    [
      'www.example.com:443 1.2.3.4 id john smith',
      { vhost: 'www.example.com:443', host: '1.2.3.4', user: 'john smith' },
    ],
    ['www.example.com 2001:db8::1 - -', { vhost: 'www.example.com', host: '2001:db8::1', user: null }],
    ['www.example.com fe80::1%eth0 - -', { vhost: 'www.example.com', host: 'fe80::1%eth0', user: null }],
    ['www.example.com ::ffff:1.2.3.4 - -', { vhost: 'www.example.com', host: '::ffff:1.2.3.4', user: null }],
    ['www.example.com client.isp.net - -', { vhost: 'www.example.com', host: 'client.isp.net', user: null }],
    ['localhost unix: - -', { vhost: 'localhost', host: 'unix:', user: null }],
    ['www.example.com 1.2.3.4 -', { vhost: 'www.example.com', host: '1.2.3.4' }],
    ['1.2.3.4 www.example.com bob', { host: '1.2.3.4', vhost: 'www.example.com', user: 'bob' }],
    ['1.2.3.4 www.example.com -', { host: '1.2.3.4', vhost: 'www.example.com', user: null }],
    ['10.0.0.2, 10.0.0.1, 127.0.0.1 - bob', { host: '10.0.0.2', user: 'bob' }],
    ['"10.0.0.2, 10.0.0.1" 10.2.1.185 - bob', { host: '10.0.0.2', user: 'bob' }],
    ['"10.0.0.2" - bob', { host: '10.0.0.2', user: 'bob' }],
    ['2a03::8000, 10.225.192.17 10.2.2.121 - -', { host: '2a03::8000', user: null }],
    ['- - -', { host: null, user: null }],
    ['192.0.2.1:51234 - bob', { host: '192.0.2.1', user: 'bob' }],
    ['[2001:db8::1]:51234 - bob', { host: '2001:db8::1', user: 'bob' }],
    ['[2001:db8::1] - bob', { host: '2001:db8::1', user: 'bob' }],
    [
      'www.example.com:443 192.0.2.1:51234 - -',
      { vhost: 'www.example.com:443', host: '192.0.2.1', user: null },
    ],
  ])('%s', (names, expected) => {
    expect(named(names)).toMatchObject(expected);
    for (const name of ['host', 'user', 'vhost'] as const) {
      if (!(name in expected) && !names.startsWith('"')) expect(named(names)[name]).toBeUndefined();
    }
  });

  test('are read as a named format says', () => {
    expect(named('a.b 1.2.3.4 x y', { format: 'combined' })).toEqual({
      host: 'a.b',
      user: 'x y',
      vhost: undefined,
    });
    expect(named('a b c d', { format: 'vhost_combined' })).toEqual({ vhost: 'a', host: 'b', user: 'd' });
    expect(named('1.2.3.4 john.doe jd', { format: 'common' })).toEqual({ host: '1.2.3.4', user: 'jd' });
  });
});

describe('what stands before the names', () => {
  test.each([
    'INFO 192.0.2.1 - -',
    'warn client.example.com - -',
    'a1b2c3d4e5f6 192.0.2.1 - -',
    '@400000005e3d5f33075bcd15 192.0.2.1 - -',
    'access.log:192.0.2.1 - -',
    'INFO 192.0.2.1, 198.51.100.2 - -',
    'INFO "192.0.2.1, 198.51.100.2" - -',
  ])('is taken for no site and no part of a client: %s', (names) => {
    expect(() => named(names)).toThrow('rejected');
  });

  test.each(['info.example.com', 'cafe', 'beef0000.example.com', 'www-1:8080', 'localhost'])(
    'is a site all the same: %s',
    (vhost) => {
      expect(named(`${vhost} 192.0.2.1 - -`)).toEqual({ host: '192.0.2.1', user: null, vhost });
    },
  );
});

describe('a request', () => {
  test.each([
    ['GET /a HTTP/2', ['GET', '/a', '/a', 'HTTP/2']],
    ['GET /a', ['GET', '/a', '/a', null]],
    ['GET /a b/c HTTP/1.1', ['GET', '/a b/c', '/a b', 'HTTP/1.1']],
    ['GET /a b', ['GET', '/a b', '/a b', null]],
    ['GET http://h/p/q HTTP/1.1', ['GET', 'http://h/p/q', '/p', 'HTTP/1.1']],
    ['GET //a/b HTTP/1.1', ['GET', '//a/b', '/', 'HTTP/1.1']],
    ['OPTIONS * HTTP/1.0', ['OPTIONS', '*', '(other)', 'HTTP/1.0']],
    ['CONNECT h:443 HTTP/1.1', ['CONNECT', 'h:443', '(other)', 'HTTP/1.1']],
    ['M-SEARCH * HTTP/1.1', ['M-SEARCH', '*', '(other)', 'HTTP/1.1']],
    [String.raw`GET /a\"b\\c/d HTTP/1.1`, ['GET', '/a"b\\c/d', '/a"b\\c', 'HTTP/1.1']],
    [String.raw`GET /\xe2\x82\xac/x HTTP/1.1`, ['GET', '/€/x', '/€', 'HTTP/1.1']],
    ['GET /a"b/c HTTP/1.1', ['GET', '/a"b/c', '/a"b', 'HTTP/1.1']],
    ['GET /a" 5 b HTTP/1.1', ['GET', '/a" 5 b', '/a" 5 b', 'HTTP/1.1']],
    [String.raw`GET /a\" 200 5 HTTP/1.1`, ['GET', '/a" 200 5', '/a" 200 5', 'HTTP/1.1']],
    [String.raw`GET /a\\`, ['GET', '/a\\', '/a\\', null]],
    [String.raw`GET /a\ HTTP/1.1`, ['GET', '/a\\ HTTP/1.1', '/a\\ HTTP', null]],
    [String.raw`GET /a\\ HTTP/1.1`, ['GET', '/a\\', '/a\\', 'HTTP/1.1']],
  ])('%s', (request, expected) => {
    expect(requested(request)).toEqual(expected);
  });

  test.each([
    '',
    '-',
    'GET',
    'GET ',
    ' / HTTP/1.1',
    'GET HTTP/1.1',
    'G=T / HTTP/1.1',
    'hello world',
    '/ HTTP/1.1',
    String.raw`\x16\x03\x01\x02\x00\x01\x00 / HTTP/1.1`,
    Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0x20, 0x80]),
  ])('that cannot be read still makes a row: %j', (request) => {
    expect(requested(request)).toEqual([null, null, '(other)', null]);
  });
});

describe('the duration', () => {
  test.each([
    ['', undefined],
    [' "-" "x"', undefined],
    [' "-" "x" 1807', null],
    [' "-" "x" 50000', null],
    [' "-" "x" 0', null],
    [' "-" "x" 0.050', 50],
    [' "-" "x" 1807us', 1.807],
    [' "-" "x" 1807µs', 1.807],
    [' "-" "x" 2s', 2000],
    [' "-" "x" 1.5ms', 1.5],
    [' "-" "x" 0.005', 5],
    [' "-" "x" 0.29 0.28', 290],
    [' "-" "x" "1.2.3.4" 0.005 0.004 .', 5],
    [' "-" "x" 415 0.012 [up] [] 10.0.0.1:80 612 0.011 200 abcdef', 12],
    [' "-" "x" "-" rt=1.250 uct="0.000"', 1250],
    [' "-" "x" 500 "r@docker" "http://172.17.0.3:80" 42ms', 42],
    [' "-" "x" 500 "r@docker" "http://172.17.0.3:80"', undefined],
    [' "-" "x" "12" 7', null],
    [' "-" "x" 12 7', undefined],
    [' "-" "x" "0.5"', undefined],
    [' "-" "x" 1.2.3.4', undefined],
    [' "-" "x" ms', undefined],
    [' "-" "x" "unclosed 0.5', undefined],
    [' 250', null],
  ])('of %j is %s', (tail, expected) => {
    expect(durationOf(tail)).toBe(expected);
  });

  test('of a whole number is in the unit that the options name', () => {
    expect(durationOf(' "-" "x" 116075', { durationUnit: 'us' })).toBe(116.075);
    expect(durationOf(' "-" "x" 116', { durationUnit: 'ms' })).toBe(116);
    expect(durationOf(' "-" "x" 0.5', { durationUnit: 'us' })).toBe(500);
    expect(durationOf(' "-" "x" 7', { durationUnit: 's' })).toBe(7000);
  });

  test('of a whole number without one is null, and said once', () => {
    const said: string[] = [];
    const codec = accessLog({ onUnknownDuration: () => said.push('unknown') });
    const line = `::1 - - ${TIME} "GET / HTTP/1.0" 200 1 "-" "x"`;
    const { rows } = decodeAll(codec, `${line} 50000\n${line} 0.050\n${line}\n${line} 7\n`);
    expect(rows.map(({ duration }) => duration)).toEqual([null, 50, undefined, null]);
    decodeAll(codec, `${line} 50000\n`);
    expect(said).toEqual(['unknown']);
    const silent = accessLog({ durationUnit: 'us', onUnknownDuration: () => said.push('settled') });
    decodeAll(silent, `${line} 50000\n`);
    expect(said).toEqual(['unknown']);
  });

  test('may stand before the request', () => {
    expect(rowOf(`h 1.2.3.4 - - ${TIME} (0 s) "GET / HTTP/1.1" 200 1 "-" "x" 9`).duration).toBe(0);
    expect(rowOf(`h 1.2.3.4 - - ${TIME} (1.5 s) "GET / HTTP/1.1" 200 1`).duration).toBe(1500);
    expect(rowOf(`h 1.2.3.4 - - ${TIME} (what) "GET / HTTP/1.1" 200 1`).duration).toBeUndefined();
  });

  test('in a format named common follows the size', () => {
    const row = rowOf(`::1 - - ${TIME} "GET / HTTP/1.0" 200 1 "-" "x" 7`, {
      format: 'common',
      durationUnit: 's',
    });
    expect(row).toMatchObject({ referer: undefined, agent: undefined, duration: 7000 });
  });
});

describe('a line that cannot be read', () => {
  test.each([
    ['hello', 'No [dd/Mon/yyyy:HH:MM:SS +zzzz] after a name.'],
    ['# Fields', 'It begins with #, and an access log has no comments.'],
    ['#Fields: date time', 'A header of an extended log (W3C), which is another format.'],
    [`# 1.2.3.4 - - ${TIME} "GET / HTTP/1.0" 200 1`, 'It begins with #, and an access log has no comments.'],
    [`${TIME} "GET / HTTP/1.0" 200 1`, 'No [dd/Mon/yyyy:HH:MM:SS +zzzz] after a name.'],
    [
      'h - - [31/Jun/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1',
      'The time is not a valid dd/Mon/yyyy:HH:MM:SS +zzzz.',
    ],
    [`h - - ${TIME}`, 'No quoted request after the time.'],
    [`h - - ${TIME} GET / HTTP/1.0 200 1`, 'No quoted request after the time.'],
    [`h - - ${TIME} (${'x'.repeat(40)}) "GET / HTTP/1.0" 200 1`, 'No quoted request after the time.'],
    [`h - - ${TIME} "GET / HTTP/1.0`, 'No closing quote with a status and a size after it.'],
    [`h - - ${TIME} "GET / HTTP/1.0"`, 'No closing quote with a status and a size after it.'],
    [`h - - ${TIME} "GET / HTTP/1.0" 200`, 'No closing quote with a status and a size after it.'],
    [`h - - ${TIME} "GET / HTTP/1.0" 2000 1`, 'No closing quote with a status and a size after it.'],
    [`h - - ${TIME} "GET / HTTP/1.0" abc 1`, 'No closing quote with a status and a size after it.'],
    [`h - - ${TIME} "GET / HTTP/1.0" 200 1x`, 'No closing quote with a status and a size after it.'],
    [
      `h - - ${TIME} "GET / HTTP/1.0" 200 1234567890123456`,
      'No closing quote with a status and a size after it.',
    ],
  ])('%s', (line, detail) => {
    const { rows, rejected } = decodeAccessLog(`\n${line}\n`);
    expect(rows).toEqual([]);
    expect(rejected).toEqual([{ reason: 'malformed', offset: 1, raw: line.slice(0, 256), detail }]);
  });

  test('ends where it ends: what follows closes no quote of it', () => {
    const good = `h - - ${TIME} "GET / HTTP/1.0" 200 1\n`;
    const { rows, rejected } = decodeAccessLog(`h - - ${TIME} "GET / HTTP/1.0\n" 200 5\n${good}`);
    expect([rows.length, rejected.length]).toEqual([1, 2]);
  });

  test('keeps its first 256 bytes, one character a byte', () => {
    const { rejected } = decodeAccessLog(Buffer.alloc(1000, 0xe4));
    expect(rejected[0]?.raw).toBe('ä'.repeat(256));
  });

  test('over the limit is oversize, and the next line is read', () => {
    const line = `h - - ${TIME} "GET / HTTP/1.0" 200 1\n`;
    const { rows, rejected } = decodeAccessLog(`${'x'.repeat(101)}\n${line}`, { maxLineBytes: 100 });
    expect(rejected).toEqual([
      { reason: 'oversize', offset: 0, raw: 'x'.repeat(100), detail: 'The line is longer than 100 bytes.' },
    ]);
    expect(rows).toHaveLength(1);
  });
});

describe('accessLog', () => {
  const line = Buffer.from(`h - - ${TIME} "GET /a/b HTTP/1.0" 200 1 "-" "x"\n`);

  test('reads only the fields that are asked for, time always, and ignores names that it does not have', () => {
    const [row] = accessLog().decoder(['section', 'status', 'country']).decode(line).rows;
    expect({ ...row }).toEqual({ time: Date.parse('2000-10-10T20:55:36Z'), section: '/a', status: 200 });
  });

  test('reads each field alike, alone or with all others', () => {
    const codec = accessLog();
    const [all] = codec.decoder('all').decode(line).rows;
    for (const field of codec.fields as (keyof AccessLogRow)[]) {
      expect(codec.decoder([field]).decode(line).rows[0]?.[field]).toBe(all?.[field]);
    }
  });

  test('gives all rows the same properties in the same order, those of `fields`', () => {
    const codec = accessLog();
    for (const fields of ['all', [], ['agent']] as const) {
      expect(Object.keys(codec.decoder(fields).decode(line).rows[0] ?? {})).toEqual(codec.fields);
    }
  });

  test('refuses options that are none', () => {
    const refused = expect.objectContaining({ code: 'bad-options' });
    for (const maxLineBytes of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => accessLog({ maxLineBytes })).toThrow(refused);
    }
    expect(() => accessLog({ format: 'toString' as 'auto' })).toThrow(refused);
    expect(() => accessLog({ durationUnit: 'h' as 's' })).toThrow(refused);
  });
});
