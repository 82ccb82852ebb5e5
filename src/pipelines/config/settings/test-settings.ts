import { z } from 'zod';
import { conditionSetting } from './condition-setting.js';
import { positiveDuration } from './duration-setting.js';
import { mapSetting, namedMap, textSetting } from './map-setting.js';

const fields = z.record(z.string(), z.unknown(), { error: 'A map of fields is wanted here.' });

/** What comes in while a test runs: rows at a rate, rows written out, or a file in the format of the source. */
const feed = z.union([
  mapSetting({
    rate: textSetting('A rate is wanted here, such as 20/s.').meta({ examples: ['20/s'] }),
    for: positiveDuration().describe('How long.'),
    row: fields.optional().describe('Fields of these rows that differ from the usual ones.'),
  }),
  mapSetting({
    rows: z.array(fields),
    at: z.string().optional().describe('When the first of them comes, if they have no time.'),
  }),
  mapSetting({ file: textSetting('The name of a file is wanted here.') }),
]);

/** A test of a pipeline, in virtual time; or a condition that holds for every row of a stream in all tests. */
export const testSettings = z.union([
  mapSetting({
    name: textSetting('A name is wanted here.').describe('What the test shows, in a few words.'),
    feed: z.array(feed, { error: 'A list is wanted here, such as [{ rate: 20/s, for: 3m }].' }),
    expect: namedMap(
      'an alert or stream',
      z.array(fields, { error: 'A list is wanted here, such as [{ state: firing }].' }),
    ).describe(
      'For an alert all its transitions in order, for a stream rows in order; each with the fields that matter.',
    ),
  }),
  mapSetting({
    invariant: conditionSetting().describe('Must be true for every row.'),
    on: textSetting('The name of a stream is wanted here.').describe('The stream whose rows are meant.'),
  }),
]);

export type TestSettings = z.output<typeof testSettings>;
