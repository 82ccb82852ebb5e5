import { expect, it } from 'vitest';
import { estimateDatabase, ROW_BYTES } from '../../../src/pipelines/web-monitor/estimate-database.js';
import { checksDatabase } from '../../support/checks-database.js';

const TARGETS = 250;
const MINUTES = 120;
/** `https://www0000001.example.com/`, as URL and as name. */
const TEXTS = 2 * 31;

it('rows take as much as the estimate says, within 15 %', async () => {
  const { as, migrate, sql } = await checksDatabase();
  await migrate('2031-01-01T00:00:00Z', { ahead: 1 });
  const writer = await as('writer');
  const url = `'https://www' || lpad(k::text, 7, '0') || '.example.com/'`;
  // Minute after minute, as checks come: it is in this order that indexes grow.
  for (let minute = 0; minute < MINUTES; minute++)
    await writer.query(
      `INSERT INTO metrics (scheduled_at, request_timestamp, response_time, bytes, certificate, dns, connect, proxy, tls, wait, body,
         lag, every, status_code, redirects, family, reused, certificate_due, class, name, url, address)
       SELECT at, at + interval '731 microseconds', random() * 1000, 20000, 5e9, 1.25, 3.5, 0, 7.125, 100, 9, 0.731, 60000,
         200, 0, 4, false, false, 'ok', ${url}, ${url}, '192.0.2.' || k % 200
       FROM generate_series(1, ${TARGETS}) AS k, LATERAL (SELECT '2031-01-01Z'::timestamptz + ${minute} * interval '1 min' + k * interval '240 ms' AS at) AS t`,
    );
  await writer.query(
    `INSERT INTO errors (scheduled_at, request_timestamp, class, phase, detail, name, url, address)
     SELECT at, at, 'timeout', 'wait', 'no answer in time, within 10s', ${url}, ${url}, '192.0.2.100'
     FROM generate_series(1, ${TARGETS}) AS k, generate_series('2031-01-01Z'::timestamptz, '2031-01-01 00:30Z', '1 min') AS at`,
  );
  await migrate('2031-01-02T00:00:00Z');
  const size = async (table: string): Promise<number> => {
    const [row] = await sql<{ bytes: number }>(
      `SELECT (pg_relation_size('${table}') + pg_indexes_size('${table}'))::float8 / (SELECT count(*) FROM ${table}) AS bytes`,
    );
    return row?.bytes ?? 0;
  };
  const isWithin = (measured: number, said: number): void => {
    expect(measured / said).toBeGreaterThan(0.85);
    expect(measured / said).toBeLessThan(1.15);
  };
  isWithin(await size('metrics_20310101'), ROW_BYTES.metrics + TEXTS);
  isWithin(await size('errors_20310101'), ROW_BYTES.errors + TEXTS);
  // What is said for a minute, of hours in which all 60 checks are and of one day: 24 of these and one of those.
  const { rollupsPerDay } = estimateDatabase([{ name: 'x'.repeat(31), url: 'x'.repeat(31), every: 60_000 }]);
  const [hour, day] = [await size('rollup_hourly'), await size('rollup_daily')];
  isWithin(24 * hour + day, rollupsPerDay);
});
