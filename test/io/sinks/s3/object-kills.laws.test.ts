import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonlObjects } from '../../../../src/io/sinks/s3/jsonl-objects.js';
import { ObjectComposer } from '../../../../src/io/sinks/s3/object-composer.js';
import type { S3Body, S3Memory } from '../../../../src/io/sinks/s3/object-memory.js';
import { ObjectWriter } from '../../../../src/io/sinks/s3/object-writer.js';
import { packingOf } from '../../../../src/io/sinks/s3/packing.js';
import { timePartition } from '../../../../src/io/sinks/s3/time-partition.js';
import type { Delivery, Emitted } from '../../../../src/io/sinks/sink.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { type Fate, memoryObjectStore } from '../../../support/object-store/memory-object-store.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 29, 11, 50);
const format = jsonlObjects(packingOf('.gz'));
const places = { by: [], timeOf: timePartition('hour', []) };

/** What a state store holds of a pipeline that stores its rows, as a commit left it. */
interface State {
  /** Rows that are in it. */
  readonly rows: number;
  readonly memory: S3Memory | undefined;
  readonly pieces: ReadonlyMap<string, Uint8Array>;
  readonly waiting: readonly Delivery[];
}

const row = (n: number): Emitted => ({
  pipeline: 'p',
  stream: 's',
  id: String(n),
  // Every fifth comes an hour late.
  row: { time: START + n * MINUTE - (n % 5 === 0 ? 60 * MINUTE : 0) },
});

/** What happens next: a commit with some rows, or the end of a life before or after one, or while what is closed is written. */
const step = fc.record({
  rows: fc.integer({ min: 0, max: 12 }),
  ends: fc.constantFrom('no', 'no', 'no', 'before the commit', 'after the commit', 'in the writes'),
  fates: fc.array(
    fc.constantFrom<Fate>('fine', 'fine', 'failed', 'lost', 'conflict', 'slow-down', 'denied'),
    { maxLength: 4 },
  ),
});

it('has every row once over all objects, whenever a life ends and whatever becomes of requests', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      let fates: readonly Fate[] = [];
      const store = memoryObjectStore(async () => {
        const [next = 'fine', ...rest] = fates;
        fates = rest;
        return next;
      });
      let time = START;
      const clock = {
        now: () => time,
        sleep: async (milliseconds: number) => {
          time += milliseconds;
        },
      };
      let lives = 0;
      const live = () => {
        lives++;
        const id = `life${lives}`;
        const writer = new ObjectWriter({
          ...{ store, prefix: '', format, guard: 'conditional', directory: undefined },
          ...{ clock, random: () => 0.5 },
        });
        return { id, writer };
      };
      let state: State = { rows: 0, memory: undefined, pieces: new Map(), waiting: [] };
      let life = live();

      const compose = (count: number, watermark: number): State => {
        const options = { prefix: '', format, places, size: 2000, every: 20 * MINUTE, id: life.id };
        const composer = new ObjectComposer(options, structuredClone(state.memory), watermark);
        composer.add(Array.from({ length: count }, (_, i) => row(state.rows + i)));
        const { saved, deliveries, kept = new Map<string, Uint8Array>() } = composer.end();
        const pieces = new Map(state.pieces);
        for (const [key, bytes] of kept) if (bytes !== undefined) pieces.set(key, bytes);
        return {
          rows: state.rows + count,
          // Only what was composed here is kept for it.
          memory: saved as S3Memory,
          pieces,
          waiting: [...state.waiting, ...structuredClone(deliveries)],
        };
      };
      /** Writes what waits; `most` of it, where the life ends before it can say that the last one is done. */
      const write = async (most = Infinity): Promise<void> => {
        for (const [i, { id, body, pieces = [] }] of state.waiting.entries()) {
          if (i >= most) return;
          const piece = async (key: string): Promise<Uint8Array> => {
            expect(pieces).toContain(key);
            return state.pieces.get(key) ?? new Uint8Array();
          };
          for (;;) {
            try {
              await life.writer.write(body as S3Body, new AbortController().signal, piece);
              break;
            } catch (error) {
              if (!(error instanceof TidemarkError) || !error.retryable) throw error;
            }
          }
          if (i + 1 < most) state = { ...state, waiting: state.waiting.filter((one) => one.id !== id) };
        }
      };

      for (const { rows, ends, fates: bad } of steps) {
        const next = compose(rows, START + (state.rows + rows) * MINUTE);
        if (ends !== 'before the commit') state = next;
        // A store that says at the start that we may not write ends a process.
        fates = [];
        await life.writer.prepare();
        fates = bad;
        if (ends === 'no') await write();
        if (ends === 'in the writes') await write(1);
        if (ends !== 'no') life = live();
      }
      fates = [];
      state = compose(0, Number.POSITIVE_INFINITY);
      await write();

      const stored = [...store.objects]
        .filter(([key]) => key.endsWith('.gz'))
        .flatMap(([, body]) => gunzipSync(body).toString().split('\n').slice(0, -1))
        .map((line) => Number(JSON.parse(line).id));
      expect(stored.sort((a, b) => a - b)).toEqual(Array.from({ length: state.rows }, (_, n) => n));
      expect(state.pieces.size).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 300 },
  );
});
