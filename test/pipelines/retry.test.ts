import { describe, expect, it } from 'vitest';
import type { Delivery, Sink } from '../../src/io/sinks/sink.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { retry } from '../../src/pipelines/retry.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { writeTo } from '../support/drive-sink.js';
import { whileTimePasses } from '../support/while-time-passes.js';

const delivery: Delivery = { id: 'd', body: [], rows: 0 };
const again = (retryAfter?: number): TidemarkError =>
  new TidemarkError('undeliverable', 'Not now.', { retryable: true, retryAfter });

/** Delivers to a sink that fails with these errors first; answers with the pauses between the tries. */
const pausesOf = async (errors: readonly unknown[], random: number): Promise<number[]> => {
  const failures = [...errors];
  const inner = memorySink();
  const sink: Sink = {
    ...inner,
    write: async (one) => {
      if (failures.length > 0) throw failures.shift();
      await writeTo(inner, one);
    },
  };
  const clock = virtualClock();
  const pauses: number[] = [];
  const options = {
    clock,
    signal: new AbortController().signal,
    random: () => random,
    onRetry: (_: TidemarkError, pause: number) => pauses.push(pause),
  };
  await whileTimePasses(
    clock,
    retry(() => writeTo(sink, delivery), options),
    10_000,
  );
  expect(inner.deliveries).toEqual([delivery]);
  return pauses;
};

describe('retry', () => {
  it('tries again with pauses that double up to half a minute, times the jitter', async () => {
    const errors = Array.from({ length: 11 }, () => again());
    expect(await pausesOf(errors, 0.5)).toEqual([
      50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000,
    ]);
  });

  it('waits at least as long as the error says, and the backoff on top', async () => {
    expect(await pausesOf([again(7000), again(0), again(60_000)], 0.5)).toEqual([7050, 100, 60_200]);
  });

  it('rejects at once with an error that is not retryable', async () => {
    const refused = new TidemarkError('undeliverable', 'Never.', { retryAfter: 5 });
    await expect(pausesOf([again(), refused], 0)).rejects.toBe(refused);
    const defect = new TypeError('a defect');
    await expect(pausesOf([defect], 0)).rejects.toBe(defect);
  });

  it('stops waiting when the signal is aborted, and rejects with the error after one last try', async () => {
    const clock = virtualClock();
    const controller = new AbortController();
    let tries = 0;
    const error = again(300_000);
    const sink: Sink = {
      ...memorySink(),
      write: async () => {
        tries++;
        throw error;
      },
    };
    const options = { clock, signal: controller.signal, random: () => 0, onRetry: () => controller.abort() };
    await expect(retry(() => writeTo(sink, delivery), options)).rejects.toBe(error);
    expect(tries).toBe(2);
  });
});
