import type { Clock } from '../../../io/clock.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { AccessLogLine } from './access-log-lines.js';
import type { TextOutput } from './text-output.js';

/** Writes each line when it is due by the clock: the line of time `start` at once, later ones as much later. */
export interface RealTime {
  readonly clock: Clock;
  /** Epoch milliseconds, on the scale of the lines' times. */
  readonly start: number;
}

export interface WriteAccessLogOptions {
  /** In the order of time. */
  readonly lines: Iterable<AccessLogLine>;
  readonly output: TextOutput;
  /** Absent: as fast as the output takes them. */
  readonly realTime?: RealTime;
  readonly signal: AbortSignal;
}

export interface Written {
  readonly lines: number;
  readonly bytes: number;
  readonly end: 'complete' | 'stopped' | 'output closed';
}

/** Characters in one write when there is no reason to write sooner. */
const CHUNK = 256 * 1024;

/** Milliseconds that a line may wait for others after it is due, so that a busy log costs 20 writes a second, not thousands. */
const GATHER = 50;

/** One sleep at most: timers count in 32 bits. */
const LONGEST_SLEEP = 3_600_000;

/** How far the clock has come, on the lines' scale; waits until that is at least `time`, or for the signal. */
const pacer = ({ clock, start }: RealTime, signal: AbortSignal): ((time: number) => Promise<number>) => {
  const ahead = start - clock.now();
  return async (time) => {
    for (;;) {
      const reached = clock.now() + ahead;
      if (reached >= time || signal.aborted) return reached;
      await clock.sleep(Math.min(Math.max(time - reached, GATHER), LONGEST_SLEEP), signal);
    }
  };
};

/**
 * Writes the lines, in real time or as fast as possible, and answers with what was written.
 * In real time every line's moment is computed from the beginning, so a late write delays none after it, and no line
 * is written before it is due. Ends early, without an error, when the signal is aborted or the reader goes away.
 * The output is left open.
 */
export const writeAccessLog = async (options: WriteAccessLogOptions): Promise<Written> => {
  const { lines, output, realTime, signal } = options;
  const waitFor = realTime && pacer(realTime, signal);
  let due = waitFor ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const written = { lines: 0, bytes: 0 };
  let gathered = '';
  let gatheredLines = 0;
  const flush = async (): Promise<void> => {
    if (gathered === '') return;
    await output.write(gathered);
    // The lines are ASCII: characters are bytes.
    written.bytes += gathered.length;
    written.lines += gatheredLines;
    gathered = '';
    gatheredLines = 0;
  };
  try {
    for (const { time, line } of lines) {
      if (waitFor && time > due) {
        await flush();
        due = await waitFor(time);
      }
      if (signal.aborted) return { ...written, end: 'stopped' };
      gathered += line;
      gathered += '\n';
      gatheredLines++;
      if (gathered.length >= CHUNK) await flush();
    }
    await flush();
    return { ...written, end: 'complete' };
  } catch (error) {
    if (error instanceof TidemarkError && error.code === 'output-closed')
      return { ...written, end: 'output closed' };
    throw error;
  }
};
