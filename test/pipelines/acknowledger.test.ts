import { expect, test } from 'vitest';
import { forwardingRun } from '../../src/io/sources/forwarding-run.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { Acknowledger } from '../../src/pipelines/acknowledger.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { at, counting, runNow, scripted, watchedStore } from './scripted.js';

const busy = () => new TidemarkError('unreadable', 'The broker is busy. Try again.', { retryable: true });

/** A run that fails its first acknowledgements, and what it was told. */
const failing = (failures: number, error: () => Error = busy) => {
  const told: unknown[] = [];
  let left = failures;
  const run = {
    acknowledge: async (position: unknown) => {
      told.push(position);
      if (left-- > 0) throw error();
    },
  };
  const warned: number[] = [];
  const clock = virtualClock();
  const onRetry = (_: TidemarkError, pause: number) => void warned.push(pause);
  const acknowledger = new Acknowledger(run, { clock, random: () => 0.5, onRetry, redact: (text) => text });
  return { acknowledger, told, warned, clock };
};

test('is told again with a growing pause what it could not take', async () => {
  const { acknowledger, told, warned, clock } = failing(3);
  await acknowledger.acknowledge(1);
  expect(told).toEqual([1]);
  await clock.advance(10_000);
  expect([told, warned]).toEqual([
    [1, 1, 1, 1],
    [50, 100, 200],
  ]);
  expect(clock.sleeping).toBe(0);
});

test('is told a later position instead of an earlier one that is owed', async () => {
  const { acknowledger, told, clock } = failing(1);
  await acknowledger.acknowledge(1);
  await acknowledger.acknowledge(2);
  await clock.advance(60_000);
  expect(told).toEqual([1, 2]);
});

test('is told after every commit, also where there is no position', async () => {
  const { acknowledger, told } = failing(0);
  await acknowledger.acknowledge(undefined);
  expect(told).toEqual([undefined]);
});

test('is told what is owed once more at the end, and then nothing', async () => {
  const { acknowledger, told, clock } = failing(9);
  await acknowledger.acknowledge(1);
  await acknowledger.end();
  await clock.advance(60_000);
  expect(told).toEqual([1, 1]);
});

test('ends the run with an error that is for good, also one that came meanwhile', async () => {
  const gone = () => new TidemarkError('unreadable', 'The group is gone.');
  const { acknowledger } = failing(1, gone);
  await expect(acknowledger.acknowledge(1)).rejects.toThrow('The group is gone.');
  let left = 1;
  const later = failing(2, () => (left-- > 0 ? busy() : gone()));
  await later.acknowledger.acknowledge(1);
  await later.clock.advance(1000);
  await expect(later.acknowledger.acknowledge(2)).rejects.toThrow('The group is gone.');
});

test('a source that cannot be told for the moment ends nothing, and hears of it with the next commit', async () => {
  const inner = scripted([
    { rows: at(1), now: 1000 },
    { rows: at(11), now: 11_000 },
    { rows: at(25), now: 25_000 },
  ]);
  const told: unknown[] = [];
  const source = {
    read: (start: Parameters<typeof inner.read>[0]) => {
      const run = inner.read(start);
      return forwardingRun(run, run, {
        acknowledge: async (position) => {
          told.push(position);
          if (told.length === 1) throw busy();
        },
      });
    },
  };
  const sink = memorySink();
  const balance = await runNow(counting(source, sink), { store: watchedStore() });
  expect(balance.rows).toBe(3);
  expect(told[0]).toBeLessThan(3);
  expect(told.at(-1)).toBe(3);
});
