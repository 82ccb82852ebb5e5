import { describe, expect, it } from 'vitest';
import { checksAt, checksDatabase } from '../../support/checks-database.js';

const HOURS = `SELECT to_char(start AT TIME ZONE 'UTC', 'DD HH24:MI') AS start, name, checks, p50 FROM hourly ORDER BY 1, 2`;
const DAYS = `SELECT to_char(start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS start, name, checks, p50 FROM daily ORDER BY 1, 2`;

describe('rollups', () => {
  it('PG-24: are of hours and days of UTC, whatever the zone of the session', async () => {
    const { as, migrate } = await checksDatabase();
    const berlin = { options: '-c timezone=Europe/Berlin' };
    await (await as('writer', berlin)).query(
      ...checksAt([
        ['2026-11-29 23:30Z', 'a', 1],
        ['2026-11-29 23:59:59.999Z', 'a', 3],
        ['2026-11-30 00:00Z', 'a', 5],
        // The hour that clocks show twice, and the one that they leave out.
        ['2026-10-25 00:30Z', 'a', 7],
        ['2026-10-25 01:30Z', 'a', 9],
        ['2026-03-29 01:30Z', 'a', 11],
      ]),
    );
    await migrate('2026-12-02T00:00:00Z');
    const reader = await as('reader', berlin);
    expect((await reader.query(HOURS)).rows).toEqual([
      { start: '25 00:00', name: 'a', checks: 1, p50: 7 },
      { start: '25 01:00', name: 'a', checks: 1, p50: 9 },
      { start: '29 01:00', name: 'a', checks: 1, p50: 11 },
      { start: '29 23:00', name: 'a', checks: 2, p50: 1 },
      { start: '30 00:00', name: 'a', checks: 1, p50: 5 },
    ]);
    expect((await reader.query(DAYS)).rows).toEqual([
      { start: '2026-03-29 00:00', name: 'a', checks: 1, p50: 11 },
      { start: '2026-10-25 00:00', name: 'a', checks: 2, p50: 7 },
      { start: '2026-11-29 00:00', name: 'a', checks: 2, p50: 1 },
      { start: '2026-11-30 00:00', name: 'a', checks: 1, p50: 5 },
    ]);
  });

  it('say how often each target was up, down, and neither', async () => {
    const { as, migrate, sql } = await checksDatabase();
    const classes = ['ok', 'ok', 'slow', 'dns', 'status', 'unknown', 'missed', 'ok'];
    await (await as('writer')).query(
      ...checksAt(classes.map((name, i) => [`2031-01-01T00:0${i}:00Z`, 'a', i + 1, name] as const)),
    );
    await sql(
      `INSERT INTO metrics (scheduled_at, name, url, class, maintenance) VALUES ('2031-01-01T00:30Z', 'a', 'a', 'dns', true)`,
    );
    await migrate('2031-01-02T00:00:00Z');
    const columns = 'checks, up, slow, down, unknown, missed, maintenance, share, p50';
    const of = {
      checks: 9,
      up: 4,
      slow: 1,
      down: 2,
      unknown: 1,
      missed: 1,
      maintenance: 1,
      share: 4 / 6,
      p50: 2,
    };
    expect(await sql(`SELECT ${columns} FROM hourly`)).toEqual([of]);
    expect(await sql(`SELECT ${columns} FROM daily`)).toEqual([of]);
  });

  it('wait for the end of their hour and day', async () => {
    const { as, migrate, sql } = await checksDatabase();
    await (await as('writer')).query(
      ...checksAt([
        ['2031-01-01T22:10:00Z', 'a'],
        ['2031-01-01T23:10:00Z', 'a'],
      ]),
    );
    await migrate('2031-01-01T22:59:59Z');
    expect(await sql(HOURS)).toEqual([]);
    await migrate('2031-01-01T23:59:59Z');
    expect(await sql(HOURS)).toHaveLength(1);
    expect(await sql(DAYS)).toEqual([]);
    await migrate('2031-01-02T00:00:00Z');
    expect(await sql(DAYS)).toMatchObject([{ checks: 2 }]);
  });

  it('hold what came late, once, and are the same when nothing did', async () => {
    const { as, migrate, sql } = await checksDatabase();
    const writer = await as('writer');
    await writer.query(
      ...checksAt([
        ['2031-01-01T22:10:00Z', 'a', 10],
        ['2031-01-01T22:20:00Z', 'a', 20],
      ]),
    );
    await migrate('2031-01-03T00:00:00Z');
    const late = checksAt([
      ['2031-01-01T22:05:00Z', 'a', 30],
      ['2031-01-01T22:10:00Z', 'a', 10],
      ['2031-01-01T21:00:00Z', 'b', 5],
    ]);
    await writer.query(...late);
    const { lines } = await migrate('2031-01-03T00:00:00Z');
    expect(lines).toEqual(['rolled up 2031-01-01 21h', 'rolled up 2031-01-01 22h', 'rolled up 2031-01-01']);
    const days = [
      { start: '2031-01-01 00:00', name: 'a', checks: 3, p50: 20 },
      { start: '2031-01-01 00:00', name: 'b', checks: 1, p50: 5 },
    ];
    expect(await sql(DAYS)).toEqual(days);
    // Sent again after a crash: nothing is stored, and there is nothing to do.
    await writer.query(...late);
    expect((await migrate('2031-01-03T00:00:00Z')).lines).toEqual([]);
    expect(await sql(DAYS)).toEqual(days);
  });

  it('miss nothing of a writer who commits while they are made', async () => {
    const { as, migrate, sql } = await checksDatabase();
    const [first, slow] = await Promise.all([as('writer'), as('writer')]);
    await migrate('2031-01-01T00:00:00Z');
    await first.query(...checksAt([['2031-01-01T22:10:00Z', 'a', 10]]));
    await slow.query('BEGIN');
    await slow.query(...checksAt([['2031-01-01T22:20:00Z', 'b', 20]]));
    await migrate('2031-01-03T00:00:00Z');
    expect(await sql(DAYS)).toMatchObject([{ name: 'a' }]);
    await slow.query('COMMIT');
    await migrate('2031-01-03T00:00:00Z');
    expect(await sql(DAYS)).toMatchObject([{ name: 'a' }, { name: 'b' }]);
  });
});

