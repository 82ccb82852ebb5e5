import { about } from '../../../io/codecs/fields/about.js';
import type { FieldAbout } from '../../../io/codecs/fields/field-about.js';
import type { LocationRow } from './location-row.js';

const ABOUT: Readonly<Record<Exclude<keyof LocationRow, 'time'>, FieldAbout>> = {
  name: about.text('name', 'what the target is called'),
  url: about.text('url', 'what was checked'),
  group: about.text('group', 'the group of the target'),
  scheduled: about.number('scheduled', 'when the check was due, in epoch milliseconds'),
  failed: about.count('failed', 'at how many locations it failed'),
  locations: about.count(
    'locations',
    'how many locations are counted: those that are heard and say something of it',
  ),
  silent: about.count(
    'silent',
    'of how many locations nothing has come for two intervals; they are not counted',
  ),
  unknown: about.count(
    'unknown',
    'how many locations did not check it, or have no network; they are not counted',
  ),
  failed_in: about.text('failed_in', 'at which locations it failed, with commas'),
  silent_in: about.text('silent_in', 'which locations are silent, with commas'),
  class: about.text('class', 'what it came to where it failed; ok where it did nowhere'),
  detail: about.text('detail', 'a sentence that says why, of one of those locations'),
  maintenance: about.boolean('maintenance', 'whether it was due within a maintenance window'),
  moved: about.boolean(
    'moved',
    'it is no check, and says that another process judges the target from here on',
  ),
};

/** What the fields of such rows are. */
export const LOCATION_ABOUT: readonly FieldAbout[] = Object.values(ABOUT);
