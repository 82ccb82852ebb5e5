import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Sabotage, type Schedule, simulate, undisturbed } from './simulate.js';
import type { Fault, StoreFault } from './world.js';

/** Schedules in the tests; `npm run torture` sets more. */
const SCHEDULES = Number(process.env.TIDEMARK_SCHEDULES ?? 120);
/** Of which one at least must find a fault: the first that does is the last. */
const UNTIL_FOUND = 1000;

const row = fc.record({
  time: fc.integer({ min: 0, max: 60_000 }),
  key: fc.constantFrom('a', 'b', 'c'),
});

const faults = fc
  .array(fc.constantFrom<Fault>('none', 'none', 'before', 'after', 'torn'), { minLength: 1, maxLength: 6 })
  .filter((some) => some.includes('none'));

const storeFaults = fc
  .array(fc.constantFrom<StoreFault>('none', 'none', 'refused', 'lied', 'unanswered'), {
    minLength: 1,
    maxLength: 5,
  })
  .filter((some) => some.includes('none'));

/** Replays, in machines that may lose power. */
const replay: fc.Arbitrary<Schedule> = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 60 }),
  sizes: fc
    .array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 6 })
    .filter((sizes) => sizes.some((n) => n > 0)),
  lives: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }),
  lost: fc.array(fc.nat({ max: 2 }), { maxLength: 8 }),
  faults,
  storeFaults,
  rivals: fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
  perLook: fc.integer({ min: 1, max: 120 }),
  silence: fc.constant(0),
});

/** Live runs, in which silence moves the watermark: what comes out depends on when one looks. */
const live: fc.Arbitrary<Schedule> = fc.record({
  rows: fc
    .array(row, { minLength: 4, maxLength: 40 })
    .map((rows) => rows.map((one) => ({ ...one, time: one.time / 4 })).sort((a, b) => a.time - b.time)),
  sizes: fc
    .array(fc.constantFrom(0, 0, 1, 2, 3), { minLength: 3, maxLength: 9 })
    .filter((sizes) => sizes.some((n) => n > 0)),
  lives: fc.array(fc.integer({ min: 4, max: 40 }), { minLength: 4, maxLength: 12 }),
  lost: fc.constant([]),
  faults,
  storeFaults,
  rivals: fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
  perLook: fc.integer({ min: 1, max: 120 }),
  silence: fc.integer({ min: 2000, max: 20_000 }),
});

const replayed = async (story: Schedule, sabotage?: Sabotage): Promise<void> => {
  expect((await simulate(story, sabotage)).rows).toEqual(await undisturbed(story.rows));
};

const neverTakenBack = async (story: Schedule, sabotage?: Sabotage): Promise<void> => {
  const { takenBack, audit } = await simulate(story, sabotage);
  expect(takenBack).toEqual([]);
  expect(audit.faults).toEqual([]);
  expect(audit.balance.rows).toBe(story.rows.length);
  for (const sink of audit.sinks) expect(sink.stored).toBe(sink.emitted);
};

describe('a pipeline that is killed between any two steps', () => {
  test(`writes what an undisturbed one writes, once (${SCHEDULES} schedules)`, async () => {
    await fc.assert(
      fc.asyncProperty(replay, (story) => replayed(story)),
      { numRuns: SCHEDULES },
    );
  });

  test(`takes nothing back that it has told, and its balance adds up (${SCHEDULES} schedules)`, async () => {
    await fc.assert(
      fc.asyncProperty(live, (story) => neverTakenBack(story)),
      { numRuns: SCHEDULES },
    );
  });

  /** The campaign is worth something only if it finds these. */
  test('is caught when it appends instead of writing where the commit says', async () => {
    const found = await fc.check(
      fc.asyncProperty(replay, (story) => replayed(story, 'append')),
      { numRuns: UNTIL_FOUND, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  });

  test('is caught when it tells before it commits', async () => {
    const found = await fc.check(
      fc.asyncProperty(live, (story) => neverTakenBack(story, 'tell before commit')),
      { numRuns: UNTIL_FOUND, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  });
});
