import { describe, expect } from 'vitest';
import type { Delivery, Emitted, Sink } from '../../src/io/sinks/sink.js';
import { chaosSink } from '../../src/testing/chaos-sink.js';
import { contractLaws, type Exception } from './contract-laws.js';

export interface SinkSubject {
  readonly sink: Sink;
  /** Ids of the rows at the destination, in the order in which they are stored there. */
  stored(): Promise<readonly string[]>;
}

export interface SinkContractOptions {
  /** Called once in each test; what it opens, it closes with `onTestFinished`. */
  readonly make: () => Promise<SinkSubject>;
  readonly skip?: readonly Exception[];
}

/** What a sink is given: rows as windows give them, hostile text included. */
const emitted = (count: number): Emitted[] =>
  Array.from({ length: count }, (_, i) => ({
    pipeline: 'contract',
    stream: 'words',
    id: `contract/words/${i}`,
    row: {
      start: i * 1000,
      end: (i + 1) * 1000,
      time: i * 1000,
      text: `"${i}"\n\u2028 é 😀`,
      mean: i === 3 ? null : i / 3,
    },
  }));

const idsOf = (rows: readonly Emitted[]): string[] => rows.map(({ id }) => id);

/** All deliveries of these rows, composed `size` at a time as the loop does, the sink's memory carried on. */
const composeAll = (sink: Sink, rows: readonly Emitted[], size: number): Delivery[] => {
  const deliveries: Delivery[] = [];
  let saved: unknown;
  for (let from = 0; from < rows.length; from += size) {
    const composed = sink.compose(rows.slice(from, from + size), saved, from);
    deliveries.push(...composed.deliveries);
    // What a commit keeps is a copy.
    saved = structuredClone(composed.saved);
  }
  deliveries.push(...sink.compose([], saved, Number.POSITIVE_INFINITY).deliveries);
  return deliveries;
};

/** What every sink keeps, wherever it writes. */
export const sinkContract = (name: string, { make, skip }: SinkContractOptions): void => {
  describe(`${name} keeps the contract of a sink`, () => {
    contractLaws(
      {
        'composes nothing out of nothing': async () => {
          const { sink } = await make();
          expect(sink.compose([], undefined, 0).deliveries).toEqual([]);
        },

        'composes every row into exactly one delivery': async () => {
          const { sink } = await make();
          const deliveries = composeAll(sink, emitted(20), 3);
          expect(deliveries.reduce((sum, { rows }) => sum + rows, 0)).toBe(20);
        },

        'gives each delivery an id of its own': async () => {
          const { sink } = await make();
          const ids = composeAll(sink, emitted(20), 3).map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
        },

        'composes the same deliveries from the same rows, and keeps the rows as they are': async () => {
          const { sink } = await make();
          const rows = emitted(20);
          const once = structuredClone(composeAll(sink, rows, 4));
          expect(rows).toEqual(emitted(20));
          expect(composeAll(sink, rows, 4)).toEqual(once);
        },

        'touches nothing while it composes': async () => {
          const { sink, stored } = await make();
          composeAll(sink, emitted(20), 4);
          expect(await stored()).toEqual([]);
        },

        'has stored a delivery when its write resolves': async () => {
          const { sink, stored } = await make();
          let rows = 0;
          for (const delivery of composeAll(sink, emitted(20), 4)) {
            await sink.write(delivery);
            rows += delivery.rows;
            expect(await stored()).toHaveLength(rows);
          }
          expect(rows).toBe(20);
        },

        'stores deliveries in the order in which they are written': async () => {
          const { sink, stored } = await make();
          const rows = emitted(50);
          for (const delivery of composeAll(sink, rows, 7)) await sink.write(delivery);
          expect(await stored()).toEqual(idsOf(rows));
        },

        'stores a delivery that was kept in a state store as if it had just been composed': async () => {
          const { sink, stored } = await make();
          const rows = emitted(5);
          for (const delivery of composeAll(sink, rows, 5)) await sink.write(structuredClone(delivery));
          expect(await stored()).toEqual(idsOf(rows));
        },

        'stores a delivery that is written twice as its guarantee says': async () => {
          const { sink, stored } = await make();
          const rows = emitted(6);
          const deliveries = composeAll(sink, rows, 3);
          for (const delivery of [...deliveries, ...deliveries]) await sink.write(delivery);
          const found = await stored();
          if (sink.guarantee === 'exactly once') expect(found).toEqual(idsOf(rows));
          else expect([...new Set(found)]).toEqual(idsOf(rows));
        },

        'loses nothing when writes fail before or after they stored, and are tried again': async () => {
          for (const seed of [1, 2, 3, 4, 5]) {
            const { sink, stored } = await make();
            const chaos = chaosSink(sink, { seed, failBefore: 0.3, failAfter: 0.3 });
            const rows = emitted(30);
            let failures = 0;
            for (const delivery of composeAll(chaos, rows, 3)) {
              for (let done = false; !done; ) {
                done = await chaos.write(delivery).then(
                  () => true,
                  () => false,
                );
                if (!done) failures++;
              }
            }
            expect(failures, 'chaos must strike').toBeGreaterThan(0);
            const found = await stored();
            if (sink.guarantee === 'exactly once') expect(found, `seed ${seed}`).toEqual(idsOf(rows));
            else expect([...new Set(found)], `seed ${seed}`).toEqual(idsOf(rows));
            await chaos.close();
          }
        },

        'can be closed twice, and what it stored stays': async () => {
          const { sink, stored } = await make();
          const rows = emitted(3);
          for (const delivery of composeAll(sink, rows, 3)) await sink.write(delivery);
          await sink.close();
          await sink.close();
          expect(await stored()).toEqual(idsOf(rows));
        },

        'can be closed without ever having written': async () => {
          const { sink, stored } = await make();
          await sink.close();
          expect(await stored()).toEqual([]);
        },
      },
      skip,
    );
  });
};
