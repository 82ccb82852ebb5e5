import { describe, expect, test } from 'vitest';
import { postgresqlCsv } from '../../../src/io/codecs/postgresql-csv/postgresql-csv.js';
import { costGrowth } from '../../support/cost-growth.js';
import { decodeLines } from './decode-lines.js';
import { TEXT_SAMPLES } from './text-samples.js';

const { rows } = TEXT_SAMPLES['postgresql-csv'];
const [SLOW = '', , MANY = '', SIX = ''] = rows;
const decode = (text: string, options = {}) => decodeLines(postgresqlCsv.codec(options), text);

describe('a record of csvlog', () => {
  test('is a row with the fields of postgresql, and what else the table has', () => {
    expect(decode(SLOW).rows).toMatchObject([
      {
        time: Date.parse('2024-05-01T12:00:00.123Z'),
        severity: 'LOG',
        pid: 123,
        user: 'jo',
        database: 'shop',
        application: 'psql',
        host: '192.0.2.7',
        client_port: 51234,
        duration: 123.4,
        statement: 'SELECT "a", 1',
        message: 'duration: 123.4 ms  statement: SELECT "a", 1',
        sql_state: '00000',
        command: 'SELECT',
        backend_type: 'client backend',
        query_id: '0',
        detail: null,
        leader_pid: null,
      },
    ]);
    expect(decode(SIX).rows).toMatchObject([{ host: '2001:db8::7', client_port: 5000, application: null }]);
    // Before 13 there were fewer columns.
    expect(decode(MANY).rows).toMatchObject([
      { host: '[local]', client_port: null, backend_type: undefined },
    ]);
  });

  test('may have several lines, wherever they are cut, and goes on after a stop', () => {
    const [row] = decode(MANY).rows;
    expect(row).toMatchObject({
      query: "SELECT *\nFROM a,\n\tb\nWHERE c = 'x'",
      query_pos: 15,
      hint: 'Perhaps you meant b.',
    });
    const bytes = Buffer.from(`${MANY}\n${SLOW}\n`);
    const first = postgresqlCsv.codec().decoder('all');
    const at = MANY.indexOf('WHERE');
    expect(first.decode(bytes.subarray(0, at)).rows).toEqual([]);
    const next = postgresqlCsv.codec().decoder('all', { offset: at, saved: structuredClone(first.save()) });
    expect(next.decode(bytes.subarray(at)).rows).toHaveLength(2);
  });

  test('that is cut off takes nothing with it, and is said at the end', () => {
    const cut = MANY.slice(0, MANY.indexOf('WHERE') - 1);
    const found = decode(`${cut}\n${SLOW}\n${cut}`);
    expect(found.rows).toHaveLength(1);
    expect(found.rejected).toMatchObject([
      { reason: 'malformed', detail: '2 records are cut off: a quoted cell does not end.' },
    ]);
    // Also where there was a stop meanwhile.
    const bytes = Buffer.from(`${cut}\n${SLOW}\n`);
    const before = postgresqlCsv.codec().decoder('all');
    expect(before.decode(bytes).rejected).toEqual([]);
    const saved = structuredClone(before.save());
    const after = postgresqlCsv.codec().decoder('all', { offset: bytes.length, saved });
    expect(after.end().rejected).toMatchObject([
      { raw: cut.slice(0, 256), detail: 'A record is cut off: a quoted cell does not end.' },
    ]);
  });

  test('costs no more for each of its lines the more there are', () => {
    const task = (lines: number): void => {
      const long = MANY.replace('FROM a', `FROM ${'a\n'.repeat(lines)}`);
      expect(decode(`${long}\n${SLOW}`).rows).toHaveLength(2);
    };
    expect(costGrowth(task, 10_000)).toBeLessThan(40);
  });

  test('has no more bytes than a line may have', () => {
    const long = MANY.replace('FROM a', `FROM ${'a'.repeat(500)}`);
    expect(decode(long, { maxLineBytes: 600 }).rejected[0]).toMatchObject({
      detail: 'Put together, the record is longer than 600 bytes.',
    });
  });

  test('whose zone is letters has a time in the zone that is said', () => {
    const line = SLOW.replaceAll(' UTC', ' CEST');
    expect(decode(line).rejected[0]).toMatchObject({ reason: 'no-time' });
    expect(decode(line, { time: { zone: 'Europe/Berlin' } }).rows).toMatchObject([
      { time: Date.parse('2024-05-01T10:00:00.123Z') },
    ]);
    expect(postgresqlCsv.recognises(line)).toBe(true);
  });
});
