import type { KnownFiles, Owner } from './known-files.js';
import type { Sibling } from './siblings.js';
import { BEGINNING, type TailStart } from './tail-start.js';

/**
 * Where files that turned up are to be begun, for the one who is to read them; without those that somebody else reads.
 * `first` is for the first of them that is new.
 */
export const startsOf = async (
  files: readonly Sibling[],
  known: KnownFiles,
  owner: Owner,
  first: TailStart,
): Promise<(readonly [file: Sibling, start: TailStart])[]> => {
  const starts: [Sibling, TailStart][] = [];
  let next = first;
  for (const file of files) {
    const start = await known.startOf(file, owner);
    if (start === undefined) continue;
    starts.push([file, start === BEGINNING ? next : start]);
    if (start === BEGINNING) next = BEGINNING;
  }
  return starts;
};
