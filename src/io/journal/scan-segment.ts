import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { damagedJournal } from './damaged-journal.js';
import type { JournalEntry } from './journal.js';
import { decodeRecord, hasLaterGroup } from './journal-record.js';
import { decodeHeader, HEADER_SIZE, isUnmade, type SegmentHeader } from './segment-header.js';
import { segmentName } from './segment-name.js';

/** A segment as it was found, all of its records checked. */
export interface ScannedSegment extends SegmentHeader {
  /** Sequence of its last entry; one less than `first` where it has none. */
  readonly last: number;
  /** Offset of the byte after its last whole record. */
  readonly end: number;
  /** Offset from which it may not be on disk although it can be read: of its last group, or 0 where it has none. */
  readonly unproven: number;
  /** Why the bytes after `end` are no record, where there are any. */
  readonly torn: string | undefined;
}

/**
 * Reads a segment and shows every entry. `mayBeTorn`: it is the last one, whose last group may never have been on disk
 * as a whole; damage before that is refused there too. Resolves with undefined where such a segment was never made.
 * Rejects with 'bad-state' for damage.
 */
export const scanSegment = async (
  directory: string,
  first: number,
  mayBeTorn: boolean,
  visit: (entry: JournalEntry) => void,
): Promise<ScannedSegment | undefined> => {
  const name = segmentName(first);
  const bytes = await readFile(join(directory, name));
  if (mayBeTorn && isUnmade(bytes)) return undefined;
  const damaged = (offset: number, found: string) =>
    damagedJournal(directory, `${name} is damaged at byte ${offset}: ${found}.`);
  const header = decodeHeader(bytes);
  if (typeof header === 'string') throw damaged(0, header);
  if (header.first !== first) throw damaged(0, `it belongs to entry ${header.first} by its header`);

  let { lastTime } = header;
  let last = first - 1;
  let end = HEADER_SIZE;
  let unproven = 0;
  let torn: string | undefined;
  while (end < bytes.length) {
    const record = decodeRecord(bytes, end, header.salt);
    if (typeof record === 'string') {
      if (!mayBeTorn || hasLaterGroup(bytes, end + 1, last + 1, header.salt)) throw damaged(end, record);
      torn = record;
      break;
    }
    if (record.sequence !== last + 1) {
      throw damaged(end, `entry ${record.sequence} stands where ${last + 1} should`);
    }
    if (record.place === 0) unproven = end;
    visit(record);
    last = record.sequence;
    lastTime = record.time;
    end = record.end;
  }
  return { ...header, lastTime, last, end, unproven, torn };
};
