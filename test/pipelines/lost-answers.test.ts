import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../src/io/sources/source.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import type { Saved, StateStore } from '../../src/io/state/state-store.js';
import { alert } from '../../src/operators/alert/alert.js';
import type { Timed } from '../../src/operators/batch.js';
import { count } from '../../src/operators/measures/index.js';
import { session } from '../../src/operators/session/session.js';
import { totals } from '../../src/operators/totals/totals.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { pipeline } from '../../src/pipelines/pipeline.js';
import { run } from '../../src/pipelines/run.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { type Loss, lossyStore } from '../support/lossy-store.js';
import { whileTimePasses } from '../support/while-time-passes.js';
import { scripted } from './scripted.js';

interface Row extends Timed {
  readonly key: string;
  readonly hour: number;
}

/** A pipeline with every kind of state that is saved by its changes. */
const specOf = (chunks: readonly (readonly Row[])[], sink: ReturnType<typeof memorySink>) => {
  // It hands over the very rows that it is given.
  const source = scripted(chunks.map((rows) => ({ rows }))) as Source<Timed> as Source<Row>;
  const measures = { hits: count<Row>() };
  return (
    pipeline('lossy')
      .from(source)
      // Each row is believed at once.
      .time({ lateness: 0, confirm: 1 })
      .stream('windows', [tumbling({ size: '10s', by: ['key'], measures })], [sink])
      .stream('visits', [session({ gap: '5s', by: ['key'], measures })], [sink])
      .stream(
        'alerts',
        [sliding({ size: '20s', every: '5s', by: ['key'], measures }), alert({ value: 'hits', above: 2 })],
        [sink],
      )
      .stream('sums', [totals<Row>({ group: 'hour', by: ['key'], sums: ['time'] })], [])
      .spec()
  );
};

const outcomeOf = async (
  chunks: readonly (readonly Row[])[],
  store: StateStore,
): Promise<{ readonly told: readonly unknown[]; readonly saved: Saved | undefined }> => {
  const sink = memorySink();
  const clock = virtualClock();
  let ids = 0;
  const running = run(specOf(chunks, sink), {
    clock,
    store,
    signal: new AbortController().signal,
    random: () => 0.5,
    randomId: () => String(ids++),
    checkpoint: 0,
  });
  await whileTimePasses(clock, running, 30_000);
  return { told: sink.deliveries, saved: await store.load({ pipeline: 'lossy' }) };
};

const rows = fc.record({
  time: fc.nat({ max: 60_000 }),
  key: fc.constantFrom('a', 'b', 'c'),
  hour: fc.nat({ max: 2 }),
});

describe('a store whose answers are lost', () => {
  it('has in the end, and has its sinks told, what one has that always answers', async () => {
    let lost = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(rows, { maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        fc
          .array(fc.constantFrom<Loss>('none', 'before', 'after'), { minLength: 1, maxLength: 6 })
          .filter((losses) => losses.includes('none')),
        async (chunks, losses) => {
          const lossy = lossyStore(memoryStore(), losses);
          const [got, expected] = [await outcomeOf(chunks, lossy), await outcomeOf(chunks, memoryStore())];
          expect(got.told).toStrictEqual(expected.told);
          // The pages of totals have very many bytes for vitest to compare.
          expect(isDeepStrictEqual(got.saved, expected.saved)).toBe(true);
          lost += lossy.lost;
        },
      ),
      { numRuns: 100 },
    );
    expect(lost).toBeGreaterThan(200);
  });
});
