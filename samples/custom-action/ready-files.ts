import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source } from 'tidemark';
import type { Ready } from './move-to.js';

/** Gives each file of a directory, in the order of their names, and goes on after the last one that it gave. */
export const readyFiles = (directory: string): Source<Ready> => ({
  async *read({ position, stop }) {
    const last = typeof position === 'string' ? position : '';
    for (const name of (await readdir(directory)).toSorted()) {
      if (stop.aborted) return;
      if (name <= last) continue;
      yield { rows: [{ time: Date.now(), path: join(directory, name) }], rejected: [], position: name };
    }
  },
});
