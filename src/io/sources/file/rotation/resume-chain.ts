import { type FindOptions, findAgain } from '../identity/find-again.js';
import type { Owner } from '../identity/known-files.js';
import { sameInode } from '../looking/file-stat.js';
import { type Sibling, siblingAt } from '../looking/siblings.js';
import { type OpenTail, openAll } from '../reading/open-all.js';
import type { Reading } from '../reading/reading.js';
import { Tail } from '../reading/tail.js';
import type { SavedFile } from '../saved/saved-file.js';
import { startsOf } from '../start/starts-of.js';
import { BEGINNING, beginningAnew } from '../start/tail-start.js';

/** The files of one path that are to be read one after the other, oldest first. */
export interface ResumedChain<T> {
  readonly tails: Tail<T>[];
  /** What cannot be found again. */
  readonly lost: readonly SavedFile[];
  /** For a person, where something may be lost by that. */
  readonly loss: string | undefined;
}

/**
 * Takes up again what was being read: the saved files wherever they lie now, then those that were rotated away since,
 * then the one at the path, but nothing that somebody else than the owner reads. Undefined where files have moved
 * meanwhile: look again. Without tails where there is neither a saved file nor one at the path: they may appear.
 */
export const resumeChain = async <T>(
  path: string,
  saved: readonly SavedFile[],
  reading: Reading<T>,
  { owner, ...options }: FindOptions & { readonly owner: Owner },
): Promise<ResumedChain<T> | undefined> => {
  const openers: OpenTail<T>[] = [];
  const places: Sibling[] = [];
  const lost: SavedFile[] = [];
  let loss: string | undefined;
  for (const [i, file] of saved.entries()) {
    const found = await findAgain(path, file, reading.meter, options);
    if (found === undefined) return undefined;
    const { place, next } = found;
    // Of a file that was empty there is nothing to lose.
    const isLost = place === undefined && file.fingerprint.length > 0;
    if (isLost) lost.push(file);
    if (place !== undefined) {
      places.push(place);
      const isCopy = place.path !== path && !sameInode(place, file);
      openers.push(() => Tail.open(path, place, { ...file, saved: file }, reading, isCopy));
    }
    if (i < saved.length - 1) continue;
    if (isLost && next.length > 0) loss = await lossOf(path, file);
    const unsaved = next.filter((sibling) => !places.some((other) => sameInode(sibling, other)));
    const starts = await startsOf(unsaved, reading.known, owner, isLost ? beginningAnew(file) : BEGINNING);
    for (const [sibling, start] of starts) openers.push(() => Tail.open(path, sibling, start, reading));
  }
  const tails = await openAll(openers);
  return tails && { tails, lost, loss };
};

const lossOf = async (path: string, { offset, ...file }: SavedFile): Promise<string> => {
  const current = await siblingAt(path, undefined);
  const inPlace = current !== undefined && sameInode(current, file);
  if (inPlace && current.size < offset) {
    return `${path} has shrunk from ${offset} to ${current.size} bytes. Reading it again from the beginning.`;
  }
  if (inPlace) {
    return `${path} was written anew: it begins with other bytes than before. Reading it from the beginning.`;
  }
  return `The file that was read as ${path} up to byte ${offset} is gone; what came after that in it is lost. Going on with the oldest file that is newer.`;
};
