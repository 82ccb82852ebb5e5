import type { Uploaded } from '../../io/actions/upload/uploaded.js';
import { about } from '../../io/codecs/fields/about.js';
import type { FieldAbout } from '../../io/codecs/fields/field-about.js';
import type { FilesReport, WaitingFile } from '../../io/sources/directory/directory-rows.js';

/** What the file shipper gives: what came of each attempt, and what waits. */
export type ShipRow =
  | Pick<Uploaded, keyof Uploaded>
  | Pick<FilesReport, keyof FilesReport>
  | Pick<WaitingFile, keyof WaitingFile>;

type Fields = Exclude<keyof Uploaded | keyof FilesReport | keyof WaitingFile, 'time'>;

const ABOUT: Readonly<Record<Fields, FieldAbout>> = {
  kind: about.text(
    'kind',
    'upload: what came of an attempt; files: all that waits; waiting: one of the oldest that wait',
  ),
  path: about.text('path', 'the file, below the directory; of files: the oldest that waits'),
  class: about.text(
    'class',
    'what an attempt came to: ok, conflict (shipped beside another object), changed, gone, unreadable, unverified, race, key-too-long, too-large, or what was wrong with the store, such as connect, timeout, denied, slow-down',
  ),
  reason: about.text('reason', 'why a file waits, or an attempt came to nothing, in words'),
  key: about.text('key', 'its key in the bucket'),
  attempt: about.count('attempt', 'the number of the attempt, from 1'),
  shipped: about.boolean('shipped', 'whether it is in the bucket for certain'),
  found: about.boolean('found', 'whether it was there already'),
  duration: about.duration('duration', 'how long the attempt took'),
  oldest: about.duration('oldest', 'how long the oldest file has waited; 0 where none does'),
  attempts: about.count('attempts', 'how many attempts at a file have come to nothing'),
  waiting: about.count('waiting', 'how many files wait'),
  failing: about.count('failing', 'how many of them have failed the last time'),
  bytes: about.size('bytes', 'of the file; of files: of all that wait'),
  free: about.size('free', 'what is free on the disk of the directory'),
  free_share: about.fraction('free_share', 'the share of that disk that is free'),
  state: about.text(
    'state',
    'of a file that waits: settling, queued, sending, failed, or sent and not removed',
  ),
  age: about.duration('age', 'how long a file has waited, or since it was changed'),
  size: about.size('size', 'of a file that waits'),
};

/** For whoever reads or checks a config. */
export const SHIP_ABOUT: readonly FieldAbout[] = Object.values(ABOUT);
