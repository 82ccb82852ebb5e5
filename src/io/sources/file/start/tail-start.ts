import type { SavedFile } from '../saved/saved-file.js';

/** Where to begin in a file. */
export type TailStart = Pick<SavedFile, 'offset' | 'codec' | 'from' | 'lines' | 'time' | 'anew' | 'held'> & {
  /** Of a file that was being read. */
  readonly turn?: number;
  /** What is remembered of it, where that is so. */
  readonly saved?: SavedFile;
  /** A file that was left, and is read on. */
  readonly goesOn?: SavedFile;
};

export const BEGINNING: TailStart = { offset: 0, codec: undefined, from: 0, lines: 0 };

/** The beginning of a file that may hold what was counted of this one before. */
export const beginningAnew = ({ offset, from, lines }: SavedFile): TailStart => ({
  ...BEGINNING,
  anew: { times: 1, bytes: offset - from, lines },
});

/** Where a file that was left goes on. */
export const goingOn = (left: SavedFile): TailStart => {
  const { offset, codec, from, lines, time, anew, held } = left;
  return {
    ...{ offset, codec, from, lines, goesOn: left },
    ...(time !== undefined && { time }),
    ...(anew !== undefined && { anew }),
    ...(held !== undefined && { held }),
  };
};
