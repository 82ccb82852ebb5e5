import assert from 'node:assert/strict';
import type { Emitted, Sink } from '../io/sinks/sink.js';
import { chaosSink } from './chaos-sink.js';
import { type Composing, composeAll } from './composing.js';
import { type ContractLaw, contractLaws } from './contract-law.js';

const never = new AbortController().signal;

/** A sink, and how a test looks at what it has stored. */
export interface SinkSubject {
  readonly sink: Sink;
  /** Ids of the rows at the destination, in the order in which they are stored there. */
  stored(): Promise<readonly string[]>;
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
    const written = await sink.write(delivery, signal, piece);
    const places = written ? written.refused.map(({ row }) => row) : [];
    assert.equal(new Set(places).size, places.length, 'rows that are refused');
    for (const place of places) {
      assert.ok(Number.isInteger(place) && place >= 0 && place < delivery.rows, `row ${place}`);
    }
  }
};

const checkRetryable = (error: unknown): void => {
  assert.ok(error instanceof Error && 'code' in error && 'retryable' in error, String(error));
  assert.deepEqual([error.code, error.retryable], ['undeliverable', true]);
};

/**
 * What every sink keeps, wherever it writes: rows are composed once and without I/O, a delivery is stored when `write`
 * resolves, one that is written twice or fails half-way loses and, where it says so, repeats nothing. `make` is called
 * once or more for each law, for a sink with an empty destination.
 *
 * @example
 * ```ts
 * import { memorySink, sinkLaws } from 'tidemark/testing';
 * import { test } from 'vitest';
 *
 * const make = async () => {
 *   const sink = memorySink();
 *   return { sink, stored: async () => sink.rows.map(({ id }) => id) };
 * };
 * for (const law of sinkLaws(make)) test(law.name, () => law.check());
 * ```
 */
export const sinkLaws = (make: () => Promise<SinkSubject>): readonly ContractLaw[] =>
  contractLaws({
    'composes nothing out of nothing': async () => {
      const { sink } = await make();
      assert.deepEqual(sink.compose([], { saved: undefined, kept: new Map() }, 0).deliveries, []);
    },

    'composes every row into exactly one delivery': async () => {
      const { sink } = await make();
      const { deliveries } = composeAll(sink, emitted(20), 3);
      assert.equal(
        deliveries.reduce((sum, { rows }) => sum + rows, 0),
        20,
      );
    },

    'gives each delivery an id of its own': async () => {
      const { sink } = await make();
      const ids = composeAll(sink, emitted(20), 3).deliveries.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
    },

    'composes the same deliveries from the same rows, and keeps the rows as they are': async () => {
      const { sink } = await make();
      const rows = emitted(20);
      const once = composeAll(sink, rows, 4).deliveries;
      assert.deepEqual(rows, emitted(20));
      assert.deepEqual(composeAll(sink, rows, 4).deliveries, once);
    },

    'touches nothing while it composes': async () => {
      const { sink, stored } = await make();
      composeAll(sink, emitted(20), 4);
      assert.deepEqual(await stored(), []);
    },

    'has stored a delivery when its write resolves': async () => {
      const { sink, stored } = await make();
      let rows = 0;
      const { deliveries, piece } = composeAll(sink, emitted(20), 4);
      for (const delivery of deliveries) {
        await writeAll(sink, { deliveries: [delivery], piece });
        rows += delivery.rows;
        assert.equal((await stored()).length, rows);
      }
      assert.equal(rows, 20);
    },

    'stores deliveries in the order in which they are written': async () => {
      const { sink, stored } = await make();
      const rows = emitted(50);
      await writeAll(sink, composeAll(sink, rows, 7));
      assert.deepEqual(await stored(), idsOf(rows));
    },

    'stores a delivery that was kept in a state store as if it had just been composed': async () => {
      const { sink, stored } = await make();
      const rows = emitted(5);
      const { deliveries, piece } = composeAll(sink, rows, 5);
      await writeAll(sink, { deliveries: structuredClone(deliveries), piece });
      assert.deepEqual(await stored(), idsOf(rows));
    },

    'stores a delivery that is written twice as its guarantee says': async () => {
      const { sink, stored } = await make();
      const rows = emitted(6);
      const { deliveries, piece } = composeAll(sink, rows, 3);
      await writeAll(sink, { deliveries: [...deliveries, ...deliveries], piece });
      const found = await stored();
      if (sink.guarantee === 'exactly once') assert.deepEqual(found, idsOf(rows));
      else assert.deepEqual([...new Set(found)], idsOf(rows));
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
        assert.ok(failures > 0, 'chaos must strike');
        const found = await stored();
        if (sink.guarantee === 'exactly once') assert.deepEqual(found, idsOf(rows), `seed ${seed}`);
        else assert.deepEqual([...new Set(found)], idsOf(rows), `seed ${seed}`);
        await chaos.close();
      }
    },

    'ends when its signal is aborted, and stores what is written again': async () => {
      const { sink, stored } = await make();
      const rows = emitted(6);
      const composed = composeAll(sink, rows, 3);
      await writeAll(sink, composed, AbortSignal.abort()).catch((error: unknown) => {
        checkRetryable(error);
      });
      const stop = new AbortController();
      const writing = writeAll(sink, composed, stop.signal).catch((error: unknown) => {
        checkRetryable(error);
      });
      stop.abort();
      await writing;
      await writeAll(sink, composed);
      const found = await stored();
      if (sink.guarantee === 'exactly once') assert.deepEqual(found, idsOf(rows));
      else assert.deepEqual([...new Set(found)], idsOf(rows));
    },

    'says what it is called and where it writes, the same at any time, in text that can be printed':
      async () => {
        const { sink } = await make();
        const before = [sink.name, sink.destination];
        await writeAll(sink, composeAll(sink, emitted(3), 3));
        assert.deepEqual([sink.name, sink.destination], before);
        for (const text of before) assert.match(text, /^\P{C}+$/u);
      },

    'can be closed twice, and what it stored stays': async () => {
      const { sink, stored } = await make();
      const rows = emitted(3);
      await writeAll(sink, composeAll(sink, rows, 3));
      await sink.close();
      await sink.close();
      assert.deepEqual(await stored(), idsOf(rows));
    },

    'can be closed without ever having written': async () => {
      const { sink, stored } = await make();
      await sink.close();
      assert.deepEqual(await stored(), []);
    },
  });
