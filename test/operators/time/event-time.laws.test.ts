import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch, Timed } from '../../../src/operators/batch.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { count } from '../../../src/operators/measures/index.js';
import { type EventTimeOptions, eventTime } from '../../../src/operators/time/event-time.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { chunkOf } from '../../../src/testing/run-chunks.js';
import { runs } from '../../support/runs.js';
import { rejectedOf, stepAll } from '../kit.js';

interface Row extends Timed {
  /** The place of the row in the input. */
  readonly n: number;
}

/** What happens to an input, in order: a row or an end of one of its partitions, or a look at the clock. */
type Happening =
  | { readonly row: number; readonly partition: number }
  | { readonly look: number }
  | { readonly ends: number };

const NAMES = ['a', 'b', 'c'];
/** Confirmed by few, so that much is believed, and turned away. */
const OPTIONS: EventTimeOptions = { lateness: '2s', idle: '5s', ahead: '1m', confirm: 3 };

const time = fc.oneof(
  { weight: 15, arbitrary: fc.integer({ min: 0, max: 40_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: -200_000, max: 200_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, 1e18) },
);
const happening = (partitions: number): fc.Arbitrary<Happening> => {
  const partition = fc.nat({ max: partitions - 1 });
  return fc.oneof(
    { weight: 12, arbitrary: fc.record({ row: time, partition }) },
    { weight: 3, arbitrary: fc.record({ look: fc.integer({ min: 0, max: 12_000 }) }) },
    ...(partitions === 1 ? [] : [{ weight: 1, arbitrary: fc.record({ ends: partition }) }]),
  );
};
const happenings = fc
  .constantFrom(1, 2, 3)
  .chain((partitions) => fc.array(happening(partitions), { maxLength: 40, size: 'max' }));

const rowsIn = (all: readonly Happening[]): number => all.filter((one) => 'row' in one).length;

/** One chunk for each happening. Partitions are announced first; the clock goes on by what each look has seen pass. */
function chunksOf(all: readonly Happening[]): Chunk<Row>[] {
  let now = 0;
  let n = 0;
  return [
    ...NAMES.map((partition) => chunkOf<Row>([], { partition })),
    // Nobody speaks under these names: they must not hold the others.
    ...NAMES.filter((_, i) => !all.some((one) => 'partition' in one && one.partition === i)).map(
      (partition) => chunkOf<Row>([], { partition, ended: true }),
    ),
    ...all.map((one) => {
      if ('look' in one) {
        now += one.look;
        return chunkOf<Row>([], { now });
      }
      if ('ends' in one) return chunkOf<Row>([], { partition: NAMES[one.ends] ?? '', ended: true });
      return chunkOf<Row>([{ time: one.row, n: n++ }], { partition: NAMES[one.partition] ?? '' });
    }),
    chunkOf<Row>([], { ended: true }),
  ];
}

/** Joins neighbours into larger chunks, as the picks say, wherever one chunk can say what two say. */
function joined(chunks: readonly Chunk<Row>[], picks: Iterator<boolean>): Chunk<Row>[] {
  const out: Chunk<Row>[] = [];
  for (const next of chunks) {
    const last = out.at(-1);
    const rowsOnly = next.now === undefined && next.ended !== true;
    const samePartition = last?.partition === next.partition;
    const open = last !== undefined && last.now === undefined && last.ended !== true;
    const fits =
      open && (samePartition || (next.rows.length === 0 && next.partition === undefined && !next.ended));
    if (
      last !== undefined &&
      fits &&
      (rowsOnly || samePartition || next.now !== undefined) &&
      picks.next().value
    ) {
      out[out.length - 1] = { ...last, ...next, rows: [...last.rows, ...next.rows], ...partitionOf(last) };
    } else out.push(next);
  }
  return out;
}

const partitionOf = ({ partition }: Chunk<Row>): { partition?: string } =>
  partition === undefined ? {} : { partition };

const run = (
  chunks: readonly Chunk<Row>[],
  between: (saved: unknown) => unknown = (saved) => saved,
  options: EventTimeOptions = OPTIONS,
): Batch<Row>[] => {
  const { machine } = eventTime<Row>(options);
  let state = machine.init();
  return chunks.flatMap((one) => {
    const batches = machine.step(state, one);
    const saved = machine.save(state);
    const kept = between(saved);
    if (kept !== saved) state = machine.load(kept);
    return batches;
  });
};

/** What the batches mean: each row with the watermarks that it meets, and the watermarks between them. */
const signature = (batches: readonly Batch<Row>[]): unknown[] => {
  let before = -Infinity;
  const said: unknown[] = [];
  for (const { rows, watermark, rowWatermark, rejected } of batches) {
    for (const row of rows) said.push([row.n, before, rowWatermark ?? before]);
    for (const { reason, time: at } of rejected) said.push([reason, at]);
    if (watermark !== before) said.push(watermark);
    before = watermark;
  }
  return said;
};

/** Rejected rows have no place among the rows of their batch. */
const sorted = (said: readonly unknown[]): string[] => said.map((one) => String(one)).sort();

const property = (
  holds: (chunks: readonly Chunk<Row>[], all: readonly Happening[], picks: Iterator<boolean>) => void,
): void =>
  fc.assert(
    fc.property(happenings, fc.infiniteStream(fc.boolean()), (all, picks) => {
      holds(chunksOf(all), all, picks);
    }),
    { numRuns: runs(150) },
  );

describe('eventTime', () => {
  test('gives the same for any chunking, looks at the clock included', () => {
    property((chunks, _, picks) => {
      const one = signature(run(chunks));
      const other = signature(run(joined(chunks, picks)));
      const rowsAndTime = (said: readonly unknown[]): unknown[] =>
        said.filter((part) => !(Array.isArray(part) && typeof part[0] === 'string'));
      expect(rowsAndTime(other)).toEqual(rowsAndTime(one));
      expect(sorted(other)).toEqual(sorted(one));
    });
  });

  test('says the same reasons of late rows for any chunking', () => {
    property((chunks, _, picks) => {
      const reasons = (all: readonly Chunk<Row>[]): string[] =>
        rejectedOf(stepAll(tumbling({ size: '3s', measures: { n: count<Row>() } }), run(all)))
          .map(({ reason, time: at }) => `${reason} ${at}`)
          .sort();
      expect(reasons(joined(chunks, picks))).toEqual(reasons(chunks));
    });
  });

  test('never moves the watermark back, and ends at Infinity', () => {
    property((chunks) => {
      const watermarks = run(chunks).map(({ watermark }) => watermark);
      expect(watermarks).toEqual(watermarks.toSorted((a, b) => a - b));
      expect(watermarks.at(-1)).toBe(Infinity);
    });
  });

  test('moves the watermark in whole steps, and never past what the rows gave by more than silence did', () => {
    property((chunks) => {
      for (const { watermark, rowWatermark } of run(chunks)) {
        if (Number.isFinite(watermark)) expect(Math.abs(watermark % 1000)).toBe(0);
        if (rowWatermark !== undefined) expect(rowWatermark).toBeLessThan(watermark);
      }
    });
  });

  test('loses no row: rows in = rows out + rejected, each once', () => {
    property((chunks, all) => {
      const batches = run(chunks);
      const out = batches.flatMap(({ rows }) => rows.map(({ n }) => n));
      expect(new Set(out).size).toBe(out.length);
      expect(out.length + rejectedOf(batches).length).toBe(rowsIn(all));
    });
  });

  test('rejects only rows that have no time, or that are away from others by more than allowed', () => {
    property((chunks) => {
      const batches = run(chunks);
      const finite = chunks.flatMap(({ rows }) => rows.filter(({ time: at }) => Math.abs(at) < 1e16));
      for (const { reason, time: at } of rejectedOf(batches)) {
        if (reason === 'no-time') continue;
        const away = finite.map(({ time: other }) => (reason === 'future' ? 1 : -1) * (Number(at) - other));
        expect(['future', 'late']).toContain(reason);
        expect(away.some((distance) => distance > 60_000)).toBe(true);
      }
    });
  });

  test('no row is late that is within the lateness of every row before it, while nobody looks at the clock', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60, size: 'max' }), (times) => {
        const chunks = [chunkOf(times.map((at, n) => ({ time: at, n }))), chunkOf<Row>([], { ended: true })];
        let newest = -Infinity;
        let before = -Infinity;
        for (const { rows, watermark } of run(chunks)) {
          for (const { time: at } of rows) {
            if (at >= newest - 2000) expect(at).toBeGreaterThanOrEqual(before);
            newest = Math.max(newest, at);
          }
          before = watermark;
        }
      }),
      { numRuns: runs(150) },
    );
  });

  test('without looks at the clock the watermark is the definition of it, for each row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -30_000, max: 30_000 }), { maxLength: 60, size: 'max' }),
        (times) => {
          const chunks = [
            chunkOf(times.map((at, n) => ({ time: at, n }))),
            chunkOf<Row>([], { ended: true }),
          ];
          const met = signature(run(chunks, undefined, { ...OPTIONS, confirm: 1 })).filter((part) =>
            Array.isArray(part),
          );
          const expected = times.map((_, n) => {
            const newest = Math.max(...times.slice(0, n + 1));
            return [n, Math.floor((newest - 2000) / 1000) * 1000];
          });
          expect(met.map((part) => [part[0], part[1]])).toEqual(expected);
        },
      ),
      { numRuns: runs(150) },
    );
  });

  test('goes on the same after saving and loading, where nobody looks at the clock', () => {
    fc.assert(
      fc.property(happenings, (all) => {
        const chunks = chunksOf(all.filter((one) => !('look' in one)));
        expect(signature(run(chunks, (saved) => deserialize(serialize(saved))))).toEqual(
          signature(run(chunks)),
        );
      }),
      { numRuns: runs(150) },
    );
  });

  test('after loading, silence is counted from zero: time goes no further than without the restart', () => {
    property((chunks, _, picks) => {
      const straight = run(chunks);
      const restarted = run(chunks, (saved) => (picks.next().value ? deserialize(serialize(saved)) : saved));
      const metBy = (batches: readonly Batch<Row>[]): Map<unknown, number> =>
        new Map(
          signature(batches).flatMap((part) =>
            Array.isArray(part) && typeof part[0] === 'number' ? [[part[0], Number(part[1])]] : [],
          ),
        );
      const [one, other] = [metBy(straight), metBy(restarted)];
      // A held row is believed by a look; a restart changes no belief.
      expect([...other.keys()].sort()).toEqual([...one.keys()].sort());
      for (const [n, watermark] of other) expect(watermark).toBeLessThanOrEqual(one.get(n) ?? Number.NaN);
    });
  });
});
