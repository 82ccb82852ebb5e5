import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../disk/sync-directory.js';
import { damagedJournal } from './damaged-journal.js';
import type { JournalEntry } from './journal.js';
import { type ScannedSegment, scanSegment } from './scan-segment.js';
import type { OpenSegmentFile, SegmentFile } from './segment-file.js';
import { firstOfSegment, segmentName } from './segment-name.js';

export interface Recovered {
  /** Oldest first; empty for a new journal. */
  readonly segments: readonly ScannedSegment[];
  /** The last of them, open, with nothing but whole records in it, all on disk. */
  readonly active: SegmentFile | undefined;
}

export interface RecoverOptions {
  readonly directory: string;
  readonly open: OpenSegmentFile;
  readonly visit: (entry: JournalEntry) => void;
  readonly found: (first: number, last: number) => void;
  readonly onWarning: (message: string) => void;
}

/**
 * Reads what a journal holds, in order, and shows every entry. Only when all of it was found whole, and `found` has not
 * thrown, is anything changed: what a crash left half-written at the very end is cut off, with a warning. Rejects with
 * 'bad-state' for any other damage, with file and offset.
 */
export const recoverSegments = async (options: RecoverOptions): Promise<Recovered> => {
  const { directory, visit, found } = options;
  const firsts = (await readdir(directory)).flatMap((name) => firstOfSegment(name) ?? []);
  firsts.sort((a, b) => a - b);
  const segments: ScannedSegment[] = [];
  for (const first of firsts) {
    const due = segments.at(-1);
    if (due !== undefined && first !== due.last + 1) {
      throw damagedJournal(
        directory,
        `${segmentName(first)} begins with entry ${first} and ${due.last + 1} should come next: a file is missing.`,
      );
    }
    const segment = await scanSegment(directory, first, first === firsts.at(-1), visit);
    if (segment !== undefined) segments.push(segment);
    // Segments before it go only after it was made.
    else if (due === undefined && first !== 1) {
      throw damagedJournal(directory, `${segmentName(first)} is damaged at byte 0: it has no header.`);
    }
  }
  const last = segments.at(-1);
  found(segments[0]?.first ?? 1, last?.last ?? 0);
  if (segments.length < firsts.length) await dropUnmade(options, firsts.at(-1) ?? 0);
  // Names too may be there and not on disk.
  await syncDirectory(directory);
  const active = last === undefined ? undefined : await secure(options, last);
  return { segments, active };
};

/** A segment in which nothing was ever kept: the crash came while it was made. */
async function dropUnmade({ directory, onWarning }: RecoverOptions, first: number): Promise<void> {
  const name = segmentName(first);
  await rm(join(directory, name));
  onWarning(`Journal ${directory}: ${name} was begun and held nothing yet; it is made again.`);
}

/**
 * Opens the last segment to append. After a failed sync, pages that can be read need not be on disk, and syncing again
 * would not write them; so what may be like that is written again.
 */
async function secure(
  { directory, open, onWarning }: RecoverOptions,
  { first, last, end, unproven, torn }: ScannedSegment,
): Promise<SegmentFile> {
  const name = segmentName(first);
  const path = join(directory, name);
  const file = await open(path, 'r+');
  try {
    if (torn !== undefined) {
      await file.truncate(end);
      onWarning(
        `Journal ${directory}: ${name} is cut off at byte ${end}, after entry ${last}: what follows was never ` +
          `acknowledged (${torn}).`,
      );
    }
    const whole = await readFile(path);
    await file.write([whole.subarray(unproven, end)], unproven);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
