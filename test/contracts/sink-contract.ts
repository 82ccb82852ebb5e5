import { describe, expect } from 'vitest';
import type { Emitted, Sink } from '../../src/io/sinks/sink.js';
import { chaosSink } from '../../src/testing/chaos-sink.js';
import { writeTo } from '../support/drive-sink.js';
import { type Composing, composeAll } from './composing.js';
import { contractLaws, type Exception } from './contract-laws.js';

const never = new AbortController().signal;

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

/** Writes all of them, one after the other; whatever is refused is a row of its delivery, and said once. */
const writeAll = async (sink: Sink, { deliveries, piece }: Composing, signal = never): Promise<void> => {
  for (const delivery of deliveries) {
    const written = await writeTo(sink, delivery, signal, piece);
    const places = written ? written.refused.map(({ row }) => row) : [];
    expect(new Set(places).size, 'rows that are refused').toBe(places.length);
    for (const place of places) {
      expect(Number.isInteger(place) && place >= 0 && place < delivery.rows, `row ${place}`).toBe(true);
    }
  }
};

/** What every sink keeps, wherever it writes. */
export const sinkContract = (name: string, { make, skip }: SinkContractOptions): void => {
  describe(`${name} keeps the contract of a sink`, () => {
    contractLaws(
      {
        'composes nothing out of nothing': async () => {
          const { sink } = await make();
          expect(sink.compose([], { saved: undefined, kept: new Map() }, 0).deliveries).toEqual([]);
        },

        'composes every row into exactly one delivery': async () => {
          const { sink } = await make();
          const { deliveries } = composeAll(sink, emitted(20), 3);
          expect(deliveries.reduce((sum, { rows }) => sum + rows, 0)).toBe(20);
        },

        'gives each delivery an id of its own': async () => {
          const { sink } = await make();
          const ids = composeAll(sink, emitted(20), 3).deliveries.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
        },

        'composes the same deliveries from the same rows, and keeps the rows as they are': async () => {
          const { sink } = await make();
          const rows = emitted(20);
          const once = composeAll(sink, rows, 4).deliveries;
          expect(rows).toEqual(emitted(20));
          expect(composeAll(sink, rows, 4).deliveries).toEqual(once);
        },

        'touches nothing while it composes': async () => {
          const { sink, stored } = await make();
          composeAll(sink, emitted(20), 4);
          expect(await stored()).toEqual([]);
        },

        'has stored a delivery when its write resolves': async () => {
          const { sink, stored } = await make();
          let rows = 0;
          const { deliveries, piece } = composeAll(sink, emitted(20), 4);
          for (const delivery of deliveries) {
            await writeAll(sink, { deliveries: [delivery], piece });
            rows += delivery.rows;
            expect(await stored()).toHaveLength(rows);
          }
          expect(rows).toBe(20);
        },

        'stores deliveries in the order in which they are written': async () => {
          const { sink, stored } = await make();
          const rows = emitted(50);
          await writeAll(sink, composeAll(sink, rows, 7));
          expect(await stored()).toEqual(idsOf(rows));
        },

        'stores a delivery that was kept in a state store as if it had just been composed': async () => {
          const { sink, stored } = await make();
          const rows = emitted(5);
          const { deliveries, piece } = composeAll(sink, rows, 5);
          await writeAll(sink, { deliveries: structuredClone(deliveries), piece });
          expect(await stored()).toEqual(idsOf(rows));
        },

        'stores a delivery that is written twice as its guarantee says': async () => {
          const { sink, stored } = await make();
          const rows = emitted(6);
          const { deliveries, piece } = composeAll(sink, rows, 3);
          await writeAll(sink, { deliveries: [...deliveries, ...deliveries], piece });
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
            const { deliveries, piece } = composeAll(chaos, rows, 3);
            for (const delivery of deliveries) {
              for (let done = false; !done; ) {
                done = await writeAll(chaos, { deliveries: [delivery], piece }).then(
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

        'ends when its signal is aborted, and stores what is written again': async () => {
          const { sink, stored } = await make();
          const rows = emitted(6);
          const composed = composeAll(sink, rows, 3);
          await writeAll(sink, composed, AbortSignal.abort()).catch((error: unknown) => {
            expect(error).toMatchObject({ code: 'undeliverable', retryable: true });
          });
          const stop = new AbortController();
          const writing = writeAll(sink, composed, stop.signal).catch((error: unknown) => {
            expect(error).toMatchObject({ code: 'undeliverable', retryable: true });
          });
          stop.abort();
          await writing;
          await writeAll(sink, composed);
          const found = await stored();
          if (sink.guarantee === 'exactly once') expect(found).toEqual(idsOf(rows));
          else expect([...new Set(found)]).toEqual(idsOf(rows));
        },

        'says what it is called and where it writes, the same at any time, in text that can be printed':
          async () => {
            const { sink } = await make();
            const before = [sink.name, sink.destination];
            await writeAll(sink, composeAll(sink, emitted(3), 3));
            expect([sink.name, sink.destination]).toEqual(before);
            for (const text of before) expect(text).toMatch(/^\P{C}+$/u);
          },

        'can be closed twice, and what it stored stays': async () => {
          const { sink, stored } = await make();
          const rows = emitted(3);
          await writeAll(sink, composeAll(sink, rows, 3));
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
