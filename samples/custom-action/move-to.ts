import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Action } from 'tidemark';

export interface Ready {
  readonly time: number;
  readonly path: string;
}

export interface Moved extends Ready {
  /** What went wrong; absent where it was moved. */
  readonly error?: string;
}

/** Moves files to a directory, on another disk perhaps: copied first, and removed when a commit holds that they are there. */
export const moveTo = (directory: string): Action<Ready, Moved> => ({
  intent: 'first',
  // An outcome is of when the file was moved, not of when it was ready.
  keepsTime: false,
  key: ({ path }) => path,
  // Whoever gives a path again while it is being moved need not be told.
  missed: () => undefined,

  async perform({ path }, { signal }) {
    const place = join(directory, basename(path));
    try {
      // Half a copy never has the name of a whole one, so performing again needs no look at what was there.
      await pipeline(createReadStream(path), createWriteStream(`${place}.part`, { flush: true }), { signal });
      await rename(`${place}.part`, place);
      return { time: Date.now(), path };
    } catch (error) {
      return { time: Date.now(), path, error: String(error) };
    }
  },

  async finish({ path }, { error }) {
    if (error === undefined) await rm(path, { force: true });
  },
});