it('dropping a day rolls up first what nobody has rolled up yet', async () => {
  const { as, sql } = await checksDatabase();
  const owner = await as('owner');
  await owner.query(`SELECT tidemark_make_partition('metrics', '2031-01-01')`);
  await (await as('writer')).query(...checksAt([['2031-01-01T22:10:00Z', 'a', 10]]));
  await owner.query(`SELECT tidemark_drop_partition('metrics', '2031-01-01')`);
  expect(await sql(HOURS)).toMatchObject([{ start: '01 22:00', checks: 1 }]);
  expect(await sql('SELECT count(*)::int AS n FROM metrics')).toEqual([{ n: 0 }]);
});

it('hourly rollups and the newest checks are dropped when they are old, and daily rollups stay', async () => {
  const { as, migrate, sql } = await checksDatabase();
  await migrate('2031-01-01T00:00:00Z');
  await (await as('writer')).query(...checksAt([['2031-01-01T10:00:00Z', 'gone', 10]]));
  await migrate('2031-01-31T00:00:00Z', { keep: 30, keepHourly: 30 });
  expect([await sql(HOURS), await sql(DAYS), await sql('SELECT name FROM latest')]).toMatchObject([
    [{ name: 'gone' }],
    [{ name: 'gone' }],
    [{ name: 'gone' }],
  ]);
  const { lines } = await migrate('2031-02-01T00:00:00Z');
  expect(lines).toEqual(
    expect.arrayContaining([
      'dropped metrics_20310101',
      'deleted 1 rows of before 2031-01-02 from newest',
      'deleted 1 rows of before 2031-01-02 from rollup_hourly',
    ]),
  );
  expect([await sql(HOURS), await sql(DAYS), await sql('SELECT name FROM latest')]).toMatchObject([
    [],
    [{ name: 'gone', checks: 1 }],
    [],
  ]);
});
