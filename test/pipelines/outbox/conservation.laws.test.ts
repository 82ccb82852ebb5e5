import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import type { StateStore } from '../../../src/io/state/state-store.js';
import type { Timed } from '../../../src/operators/batch.js';
import { where } from '../../../src/operators/where.js';
import { audit } from '../../../src/pipelines/audit.js';
import { pipeline } from '../../../src/pipelines/pipeline.js';
import { run } from '../../../src/pipelines/run.js';
import type { SinkBuffer } from '../../../src/pipelines/sinks/sink-buffer.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { at, scripted } from '../scripted.js';
import { type Destination, type Fate, fatedSink } from './fated-sink.js';

/** One life of a process. */
interface Life {
  /** At which chunk it is asked to stop. */
  readonly stopAt: number;
  readonly drain: number;
  /** At which commit it dies, if at any, and whether that is stored. */
  readonly diesAt: number | undefined;
  readonly isStored: boolean;
}

interface Story {
  /** Rows of each chunk. */
  readonly chunks: readonly number[];
  /** Milliseconds between two chunks. */
  readonly pause: number;
  readonly batch: number;
  readonly pieces: boolean;
  readonly inFlight: number;
  readonly joined: number;
  readonly fates: readonly Fate[];
  readonly letters: boolean;
  readonly buffer: SinkBuffer | undefined;
  readonly lives: readonly Life[];
}

const buffers = (full: SinkBuffer['full']): fc.Arbitrary<SinkBuffer | undefined> =>
  fc.oneof(
    fc.constant(full === 'wait' ? undefined : { full }),
    fc.integer({ min: 1, max: 400 }).map((size) => ({ size, full })),
    fc.integer({ min: 1, max: 5000 }).map((age) => ({ age, full })),
  ) as fc.Arbitrary<SinkBuffer | undefined>;

const story = (full: SinkBuffer['full'], inFlight: fc.Arbitrary<number>): fc.Arbitrary<Story> =>
  fc.record({
    chunks: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 14 }),
    pause: fc.constantFrom(0, 100, 1500),
    batch: fc.integer({ min: 1, max: 4 }),
    pieces: fc.boolean(),
    inFlight,
    joined: fc.constantFrom(0, 3, 10),
    fates: fc
      .array(
        fc.constantFrom<Fate>(
          'stored',
          'later',
          'later',
          'stored and later',
          'refused',
          'a row refused',
          'slowly',
        ),
        { minLength: 1, maxLength: 12 },
      )
      .filter((fates) => fates.some((fate) => !fate.endsWith('later'))),
    letters: fc.boolean(),
    buffer: buffers(full),
    lives: fc.array(
      fc.record({
        stopAt: fc.nat({ max: 14 }),
        drain: fc.nat({ max: 3000 }),
        diesAt: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
        isStored: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
  });

const died = new Error('The process has died.');

/** The store as a process sees it that dies at one of its commits. */
const mortal = (inner: StateStore, { diesAt, isStored }: Life): StateStore => ({
  ...inner,
  claim: async (key) => {
    const owned = await inner.claim(key);
    let commits = 0;
    return {
      ...owned,
      commit: async (expected, next) => {
        const dies = commits++ === diesAt;
        if (!dies || isStored) await owned.commit(expected, next);
        if (dies) throw died;
      },
    };
  },
});

/** Lives through a story, and then to the end in a world in which nothing fails. */
const live = async ({ chunks, pause, lives, letters, buffer, ...options }: Story) => {
  const store = memoryStore();
  const clock = virtualClock();
  const to: Destination = { stored: [], refused: [], arrived: [], writes: 0 };
  const dead = memorySink('dead');
  let row = 0;
  const rows = chunks.map((n) => at(...Array.from({ length: n }, () => row++)));
  const once = async (life: Life | undefined): Promise<void> => {
    const stop = new AbortController();
    const steps = rows.map((some, i) => async () => {
      await clock.sleep(pause, stop.signal);
      if (i === life?.stopAt) stop.abort();
      return { rows: some, now: i };
    });
    const fates: readonly Fate[] = life === undefined ? ['stored'] : options.fates;
    const sink = fatedSink({ ...options, clock, to, fates });
    const built = pipeline('p')
      .from(scripted(steps))
      .time({ lateness: 0 })
      .stream('s', [where<Timed>(() => true)], [sink])
      .deadLettersTo(...(letters ? [dead] : []));
    const spec = (buffer === undefined ? built : built.buffer(sink, buffer)).spec();
    const running = run(spec, {
      ...{ clock, signal: stop.signal, random: () => 0.5, checkpoint: 500, mostWaiting: 3 },
      store: life === undefined ? store : mortal(store, life),
      drainTimeout: life?.drain ?? '1h',
      close: life === undefined,
    }).catch((error: unknown) => {
      if (error !== died) throw error;
    });
    await whileTimePasses(clock, running, 500);
  };
  const report = async () => {
    const saved = await store.load({ pipeline: 'p' });
    const found = saved && audit('p', saved);
    expect(found?.faults ?? []).toEqual([]);
    return found?.sinks.find(({ name }) => name === 'fated');
  };
  for (const life of lives) {
    await once(life);
    await report();
  }
  await once(undefined);
  return { to, dead, sink: await report(), rows: rows.flat().length };
};

const isAscending = (ids: readonly string[]): boolean => {
  const times = ids.map((id) => Number(id.split('/')[2]));
  return times.every((time, i) => i === 0 || time > (times[i - 1] ?? -1));
};

const checkSums = async (told: Story) => {
  const { to, dead, sink, rows } = await live(told);
  const { emitted = 0, stored = 0, refused = 0, dropped = 0, dead: lettered = 0, waiting, held } = sink ?? {};
  // Every row was emitted once over all lives, and is counted once.
  expect(emitted).toBe(rows);
  expect(stored + refused + dropped + lettered).toBe(rows);
  expect([waiting ?? 0, held ?? 0]).toEqual([0, 0]);
  // What is said to be there is there, and what is nowhere was dropped.
  const found = new Set([...to.stored, ...to.refused]);
  expect(rows - found.size).toBeLessThanOrEqual(dropped);
  expect(new Set(to.stored).size).toBeGreaterThanOrEqual(stored);
  expect(new Set(to.refused).size).toBeGreaterThanOrEqual(refused + lettered);
  // Dead letters are rows of their own; each was told at least as often as it is counted.
  if (told.letters && refused + lettered > 0) expect(dead.rows.length).toBeGreaterThan(0);
  if (!told.letters) expect([dead.rows.length, lettered]).toEqual([0, 0]);
  return { to, dropped };
};

describe('whatever fails and whenever the process stops or dies', () => {
  test('every row is counted once: stored, refused, dropped, a dead letter, or waiting', async () => {
    let drops = 0;
    await fc.assert(
      fc.asyncProperty(story('drop oldest', fc.integer({ min: 1, max: 3 })), async (told) => {
        drops += (await checkSums(told)).dropped;
      }),
      { numRuns: 300 },
    );
    expect(drops, 'rows must be dropped').toBeGreaterThan(0);
  });

  test('nothing is dropped where the source waits, and one at a time is in order', async () => {
    await fc.assert(
      fc.asyncProperty(story('wait', fc.constant(1)), async (told) => {
        const { to, dropped } = await checkSums(told);
        expect(dropped).toBe(0);
        // Told again, a row comes later a second time; the first time is in order.
        expect(isAscending([...new Set(to.arrived)])).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
