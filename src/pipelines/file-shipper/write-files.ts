import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../io/clock.js';
import { codeOf } from '../../io/code-of.js';
import { TidemarkError } from '../../operators/tidemark-error.js';

export interface WriteFilesOptions {
  /** Made if it is not there. */
  readonly directory: string;
  /** Milliseconds from the beginning of one file to that of the next. */
  readonly every: number;
  /** Of it, so much sooner or later: 0 to 1. */
  readonly jitter: number;
  /** Absent: until it is stopped. */
  readonly count?: number | undefined;
  /** Bytes of each. */
  readonly size: number;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly stop: AbortSignal;
}

/** A file is written in so many pieces, over half of its time, or a second where that is less. */
const PIECES = 5;
const LONGEST = 1000;
/** Bytes that are made at once. */
const MOST = 1 << 20;

/**
 * Writes files with the time in their names, one after the other and each slowly, as programs write: whoever ships them has to wait until each
 * is finished. Answers with how many; a file that was begun is finished, also when it is stopped. Rejects with TidemarkError 'unwritable'.
 */
export const writeFiles = async (options: WriteFilesOptions): Promise<number> => {
  const { directory, every, jitter, count = Number.POSITIVE_INFINITY, clock, random, stop } = options;
  try {
    await mkdir(directory, { recursive: true });
    for (let written = 0; ; ) {
      if (stop.aborted || written >= count) return written;
      const begun = clock.now();
      await writeOne(options, ++written);
      if (written >= count) return written;
      const pause = every * (1 + jitter * (2 * random() - 1));
      await clock.sleep(Math.max(0, begun + pause - clock.now()), stop);
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === '') throw error;
    throw new TidemarkError('unwritable', `${directory} cannot be written to: ${code}.`, { cause: error });
  }
};

const writeOne = async (
  { directory, every, size, clock, stop }: WriteFilesOptions,
  number: number,
): Promise<void> => {
  const time = new Date(Math.floor(clock.now())).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const name = `app-${time}-${String(number).padStart(6, '0')}.log`;
  const line = Buffer.from(`${name}: a line of a made-up log\n`);
  // Whoever is there already is not ours to write over.
  const file = await open(join(directory, name), 'wx');
  try {
    const pause = Math.min(every / 2, LONGEST) / PIECES;
    for (let piece = 0; piece < PIECES; piece++) {
      const end = Math.floor((size * (piece + 1)) / PIECES);
      for (let at = Math.floor((size * piece) / PIECES); at < end; at += MOST) {
        // Full lines wherever it is cut: the text goes on where it was.
        const length = Math.min(MOST, end - at);
        const shift = at % line.length;
        await file.write(Buffer.alloc(shift + length, line).subarray(shift));
      }
      await clock.sleep(pause, stop);
    }
  } finally {
    await file.close();
  }
};
