import { describe, expect, it } from 'vitest';
import { postgresFault } from '../../../src/io/postgres/postgres-fault.js';
import { checksAt, checksDatabase } from '../../support/checks-database.js';

/** Bounds and the like are as a session in UTC sees them. */
const UTC = { options: '-c timezone=UTC' };
const BERLIN = { options: '-c timezone=Europe/Berlin' };

const rejection = async (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => postgresFault(error),
  );

const BOUNDS = `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds
  FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'metrics'::regclass AND c.relkind = 'r' AND c.relname <> 'metrics_default'`;

const MAKE = `SELECT tidemark_make_partition('metrics', '2031-05-06')`;

describe('days', () => {
  it.each([
    ['a midnight that is just over', '2028-03-09T00:00:00Z', '2028-03-09', '2028-03-10'],
    ['a midnight that is not quite there', '2028-03-09T23:59:59.999999Z', '2028-03-09', '2028-03-10'],
    ['the end of a month', '2028-04-30T12:00:00Z', '2028-04-30', '2028-05-01'],
    ['the end of a year', '2028-12-31T12:00:00Z', '2028-12-31', '2029-01-01'],
    ['a leap day', '2028-02-28T12:00:00Z', '2028-02-28', '2028-02-29'],
    ['no leap day', '2027-02-28T12:00:00Z', '2027-02-28', '2027-03-01'],
    ['the night of 23 hours in Berlin', '2028-03-26T01:30:00+02:00', '2028-03-25', '2028-03-26'],
    ['the night of 25 hours in Berlin', '2028-10-29T02:30:00+01:00', '2028-10-29', '2028-10-30'],
  ])('are those of UTC at %s', async (_, at, today, tomorrow) => {
    const { as } = await shared();
    const plan = await (await as('owner', BERLIN)).query(
      `SELECT step, to_char(start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS start FROM tidemark_plan($1, 1, 90, NULL)
       WHERE relation = 'metrics' AND step = 'make'`,
      [at],
    );
    expect(plan.rows).toEqual([
      { step: 'make', start: `${today} 00:00` },
      { step: 'make', start: `${tomorrow} 00:00` },
    ]);
  });

  it('PG-23: have bounds with an offset, whatever the zone of the session, where clocks change too', async () => {
    const { as } = await checksDatabase();
    const owner = await as('owner', BERLIN);
    for (const day of ['2026-10-24', '2026-10-25', '2026-10-26', '2027-03-28', '2027-03-29'])
      await owner.query(`SELECT tidemark_make_partition('metrics', $1)`, [day]);
    const { rows } = await (await as('owner', UTC)).query<{ name: string; bounds: string }>(
      `${BOUNDS} AND (c.relname < 'metrics_20261101' OR c.relname LIKE 'metrics_202703%') ORDER BY 1`,
    );
    expect(rows.map(({ bounds }) => bounds)).toEqual([
      `FOR VALUES FROM ('2026-10-24 00:00:00+00') TO ('2026-10-25 00:00:00+00')`,
      `FOR VALUES FROM ('2026-10-25 00:00:00+00') TO ('2026-10-26 00:00:00+00')`,
      `FOR VALUES FROM ('2026-10-26 00:00:00+00') TO ('2026-10-27 00:00:00+00')`,
      `FOR VALUES FROM ('2027-03-28 00:00:00+00') TO ('2027-03-29 00:00:00+00')`,
      `FOR VALUES FROM ('2027-03-29 00:00:00+00') TO ('2027-03-30 00:00:00+00')`,
    ]);
  });

  it('are kept as long as is said, and go on from there when a clock goes back', async () => {
    const { migrate, sql } = await checksDatabase();
    await sql(`SELECT tidemark_make_partition(t, d::date) FROM unnest(ARRAY['metrics', 'errors']) t,
      generate_series(date '2029-12-01', date '2029-12-05', '1 day') d`);
    const first = await migrate('2030-03-03T00:00:00Z', { keep: 90, ahead: 1 });
    // 90 days before 3 March 2030 is 3 December 2029: that day is whole.
    expect(first.lines.filter((line) => line.startsWith('dropped metrics_2029'))).toEqual([
      'dropped metrics_20291201',
      'dropped metrics_20291202',
    ]);
    expect(first).toMatchObject({ left: [], inDefault: 0, daysAhead: 1 });
    const back = await migrate('2030-03-01T00:00:00Z', { ahead: 1 });
    expect(back.lines).toEqual(
      ['metrics', 'errors'].flatMap((name) => [`made ${name}_20300301`, `made ${name}_20300302`]).sort(byDay),
    );
    expect((await migrate('2030-03-03T00:00:00Z')).lines).toEqual([]);
    // What was said is remembered.
    const { keep, ahead } =
      (await sql<{ keep: number; ahead: number }>('SELECT keep, ahead FROM tidemark_schema'))[0] ?? {};
    expect({ keep, ahead }).toEqual({ keep: 90, ahead: 1 });
  });
});

