import { expect, test, vi } from 'vitest';
import { openStore } from '../../src/host/open-store.js';
import { type DiskStore, diskStore } from '../../src/io/state/lmdb/disk-store.js';
import { diskFull } from '../../src/io/state/state-failure.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { whileTimePasses } from '../support/while-time-passes.js';

vi.mock('../../src/io/state/lmdb/disk-store.js', () => ({ diskStore: vi.fn() }));

const opening = (signal = new AbortController().signal) => {
  const clock = virtualClock();
  const onRetry = vi.fn();
  return { clock, onRetry, opened: openStore('/state', { clock, signal, random: () => 0.5, onRetry }) };
};

test('a start on a full state disk is waited out, as a commit is', async () => {
  const store = {} as DiskStore;
  vi.mocked(diskStore)
    .mockRejectedValueOnce(diskFull('/state'))
    .mockRejectedValueOnce(diskFull('/state'))
    .mockResolvedValueOnce(store);
  const { clock, onRetry, opened } = opening();
  expect(await whileTimePasses(clock, opened)).toBe(store);
  expect(onRetry).toHaveBeenCalledTimes(2);
});

test('a start is not waited for any longer when a stop is asked for, nor where waiting helps nothing', async () => {
  vi.mocked(diskStore).mockRejectedValue(diskFull('/state'));
  await expect(opening(AbortSignal.abort()).opened).rejects.toMatchObject({ code: 'disk-full' });
  vi.mocked(diskStore).mockRejectedValue(new TidemarkError('bad-state', 'Damaged.'));
  await expect(opening().opened).rejects.toMatchObject({ code: 'bad-state' });
});
