import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../src/operators/batch.js';
import type { Operator } from '../../../src/operators/operator.js';
import { NONE_REJECTED } from '../../../src/operators/rejected.js';
import { eventTime } from '../../../src/operators/time/event-time.js';
import { type TotalsView, totals } from '../../../src/operators/totals/totals.js';
import { cutInto } from '../../../src/testing/cuts.js';
import { operatorLaws } from '../../../src/testing/operator-laws.js';
import { chunkOf, END, runBatches } from '../../../src/testing/run-chunks.js';
import { runs } from '../../support/runs.js';
import { flow, Model, OPTIONS, type Row, row, shown } from './model.js';

const RETAIN = 4000;
const operators = {
  totals: totals<Row>(OPTIONS),
  'totals that forget': totals<Row>({ ...OPTIONS, retain: RETAIN, seed: 7 }),
};

type Any = Operator<Row, never>;
const rows = fc.array(row, { maxLength: 60, size: 'max' });
const cuts = fc.infiniteStream(fc.nat({ max: 7 }));

const batchesOf = (all: readonly Row[], sizes: Iterator<number>): Batch<Row>[] => {
  const time = eventTime<Row>().machine;
  const state = time.init();
  return [...cutInto(all, sizes).map((part) => chunkOf(part)), END].flatMap((one) => time.step(state, one));
};

/** What is seen after the last batch. */
const seen = (
  operator: Any,
  batches: readonly Batch<Row>[],
  between?: (state: unknown, index: number) => unknown,
): unknown => {
  let last: unknown = operator.machine.init();
  runBatches(operator, batches, (state, index) => {
    last = between === undefined ? state : between(state, index);
    return last;
  });
  return shown(viewOf(operator, last));
};

const viewOf = (operator: Any, state: unknown): TotalsView => operator.machine.view?.(state) as TotalsView;
const stored = (value: unknown): unknown => deserialize(serialize(value));

for (const [name, operator] of Object.entries<Any>(operators)) {
  describe(name, () => {
    for (const law of operatorLaws(operator, row)) test(law.name, () => law.check());

    test('are what brute force says, after every batch', () => {
      fc.assert(
        fc.property(rows, cuts, (all, sizes) => {
          const model = new Model(name === 'totals' ? Infinity : RETAIN);
          const state = operator.machine.init();
          let watermark = -Infinity;
          for (const batch of batchesOf(all, sizes)) {
            operator.machine.step(state, batch);
            for (const one of batch.rows) model.add(one);
            if (batch.watermark > watermark) model.pass(batch.watermark);
            watermark = batch.watermark;
            expect(shown(viewOf(operator, state))).toEqual(model.shown());
          }
        }),
        { numRuns: runs(100) },
      );
    });

    test('any chunking shows the same', () => {
      fc.assert(
        fc.property(rows, cuts, (all, sizes) => {
          expect(seen(operator, batchesOf(all, sizes))).toEqual(
            seen(operator, batchesOf(all, [][Symbol.iterator]())),
          );
        }),
      );
    });

    test('saving and loading after any batch shows the same', () => {
      fc.assert(
        fc.property(rows, cuts, (all, sizes) => {
          const { machine } = operator;
          const batches = batchesOf(all, sizes);
          const resumed = seen(operator, batches, (state) => machine.load?.(stored(machine.save?.(state))));
          expect(resumed).toEqual(seen(operator, batches));
        }),
      );
    });

    test('saving changes only, and loading them now and then, shows the same', () => {
      fc.assert(
        fc.property(rows, cuts, fc.infiniteStream(fc.nat({ max: 2 })), (all, sizes, picks) => {
          const { keyed } = operator.machine;
          if (keyed === undefined) throw new Error('Nothing is saved by changes.');
          const kept = new Map<string, unknown>();
          const batches = batchesOf(all, sizes);
          const resumed = seen(operator, batches, (state) => {
            const pick = picks.next().value ?? 0;
            if (pick === 0) return state;
            for (const [key, value] of keyed.delta(state)) {
              if (value === undefined) kept.delete(key);
              else kept.set(key, stored(value));
            }
            // Sometimes it is only saved, and the same state goes on.
            return pick === 1 ? state : keyed.load(stored(keyed.head(state)), kept);
          });
          expect(resumed).toEqual(seen(operator, batches));
        }),
      );
    });
  });
}

test('the order of rows makes no difference to sums', () => {
  const summed = (all: readonly Row[]): unknown => {
    const { machine } = operators.totals;
    const state = machine.init();
    machine.step(state, { rows: all, watermark: 0, rejected: NONE_REJECTED });
    const view = viewOf(operators.totals, state);
    return view.groups.map(({ group, keys, lastSeen }) => ({
      group,
      keys,
      lastSeen,
      rows: [...view.rows(group)].map((one) => JSON.stringify(one)).sort(),
    }));
  };
  fc.assert(
    fc.property(
      fc
        .array(flow, { maxLength: 40, size: 'max' })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        expect(summed(shuffled)).toEqual(summed(all));
      },
    ),
  );
});

test('nothing is lost: over all groups the sums are those of the rows', () => {
  fc.assert(
    fc.property(fc.array(flow, { maxLength: 60, size: 'max' }), cuts, (all, sizes) => {
      const { machine } = operators.totals;
      const state = machine.init();
      for (const batch of batchesOf(all, sizes)) machine.step(state, batch);
      const view = viewOf(operators.totals, state);
      const sums = view.groups.flatMap(({ group }) => [...view.rows(group)].map((one) => one.sums));
      const total = (s: number): bigint => sums.reduce((sum, each) => sum + BigInt(each[s] ?? ''), 0n);
      expect(total(0)).toBe(all.reduce((sum, { tx }) => sum + BigInt(tx), 0n));
      expect(total(1)).toBe(all.reduce((sum, { rx }) => sum + BigInt(rx), 0n));
    }),
  );
});

test('the seed makes no difference', () => {
  fc.assert(
    fc.property(rows, cuts, fc.integer(), (all, sizes, seed) => {
      const batches = batchesOf(all, sizes);
      expect(seen(totals<Row>({ ...OPTIONS, seed }), batches)).toEqual(seen(operators.totals, batches));
    }),
  );
});
