import { AppendGroups } from './append-groups.js';
import type { Journal } from './journal.js';

/** A journal that keeps nothing: what is appended counts as kept soon, and is gone with the process. */
export const memoryJournal = (): Journal => {
  let last = 0;
  let lastTime = -Infinity;
  let bytes = 0;
  const groups = new AppendGroups(async (group, size) => {
    const first = last + 1;
    last += group.length;
    lastTime = group.at(-1)?.time ?? lastTime;
    bytes += size;
    return first;
  }, Infinity);
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
    append: (entry) => groups.add(entry),
    entries: async function* () {},
    trim: async () => undefined,
    close: () => groups.settled(),
  };
};
