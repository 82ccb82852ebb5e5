import type { SavedFile } from './saved-file.js';

/** Where to begin in a file. */
export type TailStart = Pick<SavedFile, 'offset' | 'codec' | 'from' | 'lines' | 'time' | 'anew'>;

export const BEGINNING: TailStart = { offset: 0, codec: undefined, from: 0, lines: 0 };

/** The beginning of a file that may hold what was counted of this one before. */
export const beginningAnew = ({ offset, from, lines }: SavedFile): TailStart => ({
  ...BEGINNING,
  anew: { times: 1, bytes: offset - from, lines },
});
