import { expect, it } from 'vitest';
import { wholeBody } from '../../../../src/io/sinks/postgres/held-rows.js';
import { batchForTables } from '../../../../src/io/sinks/postgres/postgres-batcher.js';
import { type PostgresBody, rowAt } from '../../../../src/io/sinks/postgres/rows-to-store.js';
import type { Delivery, Emitted } from '../../../../src/io/sinks/sink.js';
import { deliveriesOf, field, never, noPiece, place, tableOf } from './kit.js';

const numbered = (from: number, to: number): Emitted[] =>
  Array.from({ length: to - from }, (_, i) => ({
    ...{ pipeline: 'p', stream: 's', id: `p/s/${from + i}` },
    row: {
      n: from + i,
      text: `"${from + i}\\`,
      big: 2n ** 60n,
      at: new Date(from + i),
      bytes: Buffer.from([from + i]),
    },
  }));

const tables = [
  tableOf('all', ['n', 'text', 'big', 'at', 'bytes']),
  tableOf('odd', ['n'], { when: ({ row }) => (row as { n: number }).n % 2 === 1 }),
];

const rowsOf = (body: PostgresBody): readonly unknown[] =>
  Array.from({ length: body.rows }, (_, i) => rowAt(body, tables, i));

/** Composes as the loop does; answers with each commit, and what reads the pieces. */
const composer = (options: { batch: number; every: number }) => {
  const pieces = new Map<string, Uint8Array>();
  let saved: unknown;
  return {
    piece: async (key: string) => pieces.get(key) ?? (await noPiece()),
    compose: (rows: readonly Emitted[], watermark: number, of = tables) => {
      const composed = batchForTables(rows, saved, watermark, { tables: of, ...options });
      saved = structuredClone(composed.saved);
      for (const [key, bytes] of composed.kept ?? []) if (bytes !== undefined) pieces.set(key, bytes);
      return composed;
    },
  };
};

it('writes down each row that waits in one commit alone, and says as much of a thousand as of one', async () => {
  const { compose, piece } = composer({ batch: 5000, every: 60_000 });
  const sizes: number[] = [];
  for (let n = 0; n < 1000; n += 10) {
    const { deliveries, kept = new Map<string, Uint8Array>(), saved } = compose(numbered(n, n + 10), n);
    expect(deliveries).toEqual([]);
    expect([...kept.keys()]).toEqual([String(n / 10)]);
    sizes.push(JSON.stringify(saved).length);
  }
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(10);
  const [delivery, another] = compose(numbered(1000, 1003), 60_000).deliveries;
  expect([delivery?.rows, delivery?.pieces?.length, another]).toEqual([1003, 100, undefined]);
  const [atOnce] = batchForTables(numbered(0, 1003), undefined, Infinity, {
    tables,
    batch: 5000,
    every: 0,
  }).deliveries;
  const [whole, wanted] = await Promise.all([delivery, atOnce].map((one) => one && wholeBody(one, piece)));
  expect(whole && rowsOf(whole)).toEqual(wanted && rowsOf(wanted));
  expect(whole).toEqual(wanted);
});

it('closes a batch that is full in the middle of what comes, and never uses the name of a piece again', async () => {
  const { compose, piece } = composer({ batch: 4, every: 60_000 });
  const deliveries: Delivery[] = [];
  const names: string[] = [];
  for (let n = 0; n < 30; n += 3) {
    const { deliveries: made, kept = new Map<string, Uint8Array>() } = compose(numbered(n, n + 3), n);
    deliveries.push(...made);
    names.push(...kept.keys());
  }
  deliveries.push(...compose([], Infinity).deliveries);
  expect(deliveries.map(({ rows }) => rows)).toEqual([4, 4, 4, 4, 4, 4, 4, 2]);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(deliveries.map(({ id }) => id)).size).toBe(8);
  const bodies = await Promise.all(deliveries.map((one) => wholeBody(one, piece)));
  expect(bodies.flatMap(rowsOf)).toMatchObject(
    numbered(0, 30).map(({ row }) =>
      (row as { n: number }).n % 2 === 1 ? { all: row, odd: { n: (row as { n: number }).n } } : row,
    ),
  );
});

it('keeps rows that wait for other columns apart', async () => {
  const { compose, piece } = composer({ batch: 100, every: 60_000 });
  compose(numbered(0, 2), 0);
  const others = [tableOf('all', ['text', 'n']), tableOf('odd', ['n'])];
  const { deliveries } = compose(numbered(2, 4), 1, others);
  expect(deliveries.map(({ rows }) => rows)).toEqual([2]);
  const [whole] = await Promise.all(deliveries.map((one) => wholeBody(one, piece)));
  expect(whole && rowsOf(whole)).toMatchObject([
    { n: 0, text: '"0\\' },
    { all: { n: 1 }, odd: { n: 1 } },
  ]);
  expect(compose([], Infinity, others).deliveries.map(({ rows }) => rows)).toEqual([2]);
});

it('stores what waited in the columns it was composed for, whatever the config says by then', async () => {
  const { sql, sink } = await place('CREATE TABLE hits (id text PRIMARY KEY, a text, b text)');
  const id = { name: 'id', read: ({ id }: Emitted) => id };
  const hits = (...names: string[]) =>
    sink({ table: 'hits', columns: [id, ...names.map(field)], key: ['id'] });
  const [before] = deliveriesOf(hits('a', 'b'), [{ a: 'a', b: 'b' }]);
  const now = hits('b');
  const [after] = deliveriesOf(now, [{ a: 'a', b: 'b' }]);
  if (before === undefined || after === undefined) throw new Error('Nothing was composed.');
  expect(now.joins?.fits(before, after)).toBe(false);
  await now.write(before, never, noPiece);
  expect(await sql('SELECT * FROM hits')).toEqual([{ id: 'p/s/0', a: 'a', b: 'b' }]);

  await sql('ALTER TABLE hits DROP COLUMN a');
  const next = hits('b');
  await expect(next.write(before, never, noPiece)).rejects.toThrow(
    'hits has no column a, for which rows that wait were meant. To mend it: ALTER TABLE public.hits ADD COLUMN "a" text;',
  );
  await sql('ALTER TABLE public.hits ADD COLUMN "a" text');
  await next.write(before, never, noPiece);
});
