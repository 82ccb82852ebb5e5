import { entryOf } from '../../../io/actions/acting/entry.js';
import { isFileOutcome, isReadyFile } from '../../../io/sources/directory/directory-rows.js';
import { FileNotes } from '../../../io/sources/directory/file-notes.js';
import type { Why } from './why.js';

/**
 * What the memory of a shipper knows of a file as it is; undefined: nothing, so nothing has been done about it yet. Keys are those of `acting`
 * and of the directory below it.
 */
export const stateOfFile = (
  remembered: ReadonlyMap<string, unknown>,
  path: string,
  identity: string,
): Pick<Why, 'state' | 'reason' | 'attempts' | 'after'> | undefined => {
  const out = remembered.get(`out:${path}\n${identity}`);
  const { row, outcome } = out === undefined ? {} : entryOf(path, out);
  if (isFileOutcome(outcome)) {
    const key = 'key' in outcome ? ` as ${String(outcome.key)}` : '';
    if (outcome.shipped)
      return { state: 'sent', reason: `it is in the bucket${key}, and could not be removed here yet` };
  } else if (isReadyFile(row)) {
    const attempts = row.attempt - 1;
    return { state: 'sending', reason: 'it is being sent, or was when the shipper was stopped', attempts };
  }
  const noted = remembered.get(`inner:${path}`);
  const note = noted === undefined ? undefined : new FileNotes(new Map([[path, noted]])).of(path, identity);
  if (note === undefined)
    return isFileOutcome(outcome) ? { state: 'failed', reason: outcome.reason } : undefined;
  const { attempts, after, reason } = note;
  if (attempts === 0) return { state: 'kept', reason: 'it is in the bucket, and stays here' };
  return { state: 'failed', reason, attempts, after };
};
