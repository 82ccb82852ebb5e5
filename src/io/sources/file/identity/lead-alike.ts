import { sameInode } from '../looking/file-stat.js';
import { siblingAt } from '../looking/siblings.js';

/** Whether a path leads to what lies at the other, or at least to nothing else at present. */
export const leadAlike = async (path: string, other: string): Promise<boolean> => {
  const one = await siblingAt(path, undefined);
  const two = await siblingAt(other, undefined);
  const again = await siblingAt(path, undefined);
  // Renamed between the looks, both may yet turn out to be one.
  if (one === undefined || again === undefined || !sameInode(one, again)) return true;
  return two !== undefined && sameInode(one, two);
};
