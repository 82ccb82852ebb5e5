import type { Journal } from './journal.js';
import { recordSize } from './journal-record.js';

/** A journal that keeps nothing: what is appended counts as kept at once, and is gone with the process. */
export const memoryJournal = (): Journal => {
  let last = 0;
  let lastTime = -Infinity;
  let bytes = 0;
  return {
    get first() {
      return last + 1;
    },
    get last() {
      return last;
    },
    get lastTime() {
      return lastTime;
    },
    get bytes() {
      return bytes;
    },
    syncs: 0,
    append: async (time, key, body) => {
      lastTime = time;
      bytes += recordSize(key, body);
      return ++last;
    },
    entries: async function* () {},
    trim: async () => undefined,
    close: async () => undefined,
  };
};
