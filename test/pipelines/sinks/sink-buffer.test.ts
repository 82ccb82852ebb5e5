import { describe, expect, test } from 'vitest';
import { pipeline } from '../../../src/pipelines/pipeline.js';
import { bufferLimits, type SinkBuffer } from '../../../src/pipelines/sinks/sink-buffer.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { scripted } from '../scripted.js';

const usual = { deliveries: 64, rows: 4000 };
const GIB = 1024 ** 3;

describe('the buffer of a sink', () => {
  test('of which nothing is said is a number of deliveries and rows, for which the source waits', () => {
    const limits = { ...usual, bytes: Infinity, age: Infinity, dropsOldest: false };
    expect(bufferLimits({}, usual, true)).toEqual(limits);
    expect(bufferLimits({ full: 'drop oldest' }, usual, true)).toEqual({ ...limits, dropsOldest: true });
  });

  test('is as large as it says, or its default where it only says an age: less where it is in memory', () => {
    const of = (buffer: SinkBuffer, remembers: boolean) => bufferLimits(buffer, usual, remembers);
    const limits = { deliveries: Infinity, rows: Infinity, age: Infinity, dropsOldest: false };
    expect(of({ size: 5 }, true)).toEqual({ ...limits, bytes: 5 });
    expect(of({ size: 5 }, false)).toEqual({ ...limits, bytes: 5 });
    expect(of({ age: '1d' }, true)).toEqual({ ...limits, bytes: GIB, age: 86_400_000 });
    expect(of({ age: '1d' }, false)).toEqual({ ...limits, bytes: GIB / 16, age: 86_400_000 });
  });

  test.each<[SinkBuffer, string]>([
    [{ size: 0 }, 'size is 0'],
    [{ size: 1.5 }, 'size is 1.5'],
    [{ size: Number.NaN }, 'size is NaN'],
    [{ age: 0 }, 'age is 0'],
    [{ age: '0s' }, 'age is 0s'],
  ])('is refused as %j', (buffer, words) => {
    const builder = pipeline('p').from(scripted([]));
    const sink = { ...memorySink('chat'), guarantee: 'at least once' } as const;
    expect(() => builder.buffer(sink, buffer)).toThrow(
      expect.objectContaining({
        code: 'bad-options',
        message: expect.stringContaining(`The buffer of chat: ${words}`),
      }),
    );
  });

  test('of a sink that stores exactly once drops nothing', () => {
    const builder = pipeline('p').from(scripted([]));
    expect(() => builder.buffer(memorySink('out'), { full: 'drop oldest' })).toThrow(/exactly once/);
    const sink = memorySink('out');
    expect(builder.buffer(sink, { size: 10, full: 'wait' }).spec().buffers.get(sink)).toEqual({
      size: 10,
      full: 'wait',
    });
  });
});