const byDay = (a: string, b: string): number => a.slice(-8).localeCompare(b.slice(-8)) || b.localeCompare(a);

let kept: ReturnType<typeof checksDatabase> | undefined;
/** For tests that change nothing. */
const shared = (): ReturnType<typeof checksDatabase> => {
  kept ??= checksDatabase();
  return kept;
};

describe('the default partition', () => {
  it('PG-01, PG-02: takes a row that has no partition, and gives it up to the partition that is made later', async () => {
    const { as, migrate, sql } = await checksDatabase();
    const writer = await as('writer');
    const stored = await writer.query(
      ...checksAt([
        ['2031-05-05T23:59:59.999Z', 'a'],
        ['2031-05-06T00:00:00Z', 'a'],
        ['2031-05-06T23:59:59.999Z', 'b'],
      ]),
    );
    expect(stored.count).toBe(3);
    expect((await writer.query('SELECT in_default FROM tidemark_health()')).rows).toEqual([
      { in_default: '3' },
    ]);
    const { lines, inDefault } = await migrate('2031-05-05T12:00:00Z', { ahead: 2 });
    expect(lines).toContain('made metrics_20310505, with 1 rows of metrics_default');
    expect(lines).toContain('made metrics_20310506, with 2 rows of metrics_default');
    expect(inDefault).toBe(0);
    expect(
      await sql('SELECT tableoid::regclass::text AS part, name FROM metrics ORDER BY scheduled_at'),
    ).toEqual([
      { part: 'metrics_20310505', name: 'a' },
      { part: 'metrics_20310506', name: 'a' },
      { part: 'metrics_20310506', name: 'b' },
    ]);
  });

  it('is said to hold rows that are further ahead than partitions are made', async () => {
    const { as, migrate } = await checksDatabase();
    await (await as('writer')).query(...checksAt([['2099-01-01T00:00:00Z', 'a']]));
    const { inDefault, lines } = await migrate('2031-05-05T12:00:00Z');
    expect(inDefault).toBe(1);
    expect(lines.filter((line) => line.includes('2099'))).toEqual([]);
  });

  it('is rid of what is older than what is kept, and a day that was dropped is not begun anew', async () => {
    const { as, migrate, sql } = await checksDatabase();
    await migrate('2031-05-05T00:00:00Z', { ahead: 1 });
    await (await as('writer')).query(...checksAt([['2031-05-05T10:00:00Z', 'a', 1]]));
    await migrate('2031-05-20T00:00:00Z', { keep: 10, ahead: 1 });
    const rolled = await sql('SELECT checks FROM rollup_daily');
    await (await as('writer')).query(...checksAt([['2031-05-05T11:00:00Z', 'late', 2]]));
    const { lines, inDefault } = await migrate('2031-05-20T00:00:00Z', { keep: 1000 });
    expect(lines).toContain('deleted 1 rows of before 2031-05-07 from metrics_default');
    expect(inDefault).toBe(0);
    expect(await sql('SELECT checks FROM rollup_daily')).toEqual(rolled);
    expect(rolled).toEqual([{ checks: 1 }]);
  });

  it('PG-02: has what is written into it while it is drained sent again, to the partition that is there now', async () => {
    const { as, sql } = await checksDatabase();
    const [owner, writer] = await Promise.all([as('owner'), as('writer')]);
    await writer.query(...checksAt([['2031-05-06T01:00:00Z', 'before']]));
    await owner.query('BEGIN');
    await owner.query(MAKE);
    const [text, values] = checksAt([['2031-05-06T02:00:00Z', 'meanwhile']]);
    const writing = rejection(writer.query(text, values));
    const waits = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await sql(waits)).length === 0);
    await owner.query('COMMIT');
    // Such a fault is nobody's among the rows (PG-01): an output sends the batch again.
    expect(await writing).toMatchObject({ code: '23514', constraint: undefined, kind: 'no-partition' });
    expect((await writer.query(text, values)).count).toBe(1);
    expect(
      await sql('SELECT name, tableoid::regclass::text AS part FROM metrics ORDER BY scheduled_at'),
    ).toEqual([
      { name: 'before', part: 'metrics_20310506' },
      { name: 'meanwhile', part: 'metrics_20310506' },
    ]);
  });

  it('PG-02: is drained while others write into it', async () => {
    const { as, sql } = await checksDatabase();
    const writer = await as('writer');
    const owner = await as('owner');
    await writer.query('BEGIN');
    await writer.query(...checksAt([['2031-05-06T01:00:00Z', 'open']]));
    // Nobody may look past a row that is not committed: it gives up, and tries again later.
    expect(await rejection(owner.query(MAKE))).toMatchObject({ code: '55P03' });
    await writer.query('COMMIT');
    expect((await owner.query(MAKE)).count).toBe(1);
    expect(await sql(`SELECT count(*)::int AS n FROM metrics_20310506`)).toEqual([{ n: 1 }]);
  });
});

