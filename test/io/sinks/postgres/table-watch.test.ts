import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PostgresConnection } from '../../../../src/io/postgres/postgres-connection.js';
import { TableWatch } from '../../../../src/io/sinks/postgres/table-watch.js';
import { tableOf } from './kit.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const connection: PostgresConnection = {
  ...{ host: 'db', isOpen: true, destroy: () => undefined, end: async () => undefined },
  query: async () => ({ rows: [], count: 0 }),
};

/** A table that says what `world` says of it. */
const watched = () => {
  const world: { said: readonly string[] | Error; looks: number } = { said: [], looks: 0 };
  const warnings: string[] = [];
  const lookAfter = async () => {
    world.looks++;
    if (world.said instanceof Error) throw world.said;
    return world.said;
  };
  const watch = new TableWatch([tableOf('t', ['n'], { lookAfter })], 'db', (one) => void warnings.push(one));
  const after = async (minutes: number) => {
    vi.advanceTimersByTime(minutes * 60_000);
    await watch.look(connection);
  };
  return { world, warnings, watch, after };
};

it('asks once an hour where nothing is to be said', async () => {
  const { world, warnings, watch, after } = watched();
  for (let minute = 0; minute < 120; minute += 10) await after(10);
  expect(world.looks).toBe(2);
  expect([warnings, watch.warning]).toEqual([[], undefined]);
});

it('asks soon again where something is, says it when it is new and once an hour, and no more once it is mended', async () => {
  const { world, warnings, watch, after } = watched();
  world.said = ['1 row.'];
  await after(0);
  world.said = ['2 rows.'];
  await after(5);
  expect([warnings, watch.warning]).toEqual([['db: 1 row.'], '2 rows.']);
  world.said = ['2 rows.', 'No partition.'];
  await after(5);
  expect([warnings.slice(1), watch.warning]).toEqual([
    ['db: 2 rows.', 'db: No partition.'],
    '2 rows. No partition.',
  ]);
  for (let minute = 0; minute < 60; minute += 5) await after(5);
  expect(warnings).toHaveLength(5);
  world.said = [];
  await after(5);
  expect(watch.warning).toBeUndefined();
});

it('takes no answer for what was said before', async () => {
  const { world, warnings, watch, after } = watched();
  world.said = ['1 row.'];
  await after(0);
  world.said = new Error('too slow');
  await after(5);
  expect([warnings, watch.warning]).toEqual([['db: 1 row.'], '1 row.']);
});
