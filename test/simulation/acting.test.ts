import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SABOTAGES, type Sabotage } from './acting-sabotage.js';
import { simulateActing } from './acting-simulate.js';
import {
  type ActingStory,
  CRASH_POINTS,
  type CrashPoint,
  type Given,
  type LifeStory,
} from './acting-story.js';
import type { Fault, StoreFault } from './world.js';

/** How often a process is killed at each point: so many in the tests, and more where `npm run torture` sets schedules. */
const EACH = process.env.TIDEMARK_SCHEDULES === undefined ? 12 : 500;

/** Another one draws other stories. */
const SEED = Number(process.env.TIDEMARK_SEED ?? 20_261_122);

/** So many rows are out at once at least once. */
const MANY = 64;

/** Stories that are drawn at once; more are until all points have been seen often enough. */
const STORIES = 20;

const concurrency = fc.oneof(fc.constantFrom(1, 2, 64), fc.integer({ min: 1, max: 64 }));

/** A process that is killed at one of these points, or after some time, or stopped. */
const lifeUpTo = (points: readonly CrashPoint[]): fc.Arbitrary<LifeStory> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        concurrency,
        at: fc.record({
          point: fc.constantFrom(...points),
          pass: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 64 })),
        }),
        after: fc.integer({ min: 1000, max: 5000 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        concurrency,
        after: fc.integer({ min: 0, max: 3000 }),
        limit: fc.constantFrom(300, 3_600_000),
      }),
    },
  );

const job = fc.record({
  gap: fc.integer({ min: 0, max: 3000 }),
  early: fc.integer({ min: 0, max: 1000 }),
  report: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

const given: fc.Arbitrary<Given> = fc.record({
  partition: fc.nat({ max: 2 }),
  jobs: fc.oneof(
    { weight: 2, arbitrary: fc.array(job, { maxLength: 8, size: 'max' }) },
    { weight: 1, arbitrary: fc.array(job, { maxLength: 64, size: 'max' }) },
  ),
  look: fc.boolean(),
});

/** Mostly the usual, and the others now and then, in turns. */
const sometimes = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc
    .array(fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, fc.constantFrom(usual, ...others)), {
      minLength: 1,
      maxLength: 20,
      size: 'max',
    })
    .filter((all) => all.includes(usual));

const storyWith = (points: readonly CrashPoint[]): fc.Arbitrary<ActingStory> =>
  fc.record({
    given: fc.array(given, { minLength: 1, maxLength: 5, size: 'max' }),
    intent: fc.constantFrom('first' as const, 'none' as const),
    keepsTime: fc.boolean(),
    finishes: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
    notes: fc.boolean(),
    keys: fc.constantFrom(0, 0, 0, 5, 20),
    holdsBack: fc.boolean(),
    pauses: fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 4 }),
    durations: fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 7 }),
    finishFaults: sometimes('none', 'before', 'after'),
    refusals: sometimes(false, true),
    faults: sometimes<Fault>('none', 'before', 'after', 'torn'),
    storeFaults: sometimes<StoreFault>('none', 'refused', 'lied', 'unanswered'),
    lives: fc.array(lifeUpTo(points), { minLength: 4, maxLength: 9, size: 'max' }),
  });

describe('a pipeline whose source acts, and that is killed anywhere', () => {
  test(`keeps every law of actions (each point ${EACH} times)`, async () => {
    const seen = new Map<CrashPoint, number>(CRASH_POINTS.map((point) => [point, 0]));
    const out = new Set<number>();
    let [stops, stories] = [0, 0];
    for (;;) {
      const lacking = CRASH_POINTS.filter((point) => (seen.get(point) ?? 0) < EACH);
      if (lacking.length === 0 && Math.max(...out) >= MANY && stops >= EACH) break;
      await fc.assert(
        fc.asyncProperty(storyWith(lacking.length === 0 ? CRASH_POINTS : lacking), async (story) => {
          const ended = await simulateActing(story);
          expect(ended.broken).toEqual([]);
          stories++;
          stops += ended.stops;
          for (const death of ended.deaths) {
            seen.set(death.at, (seen.get(death.at) ?? 0) + 1);
            out.add(death.out);
          }
        }),
        { numRuns: STORIES, seed: SEED + stories },
      );
    }
    // With few out and with many.
    for (const some of [1, 2, 3]) expect(out).toContain(some);
    if (process.env.TIDEMARK_SCHEDULES !== undefined) console.info(stories, stops, Object.fromEntries(seen));
  });

  /** The campaign is worth something only if it finds these. */
  test.each(Object.entries(SABOTAGES))('is found out, by its own law: %s', async (sabotage, law) => {
    const found = await fc.check(
      fc.asyncProperty(storyWith(CRASH_POINTS), async (story) => {
        const { broken } = await simulateActing(story, sabotage as Sabotage);
        return !broken.some((one) => one.includes(law));
      }),
      { numRuns: 400, endOnFailure: true },
    );
    expect([found.failed, String(found.errorInstance)]).toEqual([
      true,
      expect.stringContaining('returning false'),
    ]);
  });
});