describe('who is in the way', () => {
  it('PG-09: making a partition locks the default one, and the table itself no more than it must', async () => {
    const { as } = await checksDatabase();
    const owner = await as('owner');
    await owner.query('BEGIN');
    await owner.query(MAKE);
    const { rows } = await owner.query<{ name: string; mode: string }>(
      `SELECT relation::regclass::text AS name, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IN
       ('metrics'::regclass, 'metrics_default'::regclass) AND mode ~ 'Exclusive' AND mode <> 'RowExclusiveLock' ORDER BY 1, 2`,
    );
    await owner.query('ROLLBACK');
    expect(rows).toEqual([
      { name: 'metrics', mode: 'ShareUpdateExclusiveLock' },
      { name: 'metrics_default', mode: 'AccessExclusiveLock' },
    ]);
  });

  it('PG-08, PG-10: who reads for long holds up maintenance, and no writer; when they are done it is done', async () => {
    const { as, migrate, sql } = await checksDatabase();
    await migrate('2031-05-05T00:00:00Z', { ahead: 1 });
    const reader = await as('reader');
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM metrics');
    // The drop of an old day and the next days wait for the reader.
    let isOver = false;
    const maintenance = migrate('2031-06-05T00:00:00Z', { keep: 10, ahead: 1, patience: 1 }).finally(() => {
      isOver = true;
    });
    const writer = await as('writer');
    let n = 0;
    while (!isOver) await writer.query(...checksAt([['2031-05-05T10:00:00Z', `target ${n++}`]]));
    const { left } = await maintenance;
    expect(left.map(({ step, relation }) => `${step} ${relation}`)).toEqual(
      expect.arrayContaining(['make metrics', 'drop metrics']),
    );
    expect(left.some(({ relation }) => relation === 'errors')).toBe(false);
    // All of them were stored while the reader still held its locks.
    expect(n).toBeGreaterThan(1);
    expect((await reader.query('SELECT count(*)::int AS n FROM metrics')).rows).toEqual([{ n }]);
    await reader.query('COMMIT');
    const after = await migrate('2031-06-05T00:00:00Z');
    expect(after.left).toEqual([]);
    expect(after.lines).toContain('dropped metrics_20310505');
    expect(await sql('SELECT count(*)::int AS n FROM metrics')).toEqual([{ n: 0 }]);
    expect(await sql('SELECT sum(checks)::int AS n FROM rollup_daily')).toEqual([{ n }]);
  });

  it('two who maintain at once wait for each other, and do everything once', async () => {
    const { migrate } = await checksDatabase();
    const both = await Promise.all([1, 2].map(() => migrate('2031-05-05T00:00:00Z', { ahead: 3 })));
    const lines = both.flatMap((one) => one.lines.filter((line) => line.startsWith('made')));
    expect(both.map(({ left, daysAhead }) => ({ left, daysAhead }))).toEqual([
      { left: [], daysAhead: 3 },
      { left: [], daysAhead: 3 },
    ]);
    expect(new Set(lines).size).toBe(8);
  });
});

