import { log } from '../host/log.js';
import { systemClock } from '../io/clock.js';
import { countOf } from '../io/text/count-of.js';
import { oneLine } from '../io/text/one-line.js';
import { writeFiles } from '../pipelines/file-shipper/write-files.js';

export interface GenerateFilesFlags {
  /** Milliseconds. */
  readonly every: number;
  /** Of it, between 0 and 1. */
  readonly jitter: number;
  readonly count?: number;
  /** Bytes. */
  readonly size: number;
}

/** Writes made-up files until there are as many as were asked for, or a signal stops it; the last one is whole. */
export const generateFiles = async (directory: string, flags: GenerateFilesFlags): Promise<void> => {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const count = await writeFiles({
      ...{ directory, ...flags, clock: systemClock(), random: Math.random, stop: stop.signal },
    });
    log.show(`${countOf(count, 'file')} written to ${oneLine(directory)}\n`);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
};
