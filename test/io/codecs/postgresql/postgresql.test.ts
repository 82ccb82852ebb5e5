import { describe, expect, test } from 'vitest';
import { postgresql } from '../../../../src/io/codecs/postgresql/postgresql.js';
import { decodeLines, rowOf } from '../decode-lines.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const [SLOW = '', READY = '', RDS = '', KEYED = '', UNKNOWN = '', EXECUTE = ''] =
  TEXT_SAMPLES.postgresql.rows;
const row = (line: string) => rowOf(postgresql.codec(), line);

describe('a line of PostgreSQL', () => {
  test("with Debian's prefix has who asked for what, and how long it took", () => {
    expect(row(SLOW)).toStrictEqual({
      time: Date.parse('2024-05-01T12:00:00.123Z'),
      severity: 'LOG',
      pid: 123,
      user: 'jo',
      database: 'shop',
      application: undefined,
      host: undefined,
      client_port: undefined,
      duration: 123.4,
      statement: 'SELECT 1',
      message: 'duration: 123.4 ms  statement: SELECT 1',
    });
    expect(row(READY)).toMatchObject({ pid: 124, user: undefined, duration: undefined });
    expect(row(EXECUTE)).toMatchObject({ duration: 0.062, statement: 'INSERT INTO a VALUES ($1)' });
    expect(row(UNKNOWN)).toMatchObject({ user: null, database: null });
  });

  test('may have other prefixes: that of RDS, and one with names in it', () => {
    expect(row(RDS)).toMatchObject({
      severity: 'ERROR',
      pid: 125,
      user: 'eve',
      database: 'shop',
      host: '192.0.2.7',
      client_port: 51234,
      message: 'relation "a: b" does not exist at character 15',
    });
    expect(row(KEYED)).toMatchObject({
      time: Date.parse('2024-05-01T12:00:03Z'),
      pid: 126,
      user: 'jo',
      database: 'shop',
      application: 'psql',
      host: '192.0.2.8',
      severity: 'FATAL',
    });
  });

  test('in a zone that its letters do not tell has a time only where the zone is said', () => {
    const line = SLOW.replace('UTC', 'CEST');
    expect(decodeLines(postgresql.codec(), line).rejected[0]).toMatchObject({ reason: 'no-time' });
    expect(rowOf(postgresql.codec({ time: { zone: 'Europe/Paris' } }), line).time).toBe(
      Date.parse('2024-05-01T10:00:00.123Z'),
    );
  });
});