it('PG-08: a writer who has maintenance done leaves what is in the way for the next time', async () => {
  const { as, sql } = await checksDatabase();
  await sql('UPDATE tidemark_schema SET ahead = 9');
  const [reader, writer] = await Promise.all([as('reader'), as('writer')]);
  await reader.query('BEGIN');
  await reader.query('SELECT count(*) FROM metrics');
  // Two days of metrics; those of errors nobody reads.
  expect((await writer.query('SELECT tidemark_maintain() AS left')).rows).toEqual([{ left: 2 }]);
  await reader.query('COMMIT');
  expect((await writer.query('SELECT tidemark_maintain() AS left')).rows).toEqual([{ left: 0 }]);
});

it('PG-11: a table that has the name of a partition and is none is said, and nothing is taken for done', async () => {
  const { migrate, sql } = await checksDatabase();
  await sql('CREATE TABLE metrics_20310506 (LIKE metrics INCLUDING ALL)');
  await expect(migrate('2031-05-05T00:00:00Z', { ahead: 2 })).rejects.toThrow(
    'there is a metrics_20310506 that is no partition of metrics',
  );
  expect(await sql(`SELECT name FROM tidemark_partitions WHERE name = 'metrics_20310506'`)).toEqual([]);
  expect((await migrate('2031-05-05T00:00:00Z', { dryRun: true })).daysAhead).toBe(0);
});

it('a dry run says what would be done, and changes nothing', async () => {
  const { migrate, sql } = await checksDatabase();
  const before = await sql('SELECT * FROM tidemark_partitions');
  const { lines } = await migrate('2031-05-05T00:00:00Z', { ahead: 0, keep: 5, dryRun: true });
  expect(lines).toContain('would do: made metrics_20310505');
  expect(lines.some((line) => line.startsWith('would do: dropped metrics_'))).toBe(true);
  expect(await sql('SELECT * FROM tidemark_partitions')).toEqual(before);
  expect(await sql('SELECT keep FROM tidemark_schema')).toEqual([{ keep: null }]);
});

it('PG-07: a writer may make no partition, and have all made that are due', async () => {
  const { as, sql } = await checksDatabase();
  const writer = await as('writer');
  expect(await rejection(writer.query(MAKE))).toMatchObject({ code: '42501' });
  expect(
    await rejection(
      writer.query(`CREATE TABLE x PARTITION OF metrics FOR VALUES FROM ('2031-05-06') TO ('2031-05-07')`),
    ),
  ).toMatchObject({ code: '42501' });
  await sql(`UPDATE tidemark_schema SET ahead = 9`);
  expect((await writer.query('SELECT tidemark_maintain() AS left')).rows).toEqual([{ left: 0 }]);
  expect((await writer.query('SELECT days_ahead FROM tidemark_health()')).rows).toEqual([{ days_ahead: 9 }]);
  // Whoever calls it chooses nothing, the search_path included.
  await sql('CREATE SCHEMA evil; GRANT ALL ON SCHEMA evil TO PUBLIC');
  await writer.query(`SET search_path = evil, public`);
  await writer.query('CREATE TABLE tidemark_schema (ahead int, keep int, keep_hourly int)');
  await writer.query('INSERT INTO tidemark_schema VALUES (1, 0, 0)');
  await writer.query('SELECT public.tidemark_maintain()');
  expect((await sql('SELECT count(*)::int AS n FROM tidemark_partitions'))[0]).toEqual({ n: 20 });
});
