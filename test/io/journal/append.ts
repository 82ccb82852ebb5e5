import type { Journal } from '../../../src/io/journal/journal.js';

/** Appends an entry: resolves with its sequence, or rejects with why it is not kept. */
export const append = (
  journal: Journal,
  time: number,
  key: string | undefined,
  body: Buffer,
): Promise<number> =>
  new Promise((kept, failed) => {
    journal.append({ time, key, body, kept, failed });
  });
