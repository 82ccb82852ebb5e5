import { describe, expect, it } from 'vitest';
import type { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { deliveriesOf, field, never, noPiece, place, tableOf, write } from './kit.js';

const failure = async (writing: Promise<unknown>): Promise<TidemarkError> =>
  writing.then(
    () => {
      throw new Error('It was written.');
    },
    (error: TidemarkError) => error,
  );

describe('postgresSink', () => {
  it('stores what columns of all kinds hold, times in UTC whatever the session says (PG-17, PG-23)', async () => {
    const made = await place(
      `CREATE TABLE t (
      n int PRIMARY KEY, at timestamptz, day date, local timestamp, real real, exact numeric(12,3), yes boolean, words text,
      tags jsonb, list text[], grid int[], wait interval, ip inet, id uuid, mood mood, bytes bytea, short varchar(5)
    )`.replace(/^/, `CREATE TYPE mood AS ENUM ('fine', 'bad'); `),
    );
    const columns = [
      'n',
      'at',
      'day',
      'local',
      'real',
      'exact',
      'yes',
      'words',
      'tags',
      'list',
      'grid',
      'wait',
      'ip',
      'id',
      'mood',
      'bytes',
      'short',
    ];
    const sink = made.sink(tableOf('t', columns, { key: ['n'] }), {
      url: made.server.url(made.database, 'postgres', { options: '-c timezone=Europe/Berlin' }),
    });
    const at = Date.UTC(2026, 9, 25, 0, 30);
    const row = {
      ...{
        n: 1,
        at,
        day: at,
        local: at,
        real: 0.5,
        exact: 12.3456,
        yes: true,
        words: 'a "b" \\ {c,NULL}',
        tags: [1, { b: '2' }],
      },
      ...{
        list: ['x', null, 'a "b",'],
        grid: [
          [1, 2],
          [3, 4],
        ],
        wait: 1500,
        ip: '192.0.2.1',
        id: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      },
      ...{ mood: 'bad', bytes: 'a\\b', short: '😀😀😀😀😀' },
    };
    const none = { n: 2 };
    expect(await write(sink, [row, none])).toEqual([]);
    const [stored, empty] = await made.sql<
      Record<string, unknown>
    >(`SELECT *, at::text AS at, day::text AS day, local::text AS local, wait::text AS wait,
      encode(bytes, 'escape') AS bytes FROM t ORDER BY n`);
    expect(stored).toEqual({
      ...row,
      ...{
        at: '2026-10-25 00:30:00+00',
        day: '2026-10-25',
        local: '2026-10-25 00:30:00',
        exact: '12.346',
        wait: '00:00:01.5',
      },
      bytes: 'a\\\\b',
    });
    expect(Object.values(empty ?? {}).filter((value) => value !== null)).toEqual([2]);
  });

  it('stores a row in several tables or in none of them, and leaves out what no table takes', async () => {
    const made = await place(
      'CREATE TABLE metrics (n int PRIMARY KEY, class text); CREATE TABLE errors (n int PRIMARY KEY, detail varchar(5))',
    );
    const failed = { when: ({ row }: { row: unknown }) => (row as { class: string }).class !== 'ok' };
    const sink = made.sink([
      tableOf('metrics', ['n', 'class'], { key: ['n'], when: ({ row }) => (row as { n: number }).n > 0 }),
      tableOf('errors', ['n', 'detail'], { key: ['n'], ...failed }),
    ]);
    const rows = [
      { n: 1, class: 'ok' },
      { n: 2, class: 'tls', detail: 'short' },
      { n: 3, class: 'dns', detail: 'too long' },
      { n: -1, class: 'ok' },
      { n: 4, class: 'ok' },
    ];
    const composed = sink.compose(
      rows.map((row, i) => ({ pipeline: 'p', stream: 's', id: String(i), row })),
      { saved: undefined, kept: new Map() },
      Number.POSITIVE_INFINITY,
    );
    expect(composed.skipped).toBe(1);
    expect(composed.deliveries.map((delivery) => delivery.rows)).toEqual([4]);
    const refused = await write(sink, rows);
    expect(refused).toEqual([
      {
        row: 2,
        why: 'value too long for type character varying(n) (22001)',
        body: { metrics: { n: 3, class: 'dns' }, errors: { n: 3, detail: 'too long' } },
      },
    ]);
    expect(await made.sql('SELECT n FROM metrics ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
    expect(await made.sql('SELECT n FROM errors')).toEqual([{ n: 2 }]);
  });

  it('waits for a partition, of which a CHECK on the same table is told apart (PG-01)', async () => {
    const made =
      await place(`CREATE TABLE t (at timestamptz, n int CONSTRAINT positive CHECK (n > 0)) PARTITION BY RANGE (at);
      CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2026-11-30 00:00+00') TO ('2026-12-01 00:00+00')`);
    const sink = made.sink(tableOf('t', ['at', 'n']));
    const day = Date.UTC(2026, 10, 30);
    const rows = [
      { at: day, n: 1 },
      { at: day + 86_400_000, n: 1 },
      { at: day, n: -1 },
    ];
    const error = await failure(write(sink, rows));
    expect(error.retryable).toBe(true);
    expect(error.message).toMatch(
      /no partition of relation "t" found for row \(23514\)\. Make a partition for them in t/,
    );
    expect(await made.sql('SELECT * FROM t')).toEqual([]);
    await made.sql(
      `CREATE TABLE t2 PARTITION OF t FOR VALUES FROM ('2026-12-01 00:00+00') TO ('2026-12-02 00:00+00')`,
    );
    expect(await write(sink, rows)).toEqual([
      { row: 2, why: expect.stringContaining('"positive"'), body: { at: day, n: -1 } },
    ]);
    expect(await made.sql('SELECT count(*)::int AS n FROM t')).toEqual([{ n: 2 }]);
  });

  it('stores the first of two rows with one key, says so, and is silent when a batch comes again (PG-04)', async () => {
    const made = await place('CREATE TABLE t (n int PRIMARY KEY, words text)');
    const said: string[] = [];
    const sink = made.sink(tableOf('t', ['n', 'words'], { key: ['n'] }), {
      onWarning: (message) => said.push(message),
    });
    const clean = [
      { n: 1, words: 'a' },
      { n: 2, words: 'b' },
    ];
    await write(sink, clean);
    await write(sink, clean);
    expect(said).toEqual([]);
    await write(sink, [
      { n: 3, words: 'first' },
      { n: 3, words: 'second' },
    ]);
    expect(said).toEqual([expect.stringMatching(/: 1 row had the key of another row of the same batch/)]);
    expect(await made.sql('SELECT * FROM t ORDER BY n')).toEqual([...clean, { n: 3, words: 'first' }]);
  });

  it('blames no row where the server cannot update one twice, and says so: ours is no such statement (PG-05)', async () => {
    // A trigger of the user's has one.
    const made = await place(`CREATE TABLE t (n int PRIMARY KEY, words text);
      CREATE TABLE twice (n int PRIMARY KEY, words text);
      CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO twice VALUES (NEW.n, 'a'), (NEW.n, 'b') ON CONFLICT (n) DO UPDATE SET words = excluded.words;
        RETURN NEW;
      END $$;
      CREATE TRIGGER again BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.n > 5) EXECUTE FUNCTION again()`);
    const sink = made.sink(tableOf('t', ['n', 'words'], { key: ['n'] }));
    const same = [
      { n: 1, words: 'a' },
      { n: 1, words: 'b' },
    ];
    expect(await write(sink, same)).toEqual([]);
    await expect(write(sink, [{ n: 9, words: 'c' }, ...same])).rejects.toMatchObject({
      ...{ code: 'undeliverable', retryable: true },
      message: expect.stringMatching(/cannot affect row a second time \(21000\)/),
    });
    expect(await made.sql('SELECT * FROM t')).toEqual([{ n: 1, words: 'a' }]);
  });

  it('needs the right to INSERT and no other (PG-06)', async () => {
    const made = await place('CREATE TABLE t (n int PRIMARY KEY, words text)');
    const role = `${made.database}_writer`;
    await made.sql(`CREATE ROLE ${role} LOGIN; GRANT INSERT ON t TO ${role}`);
    const sink = made.sink(tableOf('t', ['n', 'words'], { key: ['n'] }), {
      url: made.server.url(made.database, role),
    });
    const rows = [
      { n: 1, words: 'a' },
      { n: 2, words: 'b' },
    ];
    for (const delivery of [...deliveriesOf(sink, rows), ...deliveriesOf(sink, rows)])
      await sink.write(delivery, never, noPiece);
    // The way through a row that is refused as well.
    expect(
      await write(sink, [
        { n: 3, words: 'c' },
        { n: 4, words: { toString: null } },
      ]),
    ).toEqual([]);
    expect(await made.sql('SELECT count(*)::int AS n FROM t')).toEqual([{ n: 4 }]);
    await made.sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  it('writes nothing until the table is as it must be, and says the SQL that mends it', async () => {
    const made = await place(
      'CREATE TABLE t (n int, late int NOT NULL, twice int GENERATED ALWAYS AS (n * 2) STORED)',
    );
    const role = `${made.database}_writer`;
    await made.sql(`CREATE ROLE ${role} LOGIN`);
    const sink = made.sink(tableOf('t', ['n', 'words'], { key: ['n'] }), {
      url: made.server.url(made.database, role),
    });
    const error = await failure(write(sink, [{ n: 1, words: 'a' }]));
    expect(error).toMatchObject({ code: 'undeliverable', retryable: true });
    const mends = [...error.message.matchAll(/To mend it: ([^;]+;)/g)].map(([, sql = '']) => sql);
    expect(mends).toEqual([
      'ALTER TABLE public.t ADD COLUMN "words" text;',
      `GRANT INSERT ON public.t TO "${role}";`,
      'ALTER TABLE public.t ALTER COLUMN "late" DROP NOT NULL;',
      'ALTER TABLE public.t ADD UNIQUE ("n");',
    ]);
    for (const sql of mends) await made.sql(sql);
    expect(await write(sink, [{ n: 1, words: 'a' }])).toEqual([]);
    // What was learnt once may change: it is read anew after a failure.
    await made.sql('ALTER TABLE t RENAME words TO text');
    expect((await failure(write(sink, [{ n: 2, words: 'b' }]))).message).toMatch(/42703/);
    expect((await failure(write(sink, [{ n: 2, words: 'b' }]))).message).toMatch(/t has no column words/);
    await made.sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  it('says where a table is that the search_path does not lead to, and what makes one that is missing', async () => {
    const made = await place('CREATE SCHEMA monitor; CREATE TABLE monitor.t (n int)');
    expect((await failure(write(made.sink(tableOf('t', ['n'])), [{ n: 1 }]))).message).toMatch(
      /leads to no table t; there is one in the schema monitor\. Write table: monitor\.t/,
    );
    expect(await write(made.sink(tableOf('monitor.t', ['n'])), [{ n: 1 }])).toEqual([]);
    const path = { url: made.server.url(made.database, 'postgres', { options: '-c search_path=monitor' }) };
    expect(await write(made.sink(tableOf('t', ['n']), path), [{ n: 2 }])).toEqual([]);
    const unmade = { table: 'u', columns: [{ ...field('n'), type: 'bigint' }], key: ['n'] };
    const { message } = await failure(write(made.sink(unmade), [{ n: 1 }]));
    expect(message).toContain('To mend it: CREATE TABLE "u" ("n" bigint, UNIQUE ("n"));');
    await made.sql('CREATE TABLE "u" ("n" bigint, UNIQUE ("n"))');
    expect(await write(made.sink(unmade), [{ n: 1 }])).toEqual([]);
  });

  it('cuts a batch off where its texts are long, whatever its rows', async () => {
    const made = await place();
    const sink = made.sink(tableOf('t', ['n', 'words', 'tags']));
    const words = 'x'.repeat(3 * 1024 * 1024);
    const many = [
      ...[1, 2, 3, 4].map((n) => ({ n, words })),
      { n: 5, tags: { words: [words, words] } },
      { n: 6, words },
    ];
    expect(deliveriesOf(sink, many).map((delivery) => delivery.rows)).toEqual([5, 1]);
  });
});
