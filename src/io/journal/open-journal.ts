import { dirname } from 'node:path';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { makeDirectories } from '../disk/make-directories.js';
import { syncDirectory } from '../disk/sync-directory.js';
import { lockOwner } from '../state/lmdb/owner-lock.js';
import { stateFailure } from '../state/state-failure.js';
import { DiskJournal } from './disk-journal.js';
import type { Journal, JournalEntry } from './journal.js';
import { recoverSegments } from './recover-segments.js';
import { type OpenSegmentFile, openSegmentFile } from './segment-file.js';

export interface JournalOptions {
  /** Made when it is not there. */
  readonly directory: string;
  /** Shown every entry that is found, in order, before the journal is there. Bodies are views: copy what is kept. */
  readonly visit?: (entry: JournalEntry) => void;
  /**
   * Told which entries were found, as `Journal` would tell it, before anything is changed, cut off or made: what it
   * throws is thrown.
   */
  readonly found?: (first: number, last: number) => void;
  /** Called before that, once the directory belongs to this process. */
  readonly owned?: () => Promise<void>;
  /** Told what a crash left half-written and is cut off. */
  readonly onWarning?: (message: string) => void;
  /** A segment that has so many bytes is followed by another. Default 64 MiB, at most 1 GiB. */
  readonly segmentBytes?: number;
  /** Bytes that are written and synced at once, at most, if they are of several entries. Default 16 MiB. */
  readonly groupBytes?: number;
  readonly open?: OpenSegmentFile;
}

/** Segments are read whole. */
const MOST_SEGMENT_BYTES = 2 ** 30;

/**
 * Opens the journal in a directory: segments `journal-<first sequence>.log` of records with checksums, which one
 * process at a time owns. An append that has resolved survives the end of the process and of the machine, as far as
 * the disk keeps what it has acknowledged. Rejects with:
 * - 'state-in-use': another process owns the directory, or this one has it open. A dead owner is succeeded.
 * - 'bad-state': a segment is damaged, missing, or of a newer version; nothing was changed. Only what stands after the
 *   last record that is known to have been on disk, at the very end, is cut off instead, with a warning. Not told apart
 *   from that: damage, by something else than a crash, to the last group of all.
 * - 'disk-full', which is retryable, or 'unwritable'.
 */
export const openJournal = async (options: JournalOptions): Promise<Journal> => {
  const { directory, open = openSegmentFile, segmentBytes = 64 << 20, groupBytes = 16 << 20 } = options;
  const { visit = () => undefined, found = () => undefined, onWarning = () => undefined } = options;
  if (!(segmentBytes >= 1 && segmentBytes <= MOST_SEGMENT_BYTES)) {
    throw new TidemarkError(
      'bad-options',
      `segmentBytes is ${segmentBytes}: pass 1 to ${MOST_SEGMENT_BYTES}.`,
    );
  }
  try {
    const made = await makeDirectories(directory);
    if (made !== undefined) await syncDirectory(dirname(made));
    const { release } = await lockOwner(directory);
    try {
      await options.owned?.();
      const recovered = await recoverSegments({ directory, open, visit, found, onWarning });
      return new DiskJournal({ directory, open, segmentBytes, groupBytes, recovered, release });
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    throw stateFailure(directory, error);
  }
};
