import type { BegunAnew, SavedFile } from '../saved/saved-file.js';
import { type SavedFiles, savedFiles } from '../saved/saved-position.js';
import { addSums, type FinishedFiles, NO_SUMS, type Sums, sumsOfFile } from './file-sums.js';

/** What was read of one file, or in sums of the finished files of one path; over all runs that led to the position. */
export interface FileAudit {
  /** Of files that are gone for good, and their paths with them, '(gone)'. */
  readonly path: string;
  /** Device and inode; absent for the sums. */
  readonly inode?: string;
  /** Bytes read as half-open intervals of offsets, in order. None for the sums. */
  readonly intervals: readonly (readonly [from: number, to: number])[];
  readonly bytes: number;
  readonly lines: number;
  /** How many files these are. */
  readonly files: number;
  /**
   * Present where the path was read from its beginning again, after a truncation or with another file in its place: how
   * often, and what had been counted of it before. Lines that were there both times count twice.
   */
  readonly anew?: BegunAnew;
}

/**
 * What a file source says was read, by its position and what it remembers. Throws TidemarkError 'bad-options' for those of
 * anything else.
 *
 * @example
 * ```ts
 * import { diskStore, fileAudit } from 'tidemark';
 *
 * const store = await diskStore({ directory: '/var/lib/tidemark', readOnly: true });
 * const saved = await store.load({ pipeline: 'access-log' });
 * for (const { path, lines } of fileAudit(saved?.position, saved?.remembered)) console.log(path, lines);
 * ```
 */
export const fileAudit = (
  position: unknown,
  remembered: ReadonlyMap<string, unknown> = new Map(),
): readonly FileAudit[] => auditOf(savedFiles(position, remembered));

/** Of each path what is finished, in sums, then the file that was begun last and those that are being read. */
export const auditOf = ({
  files,
  sums,
  gone,
}: Pick<SavedFiles, 'files' | 'sums' | 'gone'>): readonly FileAudit[] => {
  const last = new Map(files.map((file) => [file.path, file]));
  const finished = new Map<string, Sums>([...sums].map(([path, { path: _, ...rest }]) => [path, rest]));
  const shown: SavedFile[] = [];
  for (const file of files) {
    const isFinished = file.left === 'rotated' || (file.left === 'last' && last.get(file.path) !== file);
    if (isFinished) {
      finished.set(file.path, addSums(finished.get(file.path) ?? NO_SUMS, sumsOfFile(file)));
    } else shown.push(file);
  }
  const all: FinishedFiles[] = [...finished].map(([path, one]) => ({ path, ...one }));
  if (gone.files > 0) all.unshift({ path: '(gone)', ...gone });
  return [
    ...all.map((one) => ({ ...one, intervals: [] })),
    ...shown.map(({ path, dev, ino, from, offset, lines, anew }) => ({
      path,
      inode: `${dev}:${ino}`,
      intervals: offset > from ? [[from, offset] as const] : [],
      bytes: offset - from,
      lines,
      files: 1,
      ...(anew !== undefined && { anew }),
    })),
  ];
};
