import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quickDirectory } from '../support/temporary-directory.js';
import { withCrashingDisk } from './ship/crashing-disk.js';
import type { Sabotage } from './ship/ship-process.js';
import { type ShipEnd, type ShipOptions, simulateShipping } from './ship/ship-simulate.js';
import { SETTLE, type ShipStory, shipStory } from './ship/ship-story.js';

const RUNS = Number(process.env.TIDEMARK_SCHEDULES ?? 50);

const simulate = async (story: ShipStory, options?: ShipOptions): Promise<ShipEnd> => {
  const root = await quickDirectory();
  return withCrashingDisk(() => simulateShipping(root, story, options));
};

const usual = { concurrency: 2, after: 'delete', store: 'usual' } as const;

describe('a file shipper', () => {
  it('loses nothing, whatever is written, renamed and truncated, whatever the store does, and wherever it is killed', async () => {
    const root = await quickDirectory();
    const deaths = new Map<string, number>();
    await withCrashingDisk(() =>
      fc.assert(
        fc.asyncProperty(shipStory, async (story) => {
          const { broken, deaths: died } = await simulateShipping(root, story);
          expect({ broken, died }).toEqual({ broken: [], died });
          for (const death of died) deaths.set(death, (deaths.get(death) ?? 0) + 1);
        }),
        { numRuns: RUNS },
      ),
    );
    if (process.env.TIDEMARK_SCHEDULES !== undefined) console.info(Object.fromEntries(deaths));
  });

  /** A small one, one that goes in parts, one that meets another object, and one that is changed while it is sent. */
  const LIFE: ShipStory['steps'] = [
    { do: 'write', file: 0, length: 10 },
    { do: 'write', file: 1, length: 40 },
    { do: 'foreign', file: 2 },
    { do: 'write', file: 2, length: 12 },
    { do: 'while sent', touch: { do: 'append', file: 3, length: 7 } },
    { do: 'pass', time: 5 * SETTLE },
  ];

  // Moving has a few steps more: `npm run torture` walks them, too.
  const afters =
    process.env.TIDEMARK_SCHEDULES === undefined ? ['delete' as const] : ['delete' as const, 'move' as const];

  it.each(afters)('is killed at every transition of the life of files, and goes on: %s', async (after) => {
    const calm = await simulate({ ...usual, after, steps: LIFE });
    expect(calm.broken).toEqual([]);
    const seen = new Set<string>();
    // By their names: which comes after which depends on what waits for the disk.
    const points = new Map<string, number>();
    for (const at of calm.names) {
      const point = (points.get(at) ?? 0) + 1;
      points.set(at, point);
      const steps = [{ do: 'crash', in: point, at, clock: 0 } as const, ...LIFE];
      const { broken, deaths } = await simulate({ ...usual, after, steps });
      expect([at, point, broken]).toEqual([at, point, []]);
      for (const death of deaths) seen.add(death);
    }
    const what = [
      'commit',
      'open',
      'read',
      'stat',
      'put',
      'head',
      'create',
      'remember',
      'part',
      'complete',
      'forget',
      'lstat',
      'rename',
    ];
    for (const one of [...what, after === 'delete' ? 'unlink' : 'link']) {
      expect(seen).toContain(`before ${one}`);
      expect(seen).toContain(`after ${one}`);
    }
  });
});

describe('the simulation finds out', () => {
  const shipsFirst: Sabotage = (action) => ({
    ...action,
    perform: async (row, attempt) => {
      const outcome = await action.perform(row, attempt);
      await action.finish?.(row, outcome);
      return outcome;
    },
  });
  const byName: Sabotage = (action, place) => ({
    ...action,
    finish: async ({ path }, { shipped }) => {
      if (shipped) rmSync(join(place, path), { force: true });
    },
  });
  const believes: Sabotage = (action) => ({
    ...action,
    perform: async (row, attempt) => {
      const outcome = await action.perform(row, attempt);
      return outcome.class === 'checksum' ? { ...outcome, class: 'ok', shipped: true } : outcome;
    },
  });

  it.each<readonly [string, ShipOptions, string]>([
    ['what removes a file before a commit', { sabotage: shipsFirst }, 'no commit says that it is shipped'],
    ['what removes whatever has its name', { sabotage: byName }, 'bytes are nowhere'],
    ['what writes without a condition', { isUnconditional: true }, 'was overwritten'],
    ['what holds the sum of other bytes against what was sent', { sabotage: believes }, 'bytes are nowhere'],
  ])('%s', async (_, options, law) => {
    const root = await quickDirectory();
    const found = await withCrashingDisk(() =>
      fc.check(
        fc.asyncProperty(shipStory, async (story) => {
          const { broken } = await simulateShipping(root, { ...story, store: 'usual' }, options);
          return !broken.some((one) => one.includes(law));
        }),
        { numRuns: 400, endOnFailure: true },
      ),
    );
    expect([found.failed, String(found.errorInstance)]).toEqual([
      true,
      expect.stringContaining('returning false'),
    ]);
  });
});
