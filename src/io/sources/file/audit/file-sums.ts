import type { BegunAnew, SavedFile } from '../saved/saved-file.js';

/** What was read of files that are not known one by one any more. */
export interface Sums {
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
  readonly anew?: BegunAnew;
}

/** Those of one path. */
export interface FinishedFiles extends Sums {
  readonly path: string;
}

export const NO_SUMS: Sums = { files: 0, bytes: 0, lines: 0 };

export const sumsOfFile = ({
  from,
  offset,
  lines,
  anew,
}: Pick<SavedFile, 'from' | 'offset' | 'lines' | 'anew'>): Sums => ({
  files: 1,
  bytes: offset - from,
  lines,
  ...(anew !== undefined && { anew }),
});

export const addSums = (one: Sums, other: Sums): Sums => {
  const anew = addAnew(one.anew, other.anew);
  return {
    files: one.files + other.files,
    bytes: one.bytes + other.bytes,
    lines: one.lines + other.lines,
    ...(anew !== undefined && { anew }),
  };
};

const addAnew = (one: BegunAnew | undefined, other: BegunAnew | undefined): BegunAnew | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  return { times: one.times + other.times, bytes: one.bytes + other.bytes, lines: one.lines + other.lines };
};
