import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../../src/io/clock.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import {
  type AccessLogLine,
  accessLogLines,
} from '../../../../src/pipelines/access-log/generator/access-log-lines.js';
import type { TextOutput } from '../../../../src/pipelines/access-log/generator/text-output.js';
import { writeAccessLog } from '../../../../src/pipelines/access-log/generator/write-access-log.js';
import { START, traffic } from './traffic.js';

/** A clock that only its own sleeps move, each overslept by that many milliseconds. */
const virtualClock = (now: number, oversleep: () => number = () => 0): Clock => {
  let time = now;
  return {
    now: () => time,
    sleep: async (milliseconds, signal) => {
      if (!signal.aborted) time += milliseconds + oversleep();
    },
  };
};

interface Seen {
  readonly at: number;
  readonly line: string;
}

/** Remembers each line with the clock's time of its writing. */
const recorder = (clock: Clock, afterWrite: (writes: number) => void = () => undefined) => {
  const seen: Seen[] = [];
  let writes = 0;
  const output: TextOutput = {
    write: async (text) => {
      for (const line of text.split('\n').slice(0, -1)) seen.push({ at: clock.now(), line });
      afterWrite(++writes);
    },
    close: async () => undefined,
  };
  return { seen, output };
};

const never = new AbortController().signal;

const asked = traffic({ rate: '40/s', for: '30s', bursts: ['300/s:5s@10s'] });
const expected: readonly AccessLogLine[] = [...accessLogLines(asked)];

const inRealTime = async (clock: Clock, lines: Iterable<AccessLogLine> = expected) => {
  const { seen, output } = recorder(clock);
  const written = await writeAccessLog({
    lines,
    output,
    realTime: { clock, start: START },
    signal: never,
  });
  return { seen, written };
};

describe('writeAccessLog in real time', () => {
  test('writes every line, in order, none before it is due and none more than 100 ms after', async () => {
    const { seen, written } = await inRealTime(virtualClock(START));
    expect(seen.map(({ line }) => line)).toEqual(expected.map(({ line }) => line));
    expect(written).toMatchObject({ lines: expected.length, end: 'complete' });
    for (const [index, { at }] of seen.entries()) {
      expect(at).toBeGreaterThanOrEqual(expected[index]!.time);
      expect(at).toBeLessThanOrEqual(expected[index]!.time + 100);
    }
  });

  test('does not drift: sleeping too long each time makes no later line later', async () => {
    const { seen } = await inRealTime(virtualClock(START, () => 37));
    for (const [index, { at }] of seen.entries())
      expect(at - expected[index]!.time).toBeLessThanOrEqual(100 + 37);
  });

  test('a sleep that ends early does not write early', async () => {
    const { seen } = await inRealTime(virtualClock(START, () => -20));
    for (const [index, { at }] of seen.entries()) expect(at).toBeGreaterThanOrEqual(expected[index]!.time);
  });

  test('lines of another day keep their distances, counted from the clock at the beginning', async () => {
    const begun = START + 86_400_000;
    const { seen } = await inRealTime(virtualClock(begun));
    for (const [index, { at }] of seen.entries()) {
      const late = at - begun - (expected[index]!.time - START);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(100);
    }
  });

  test('a line a year away is reached without a sleep that a timer cannot hold', async () => {
    const sleeps: number[] = [];
    const clock = virtualClock(START);
    const watched: Clock = {
      now: clock.now,
      sleep: (milliseconds, signal) => {
        sleeps.push(milliseconds);
        return clock.sleep(milliseconds, signal);
      },
    };
    const { seen } = await inRealTime(watched, [{ time: START + 365 * 86_400_000, line: 'late' }]);
    expect(seen).toHaveLength(1);
    expect(Math.max(...sleeps)).toBeLessThan(2 ** 31);
  });

  test('gathers the lines of a busy log: far fewer writes than lines', async () => {
    const clock = virtualClock(START);
    let writes = 0;
    const { output } = recorder(clock, (count) => {
      writes = count;
    });
    const lines = accessLogLines(traffic({ rate: '2000/s', for: '10s' }));
    await writeAccessLog({ lines, output, realTime: { clock, start: START }, signal: never });
    expect(writes).toBeLessThanOrEqual(10_000 / 50 + 1);
  });
});

describe('writeAccessLog as fast as possible', () => {
  test('writes the same bytes as in real time, in large pieces', async () => {
    const clock = virtualClock(START);
    const { seen, output } = recorder(clock);
    const written = await writeAccessLog({ lines: expected, output, signal: never });
    expect(seen.map(({ line }) => line)).toEqual(expected.map(({ line }) => line));
    expect(written.bytes).toBe(expected.reduce((sum, { line }) => sum + line.length + 1, 0));
  });

  test('waits for the output before it makes more than one piece', async () => {
    let made = 0;
    const lines = function* () {
      for (; made < 100_000; made++) yield { time: START, line: 'x'.repeat(99) };
    };
    let madeAtFirstWrite = 0;
    const output: TextOutput = {
      write: async () => {
        madeAtFirstWrite ||= made;
      },
      close: async () => undefined,
    };
    await writeAccessLog({ lines: lines(), output, signal: never });
    expect(madeAtFirstWrite).toBeLessThan(10_000);
  });
});

describe('writeAccessLog ends early', () => {
  test.each([true, false])(
    'when the signal is aborted, with whole lines only (in real time: %s)',
    async (paced) => {
      const abort = new AbortController();
      const clock = virtualClock(START);
      const { seen, output } = recorder(clock, () => abort.abort());
      const lines = accessLogLines(traffic({ rate: '1000/s', for: '1h' }));
      const written = await writeAccessLog({
        lines,
        output,
        signal: abort.signal,
        ...(paced ? { realTime: { clock, start: START } } : {}),
      });
      expect(written).toMatchObject({ lines: seen.length, end: 'stopped' });
      expect(seen.every(({ line }) => line.endsWith('"'))).toBe(true);
    },
  );

  test('without an error when the reader goes away, counting what it took', async () => {
    const output: TextOutput = {
      write: () => Promise.reject(new TidemarkError('output-closed', 'gone')),
      close: async () => undefined,
    };
    const written = await writeAccessLog({ lines: expected, output, signal: never });
    expect(written).toEqual({ lines: 0, bytes: 0, end: 'output closed' });
  });

  test('with the error when the output fails for another reason', async () => {
    const full = new TidemarkError('undeliverable', 'disk full');
    const output: TextOutput = { write: () => Promise.reject(full), close: async () => undefined };
    await expect(writeAccessLog({ lines: expected, output, signal: never })).rejects.toBe(full);
  });
});
