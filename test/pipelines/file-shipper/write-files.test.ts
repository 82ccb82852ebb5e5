import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFiles } from '../../../src/pipelines/file-shipper/write-files.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { quickDirectory } from '../../support/temporary-directory.js';
import { until } from '../../support/until.js';

const writing = async (more: Partial<Parameters<typeof writeFiles>[0]> = {}) => {
  const directory = join(await quickDirectory(), 'spool');
  const clock = virtualClock(Date.UTC(2026, 10, 29, 23, 30));
  const stop = new AbortController();
  const options = { directory, every: 60_000, jitter: 0, size: 100_000, clock, random: () => 0.5 };
  let written: number | undefined;
  void writeFiles({ ...options, ...more, stop: stop.signal }).then((count) => {
    written = count;
  });
  return {
    directory,
    clock,
    stop,
    get written() {
      return written;
    },
    idle: () => until(() => clock.sleeping > 0 || written !== undefined),
  };
};

it('writes a file slowly, with its time in the name, in whole lines, and then the next', async () => {
  const seen = await writing({ count: 2 });
  await seen.idle();
  const path = join(seen.directory, 'app-20261129T233000Z-000001.log');
  expect(statSync(path).size).toBe(20_000);
  for (let second = 0; second < 65 * 5 && seen.written === undefined; second++) {
    await seen.clock.advance(200);
    await seen.idle();
  }
  expect(seen.written).toBe(2);
  expect(readdirSync(seen.directory)).toEqual([
    'app-20261129T233000Z-000001.log',
    'app-20261129T233100Z-000002.log',
  ]);
  const text = readFileSync(path, 'utf8');
  expect(text.length).toBe(100_000);
  expect(new Set(text.split('\n').slice(0, -1)).size).toBe(1);
});

it('stopped, it finishes what it has begun', async () => {
  const seen = await writing();
  await seen.idle();
  seen.stop.abort();
  await until(() => seen.written !== undefined);
  expect(seen.written).toBe(1);
  expect(statSync(join(seen.directory, readdirSync(seen.directory)[0] ?? '')).size).toBe(100_000);
});

it('where it may not write, that is said', async () => {
  const { clock } = await writing({ count: 1 });
  const stop = new AbortController().signal;
  const options = { every: 1, jitter: 0, size: 1, clock, random: () => 0.5, stop };
  await expect(writeFiles({ ...options, directory: '/dev/null/x' })).rejects.toThrow(
    'cannot be written to: ENOTDIR',
  );
});
