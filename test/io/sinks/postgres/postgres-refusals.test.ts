import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { place, tableOf, write } from './kit.js';

const failure = async (writing: Promise<unknown>): Promise<TidemarkError> =>
  writing.then(
    () => {
      throw new Error('It was written.');
    },
    (error: TidemarkError) => error,
  );

describe('postgresSink, of rows that it does not take,', () => {
  it('refuses at the door, row by row, what a column would not hold or take for something else (PG-14, PG-15)', async () => {
    const made = await place(
      'CREATE TABLE t (n int PRIMARY KEY, i int, s smallint, b bigint, r real, d float8, e numeric(8,2), at timestamptz)',
    );
    const sink = made.sink(tableOf('t', ['n', 'i', 's', 'b', 'r', 'd', 'e', 'at'], { key: ['n'] }));
    const bad = [
      ...[
        { i: Number.NaN },
        { i: 1.5 },
        { i: 2147483648 },
        { s: 40_000 },
        { b: 2 ** 63 },
        { r: 1e39 },
        { d: Infinity },
        { d: 'NaN' },
      ],
      ...[
        { e: 1e21 },
        { e: 1_000_000 },
        { at: 'infinity' },
        { at: 'now' },
        { at: Infinity },
        { at: 8.64e15 },
        { n: null },
      ],
    ];
    const good = [
      { i: -2147483648 },
      { s: -32_768 },
      { b: 2 ** 62 },
      { r: 1e-50 },
      { e: 999_999.99 },
      { at: '2026-11-30 12:00+01' },
    ];
    const rows = [...bad, ...good].map((row, i) => ({ n: i, ...row }));
    const refused = await write(sink, rows);
    expect(refused.map(({ row }) => row).sort((a, b) => a - b)).toEqual(bad.map((_, i) => i));
    const reasons = new Map(refused.map(({ row, why }) => [row, why]));
    expect(reasons.get(1)).toBe('no whole number in the column i (integer)');
    expect(reasons.get(9)).toBe('too large a number in the column e (numeric)');
    expect(reasons.get(10)).toBe('no time in the column at (timestamp with time zone)');
    expect(reasons.get(14)).toBe('the key column n is empty');
    expect(await made.sql(`SELECT count(*)::int AS n, max(at)::text AS at FROM t`)).toEqual([
      { n: good.length, at: '2026-11-30 11:00:00+00' },
    ]);
  });

  it('refuses nothing that the table takes by now, though it did not when it was looked at', async () => {
    const made = await place('CREATE TABLE t (n int)');
    const sink = made.sink(tableOf('t', ['n']));
    expect(await write(sink, [{ n: 2 ** 31 }, { n: 1 }])).toMatchObject([{ row: 0 }]);
    await made.sql('ALTER TABLE t ALTER COLUMN n TYPE bigint');
    expect(await write(sink, [{ n: 2 ** 31 }])).toEqual([]);
    expect(await made.sql('SELECT n::float8 FROM t ORDER BY 1')).toEqual([{ n: 1 }, { n: 2 ** 31 }]);
  });

  it('cleans what no text there can hold, in JSON too, and says how much (PG-12, PG-13)', async () => {
    const made = await place('CREATE TABLE t (words text, tags jsonb)');
    const said: string[] = [];
    const sink = made.sink(tableOf('t', ['words', 'tags']), { onWarning: (message) => said.push(message) });
    const rows = [
      { words: 'a\0b', tags: { 'k\0': ['\ud83d', 'c:\\u0000'] } },
      { words: 'a\ud83db', tags: null },
      { words: '😀', tags: '\0' },
    ];
    expect(await write(sink, rows)).toEqual([]);
    expect(await made.sql(`SELECT words, tags #>> '{}' AS tags FROM t`)).toEqual([
      { words: 'a\ufffdb', tags: '{"k\ufffd": ["\ufffd", "c:\\\\u0000"]}' },
      { words: 'a\ufffdb', tags: null },
      { words: '😀', tags: '\ufffd' },
    ]);
    expect(said).toEqual([expect.stringMatching(/: 5 texts had NUL or half a surrogate pair in them/)]);
  });

  it('finds the guilty by halves, and stores all others once, with and without a key (PG-25, PG-26)', async () => {
    const made = await place(
      `CREATE TABLE k (n int CHECK (n <> 13), words text PRIMARY KEY); CREATE TABLE l (n int CHECK (n <> 13), words text)`,
    );
    const rows = Array.from({ length: 40 }, (_, n) => ({ n, words: `word ${n}` }));
    // An index takes 2,704 bytes, as they are compressed.
    const long = Array.from({ length: 200 }, (_, i) =>
      createHash('sha512').update(`${i}`).digest('base64'),
    ).join('');
    const all = [...rows, { n: 50, words: long }];
    const refused = await write(made.sink(tableOf('k', ['n', 'words'], { key: ['words'] })), all);
    expect(refused.map(({ row, why }) => [row, why.replace(/"k_n_check".*/, '"k_n_check" …')])).toEqual([
      [13, 'new row for relation "k" violates check constraint "k_n_check" …'],
      [40, expect.stringMatching(/\(54000\)$/)],
    ]);
    expect((await write(made.sink(tableOf('l', ['n', 'words'])), all)).map(({ row }) => row)).toEqual([13]);
    // One row alone is refused alone, and what comes after it is stored.
    expect(await write(made.sink(tableOf('l', ['n', 'words'])), [{ n: 13, words: '' }])).toHaveLength(1);
    expect(
      await made.sql('SELECT (SELECT count(*) FROM k)::int AS k, (SELECT count(*) FROM l)::int AS l'),
    ).toEqual([{ k: 39, l: 40 }]);
  });

  it('blames nobody but a row for what a deferred constraint says in the end', async () => {
    const made = await place(
      'CREATE TABLE known (n int PRIMARY KEY); INSERT INTO known VALUES (1); CREATE TABLE t (n int REFERENCES known DEFERRABLE INITIALLY DEFERRED)',
    );
    const refused = await write(made.sink(tableOf('t', ['n'])), [{ n: 1 }, { n: 2 }, { n: 1 }]);
    expect(refused.map(({ row }) => row)).toEqual([1]);
    expect(await made.sql('SELECT n FROM t')).toEqual([{ n: 1 }, { n: 1 }]);
  });

  it.each([
    ['53100', 'could not extend file: No space left on device'],
    ['53300', 'too many clients already'],
    ['57014', 'canceling statement'],
    ['40001', 'could not serialize access'],
    ['55P03', 'lock not available'],
    ['08006', 'connection failure'],
  ])(
    'waits with the whole batch for %s, refuses nothing, and stores it when that has passed (PG-22)',
    async (code, message) => {
      // A trigger says it: a disk that is full cannot be had here.
      const made = await place(`CREATE TABLE t (n int);
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${message}' USING ERRCODE = '${code}'; END $$;
      CREATE TRIGGER fails BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION fail()`);
      const sink = made.sink(tableOf('t', ['n']));
      const error = await failure(write(sink, [{ n: 1 }, { n: 2 }]));
      expect(error).toMatchObject({ code: 'undeliverable', retryable: true });
      expect(error.message).toContain(`${message} (${code})`);
      await made.sql('DROP TRIGGER fails ON t');
      expect(await write(sink, [{ n: 1 }, { n: 2 }])).toEqual([]);
      expect(await made.sql('SELECT count(*)::int AS n FROM t')).toEqual([{ n: 2 }]);
    },
  );

  it('blames a row for a zone that nobody knows, and not the settings', async () => {
    const made = await place('CREATE TABLE t (at timestamptz)');
    const refused = await write(made.sink(tableOf('t', ['at'])), [
      { at: '2026-11-30 12:00 Mars/Phobos' },
      { at: '2026-11-30 12:00 UTC' },
    ]);
    expect(refused.map(({ row, why }) => [row, why])).toEqual([[0, 'time zone … not recognized (22023)']]);
    expect(await made.sql('SELECT count(*)::int AS n FROM t')).toEqual([{ n: 1 }]);
  });
});
