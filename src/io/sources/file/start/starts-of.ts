import type { KnownFiles, Owner } from '../identity/known-files.js';
import type { Sibling } from '../looking/siblings.js';
import { BEGINNING, goingOn, type TailStart } from './tail-start.js';

/**
 * Where files that turned up are to be begun, for the one who is to read them: where they were left, or at their
 * beginning; without those that somebody else reads. `first` is for the first of them that is new.
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
    if ((await known.readerOf(file, owner)) !== undefined) continue;
    const left = await known.leftAt(file);
    starts.push([file, left === undefined ? next : goingOn(left)]);
    if (left === undefined) next = BEGINNING;
  }
  return starts;
};
