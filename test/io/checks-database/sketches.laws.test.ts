import fc from 'fast-check';
import { expect, it } from 'vitest';
import { percentile } from '../../../src/operators/measures/percentile.js';
import { newSketch } from '../../../src/operators/measures/sketch.js';
import { checksDatabase } from '../../support/checks-database.js';

const PERCENTILES = [0.1, 1, 25, 50, 90, 95, 99, 99.9, 99.999];

interface Row {
  readonly time: number;
  readonly value: number;
}

/** What windows say of these values. */
const expected = (values: readonly number[]): readonly (number | null)[] =>
  PERCENTILES.map((p) => {
    const measure = percentile<Row>('value', p);
    const sketch = newSketch();
    for (const value of values) measure.add(sketch, { time: 0, value });
    return measure.read(sketch, { size: 1, values: {} });
  });

/** Response times, and values of every size and sign: of more than 64 octaves too. */
const value = fc.oneof(
  fc.integer({ min: 0, max: 30_000_000 }).map((n) => n / 1000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1000, max: 1000 }).map((n) => 1.5 * 2 ** n),
  fc.constantFrom(0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** -1022),
);
const times = fc.integer({ min: 1, max: 60_000_000 }).map((n) => n / 1000);
const values = fc.oneof(
  fc.array(times, { maxLength: 300, size: 'max' }),
  fc.array(value, { maxLength: 300, size: 'max' }),
  fc.array(value, { maxLength: 70, size: 'max' }),
);

/** Zero has no sign to anybody who reads it. */
const plain = (list: readonly (number | null)[]): readonly (number | null)[] =>
  list.map((n) => (n === null ? n : n + 0));

it('sketches in bytes read as those of windows do, made of values or merged in any parts', async () => {
  const { as } = await checksDatabase();
  const reader = await as('reader');
  const ask = async (sketch: string, given: readonly unknown[]): Promise<readonly (number | null)[]> => {
    const { rows } = await reader.query<{ read: (number | null)[] }>(
      `SELECT array_agg(percentile_of(sketch, p) ORDER BY n) AS read
       FROM (SELECT ${sketch} AS sketch) AS s, unnest($1::numeric[]) WITH ORDINALITY AS u (p, n)`,
      [PERCENTILES, ...given],
    );
    return plain(rows[0]?.read ?? []);
  };
  await fc.assert(
    fc.asyncProperty(values, fc.array(fc.nat(300), { maxLength: 6 }), async (list, cuts) => {
      const want = plain(expected(list));
      expect(await ask('tidemark_sketch_of($2::float8[])', [list])).toEqual(want);
      const edges = [0, ...cuts.map((cut) => Math.min(cut, list.length)).sort((a, b) => a - b), list.length];
      const parts = edges.slice(1).map((to, i) => JSON.stringify(list.slice(edges[i], to)));
      const merged = `(SELECT merged(tidemark_sketch_of(ARRAY(SELECT v::float8 FROM json_array_elements_text(part::json) AS v)))
        FROM unnest($2::text[]) AS part)`;
      expect(await ask(merged, [parts])).toEqual(want);
    }),
    { numRuns: 60 },
  );
});

it('a sketch that is merged is the same bytes as one of all values', async () => {
  const { sql } = await checksDatabase();
  const made = `SELECT tidemark_sketch_of(array_agg(v)) AS whole,
      (SELECT merged(part) FROM (SELECT tidemark_sketch_of(array_agg(w)) AS part FROM unnest(array_agg(v)) AS w GROUP BY (w * 1000)::int % 7) AS p) AS merged
    FROM (SELECT 1 + 997 * n % 1009 / 10.0 AS v FROM generate_series(1, 1000) AS n) AS t`;
  expect(await sql(`SELECT whole = merged AS same, length(whole) > 100 AS has FROM (${made}) AS t`)).toEqual([
    { same: true, has: true },
  ]);
});

it('what is no percentile, and no sketch of ours, is refused', async () => {
  const { sql } = await checksDatabase();
  await expect(sql(`SELECT percentile_of(tidemark_sketch_of('{1}'), 100)`)).rejects.toThrow(
    '100 is no percentile',
  );
  await expect(
    sql(`SELECT percentile_of('\\x02'::bytea || substr(tidemark_sketch_of('{1}'), 2), 50)`),
  ).rejects.toThrow('version 2');
  expect(
    await sql(
      `SELECT percentile_of(NULL, 50) AS none, tidemark_sketch_of('{}') AS empty, merged(NULL) AS nothing`,
    ),
  ).toEqual([{ none: null, empty: null, nothing: null }]);
});
