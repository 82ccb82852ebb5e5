import { describe, expect, test } from 'vitest';
import { mysqlSlow } from '../../../../src/io/codecs/mysql-slow/mysql-slow.js';
import { decodeLines } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const { rows } = TEXT_SAMPLES['mysql-slow'];
const decode = (text: string) => decodeLines(mysqlSlow.codec(), text);

describe('a record of the slow query log', () => {
  test('is a row with its times in milliseconds, and the first line of its statement', () => {
    const found = decode(rows.join('\n'));
    expect(found.rejected).toEqual([]);
    expect(found.rows).toHaveLength(3);
    expect(found.rows[0]).toStrictEqual({
      time: Date.parse('2024-05-01T12:00:00.123Z'),
      user: 'jo',
      host: 'app1',
      id: 8,
      database: 'shop',
      query_time: 1234.567,
      lock_time: 0.002,
      rows_sent: 1,
      rows_examined: 1000,
      rows_affected: undefined,
      bytes_sent: undefined,
      errno: undefined,
      statement: 'SELECT a',
    });
    expect(found.rows[1]).toMatchObject({ host: 'localhost', statement: 'Ping;' });
    // Without a time of its own it has that of the second before.
    expect(found.rows[2]).toMatchObject({
      time: Date.parse('2024-05-01T12:00:01Z'),
      user: 'eve',
      host: '192.0.2.8',
      id: 5,
      database: 'shop',
      rows_affected: 3,
      bytes_sent: 64,
    });
  });

  test('without # Time has the time of SET timestamp, and none without either', () => {
    expect(decode(rows[2] ?? '').rows[0]).toMatchObject({ time: 1714564802000 });
    const neither = (rows[2] ?? '').replace(/SET .*\n/, '');
    expect(decode(neither).rejected[0]).toMatchObject({ reason: 'no-time' });
  });

  test('of MariaDB may be in no database: what comes after it is not its name', () => {
    const none = (rows[2] ?? '').replace('Schema: shop ', 'Schema:   ');
    expect(decode(none).rows[0]).toMatchObject({ id: 5, database: undefined });
  });

  test('is recognised by what a server says when it opens the log, too', () => {
    for (const line of [
      '/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:',
      'Tcp port: 3306  Unix socket: /run/mysqld/mysqld.sock',
      'Time                 Id Command    Argument',
    ])
      expect(mysqlSlow.recognises(line)).toBe(true);
    expect(mysqlSlow.recognises('myapp, Version: 2 started')).toBe(false);
  });

  test('of an older server has a local time', () => {
    const old = (rows[0] ?? '').replace('2024-05-01T12:00:00.123456Z', '240501  9:00:00');
    const codec = mysqlSlow.codec({ time: { zone: 'Europe/Paris' } });
    expect(decodeLines(codec, old).rows[0]).toMatchObject({ time: Date.parse('2024-05-01T07:00:00Z') });
  });

  test('names who has the rights where nobody is named, and the address where no name is', () => {
    const of = (head: string) => decode((rows[0] ?? '').replace(/^# User@Host: .*$/m, head)).rows[0];
    expect(of('# User@Host: jo[] @ app1 []  Id: 7')).toMatchObject({ user: 'jo', host: 'app1', id: 7 });
    expect(of('# User@Host: [] @  [2001:db8::7]')).toMatchObject({ user: null, host: '2001:db8::7' });
    expect(of('# User@Host: jo[eve] @ [192.0.2.7]  Id:    12 rest')).toMatchObject({ user: 'eve', id: 12 });
    // What is none is no name either.
    expect(of('# User@Host: jo at app1')).toMatchObject({ user: undefined });
  });

  test('has a text where a number is none, rather than none', () => {
    const odd = (rows[0] ?? '').replace('Rows_sent: 1', 'Rows_sent: many');
    expect(decode(odd).rows[0]).toMatchObject({ rows_sent: 'many', rows_examined: 1000 });
  });

  test('is a row also where no statement follows', () => {
    const head = (rows[0] ?? '').split('\n').slice(0, 3).join('\n');
    expect(decode(`${head}\n${rows[1]}`).rows.map(({ statement }) => statement)).toEqual([null, 'Ping;']);
  });

  test('is preceded by what the server says when it starts, which is no row and not rejected', () => {
    const banner =
      '/usr/sbin/mysqld, Version: 8.0.36 (MySQL). started with:\nTcp port: 3306  Unix socket: /run/mysqld.sock\nTime                 Id Command    Argument\n';
    expect(decode(`${banner}${rows[1]}`)).toMatchObject({ rows: [{ id: 9 }], rejected: [] });
  });
});
