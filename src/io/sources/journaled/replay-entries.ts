import type { JournalEntry } from '../../journal/journal.js';
import { recordSize } from '../../journal/journal-record.js';
import { addRows, type Judgement } from './judgement.js';

/** Rows of some entries of a journal, whole ones, in order. */
export interface Replayed<T> {
  readonly rows: readonly T[];
  readonly entries: number;
  /** Sequence of the last of them. */
  readonly sequence: number;
  /** Bytes of the entries. */
  readonly size: number;
}

/** Judges entries again and joins their rows, up to so many. `refused` makes the error for one that is refused now. */
export async function* replayEntries<T>(
  entries: AsyncIterable<JournalEntry>,
  judge: (body: Buffer, time: number) => Judgement<T>,
  mostRows: number,
  refused: (entry: JournalEntry, body: string) => Error,
): AsyncGenerator<Replayed<T>, void, undefined> {
  let rows: T[] = [];
  let held = { entries: 0, sequence: 0, size: 0 };
  for await (const entry of entries) {
    const judgement = judge(entry.body, entry.time);
    if ('refusal' in judgement) throw refused(entry, judgement.refusal.body);
    if (held.entries > 0 && rows.length + judgement.rows.length > mostRows) {
      yield { rows, ...held };
      rows = [];
      held = { entries: 0, sequence: 0, size: 0 };
    }
    addRows(rows, judgement.rows);
    held.entries++;
    held.sequence = entry.sequence;
    held.size += recordSize(entry.key, entry.body);
  }
  if (held.entries > 0) yield { rows, ...held };
}
